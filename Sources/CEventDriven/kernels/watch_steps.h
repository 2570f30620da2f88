/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma clang fp contract(off)

/* The steps of watched units, and the look at all that ends them. */

VECTOR_INLINE void watch_sums_span(const int vectors, long at, struct watch *watch) {
  floats sums[SPAN];
#pragma unroll
  for (int v = 0; v < vectors; v++) sums[v] = vector_load(watch->drive + at + v * VECTOR_LANES);
  active_subtract(sums, vectors, watch->rows + at, &watch->before);
#pragma unroll
  for (int v = 0; v < vectors; v++) vector_store(watch->sums + at + v * VECTOR_LANES, sums[v]);
}

/* ‖Φ(a - a(0))‖², where `sums` belong to the codes a and `current` to a(0). */
VECTOR_INLINE float moved_square(const float *code, const float *start, const float *sums,
                                 const float *current, long width) {
  floats squares = (floats)0.0f;
  for (long at = 0; at < width; at += VECTOR_LANES) {
    const floats moved = vector_load(code + at) - vector_load(start + at);
    squares += moved * ((vector_load(current + at) - vector_load(sums + at)) + moved);
  }
  float part[VECTOR_LANES];
  vector_store(part, squares);
  for (int half = VECTOR_LANES / 2; half > 0; half /= 2)
    for (int i = 0; i < half; i++) part[i] += part[i + half];
  return part[0];
}

/* One step of the watched units. */
VECTOR_INLINE void watch_step(struct watch *watch, const struct competition *state) {
  watch->after.count = 0;
  for (long at = 0; at < watch->width; at += VECTOR_LANES) {
    vector_store(watch->history + at, vector_load(watch->history + at) * (1.0f - state->rate) +
                                          vector_load(watch->code + at));
    floats potential = vector_load(watch->u + at);
    potential = potential + (vector_load(watch->sums + at) - potential) * state->rate;
    vector_store(watch->u + at, potential);
    ints passes;
    const floats code = shrunk(potential, vector_load(watch->thresholds + at), state->sign_bit,
                               state->shift, &passes);
    vector_store(watch->code + at, code);
    for (uint32_t lanes = vector_bits(passes); lanes; lanes &= lanes - 1) {
      const long i = at + __builtin_ctz(lanes);
      watch->after.rows[watch->after.count] = watch_row(watch, state, i);
      watch->after.values[watch->after.count++] = watch->code[i];
    }
  }
  const struct active swapped = watch->before;
  watch->before = watch->after;
  watch->after = swapped;
}

/* drive - gram·a, and the potentials of silent units after `kept` = (1-r)ⁿ, in one pass over gram. */
VECTOR_INLINE void look_span(const int vectors, long at, struct competition *state, float kept,
                             const struct active *history) {
  floats sums[SPAN], missed[SPAN];
#pragma unroll
  for (int v = 0; v < vectors; v++) {
    sums[v] = vector_load(state->drive + at + v * VECTOR_LANES);
    missed[v] = (floats)0.0f;
  }
  for (long n = 0; n < history->count; n++) {
    const float *row = state->gram + at + history->rows[n];
    const floats past = (floats)history->values[n], now = (floats)state->before.values[n];
#pragma unroll
    for (int v = 0; v < vectors; v++) {
      const floats inhibition = vector_load(row + v * VECTOR_LANES);
      sums[v] = sums[v] - inhibition * now;
      missed[v] = missed[v] + inhibition * past;
    }
  }
#pragma unroll
  for (int v = 0; v < vectors; v++) {
    const long place = at + v * VECTOR_LANES;
    vector_store(state->currents + place, sums[v]);
    vector_store(state->u + place, vector_load(state->u + place) * kept +
                                       vector_load(state->drive + place) * (1.0f - kept) -
                                       missed[v] * state->rate);
  }
}

/* Ends a watch: all units are looked at again. */
VECTOR_INLINE void watch_end(struct watch *watch, struct competition *state, float kept) {
  struct active *history = &watch->after;
  history->count = 0;
  for (long i = 0; i < watch->count; i++)
    if (watch->history[i] != 0.0f || watch->code[i] != 0.0f) {
      history->rows[history->count] = watch->units[i] * state->width;
      history->values[history->count] = watch->history[i];
      state->before.values[history->count++] = watch->code[i];
    }
  /* Two sums for each vector: half as many vectors at a time. */
  enum { HALF = SPAN / 2 };
  long at = 0;
  for (; at + HALF * VECTOR_LANES <= state->width; at += HALF * VECTOR_LANES)
    look_span(HALF, at, state, kept, history);
  for (; at < state->width; at += VECTOR_LANES) look_span(1, at, state, kept, history);
  memset(state->codes, 0, (size_t)state->width * sizeof(float));
  state->before.count = 0;
  for (long i = 0; i < watch->count; i++) {
    const long unit = watch->units[i];
    state->u[unit] = watch->u[i];
    if (watch->code[i] == 0.0f) continue;
    state->codes[unit] = watch->code[i];
    state->before.rows[state->before.count] = unit * state->width;
    state->before.values[state->before.count++] = watch->code[i];
  }
}

VECTOR_INLINE float root(float square) {
  const floats found = __builtin_elementwise_sqrt((floats)(square > 0.0f ? square : 0.0f));
  return found[0];
}

/* At most `steps` steps, of which the watched units take each; gives how many were taken. */
VECTOR_INLINE long compete_watching(struct watch *watch, struct competition *state, long steps) {
  watch_gather(watch, state);
  const float limit = watch->drift * watch->drift;
  float kept = 1.0f, largest = 0.0f;
  long taken = 0;
  while (taken < steps) {
#define BODY(vectors, at) watch_sums_span(vectors, at, watch)
    OVER_SPANS(watch->width, BODY);
#undef BODY
    if (taken > 0) {
      const float square = moved_square(watch->code, watch->start, watch->sums, watch->current, watch->width);
      if (!(square <= limit)) {
        largest = 2.0f * square;
        break;
      }
      if (square > largest) largest = square;
    }
    watch_step(watch, state);
    kept *= 1.0f - state->rate;
    taken++;
  }
  watch_end(watch, state, kept);
  watch->speed = root(largest) / (float)taken;
  return taken;
}

/* (1-r)ⁿ, step by step. */
VECTOR_INLINE float kept_after(long steps, float rate) {
  float kept = 1.0f;
  for (long s = 0; s < steps; s++) kept *= 1.0f - rate;
  return kept;
}

/* How many steps can be watched before the next look, up to `most`; 0 when it does not pay. */
VECTOR_INLINE long watch_plan(struct watch *watch, const struct competition *state, long most) {
  for (long steps = most; steps >= 4; steps /= 2) {
    watch->drift = 1.5f * watch->speed * (float)steps;
    if (watch_choose(watch, state, 1.0f - kept_after(steps, state->rate))) return steps;
  }
  return 0;
}
