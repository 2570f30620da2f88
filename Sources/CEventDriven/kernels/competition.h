/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma clang fp contract(off)

/* What the competition of one datum works with. */
struct competition {
  const float *gram;
  const float *thresholds;
  float rate;
  ints sign_bit;
  ints shift;
  long width;
  /* The drive of the datum; its potentials, codes and drive - gram·codes, all of `width`. */
  const float *drive;
  float *u;
  float *codes;
  float *currents;
  struct active before;
  struct active after;
};

/* What a membrane potential lets through, and in which lanes; NaN passes, so that it is seen. */
VECTOR_INLINE floats shrunk(floats u, floats threshold, ints sign_bit, ints shift, ints *passes) {
  const floats magnitude = (floats)((ints)u & ~sign_bit);
  *passes = ~(magnitude <= threshold);
  const floats moved = (floats)(((ints)u & sign_bit) | ((ints)threshold & shift));
  return vector_keep(*passes, u - moved);
}

VECTOR_INLINE void competition_swap(struct competition *state) {
  const struct active swapped = state->before;
  state->before = state->after;
  state->after = swapped;
}

VECTOR_INLINE void compete_span(const int vectors, long at, struct competition *state) {
  floats sums[SPAN];
#pragma unroll
  for (int v = 0; v < vectors; v++) sums[v] = vector_load(state->drive + at + v * VECTOR_LANES);
  active_subtract(sums, vectors, state->gram + at, &state->before);
#pragma unroll
  for (int v = 0; v < vectors; v++) {
    const long place = at + v * VECTOR_LANES;
    floats potential = vector_load(state->u + place);
    potential = potential + (sums[v] - potential) * state->rate;
    vector_store(state->u + place, potential);
    ints passes;
    const floats code = shrunk(potential, vector_load(state->thresholds + place), state->sign_bit,
                               state->shift, &passes);
    vector_store(state->codes + place, code);
    active_add(&state->after, vector_bits(passes), code, place, state->width);
  }
}

VECTOR_INLINE void currents_span(const int vectors, long at, struct competition *state) {
  floats sums[SPAN];
#pragma unroll
  for (int v = 0; v < vectors; v++) sums[v] = vector_load(state->drive + at + v * VECTOR_LANES);
  active_subtract(sums, vectors, state->gram + at, &state->before);
#pragma unroll
  for (int v = 0; v < vectors; v++) vector_store(state->currents + at + v * VECTOR_LANES, sums[v]);
}

/* Every unit takes every step. */
VECTOR_INLINE void compete_everywhere(struct competition *state, long steps) {
  for (long t = 0; t < steps; t++) {
    state->after.count = 0;
#define BODY(vectors, at) compete_span(vectors, at, state)
    OVER_SPANS(state->width, BODY);
#undef BODY
    competition_swap(state);
  }
#define BODY(vectors, at) currents_span(vectors, at, state)
  OVER_SPANS(state->width, BODY);
#undef BODY
}
