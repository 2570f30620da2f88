/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma clang fp contract(off)

/* What a membrane potential lets through, and in which lanes; NaN passes, so that it is seen. */
VECTOR_INLINE floats shrunk(floats u, floats threshold, ints sign_bit, ints shift, ints *passes) {
  const floats magnitude = (floats)((ints)u & ~sign_bit);
  *passes = ~(magnitude <= threshold);
  const floats moved = (floats)(((ints)u & sign_bit) | ((ints)threshold & shift));
  return vector_keep(*passes, u - moved);
}

VECTOR_INLINE void compete_span(const int vectors, long at, const float *gram, const float *drive,
                                const float *thresholds, float rate, ints sign_bit, ints shift, float *u,
                                const struct active *before, struct active *after, long width) {
  floats sums[SPAN];
#pragma unroll
  for (int v = 0; v < vectors; v++) sums[v] = vector_load(drive + at + v * VECTOR_LANES);
  active_subtract(sums, vectors, gram + at, before);
#pragma unroll
  for (int v = 0; v < vectors; v++) {
    const long place = at + v * VECTOR_LANES;
    floats potential = vector_load(u + place);
    potential = potential + (sums[v] - potential) * rate;
    vector_store(u + place, potential);
    ints passes;
    const floats code =
        shrunk(potential, vector_load(thresholds + place), sign_bit, shift, &passes);
    active_add(after, vector_bits(passes), code, place, width);
  }
}

void KERNEL(compete)(const sparse_coding_problem *problem, const float *thresholds, float rate,
                     int is_signed, int is_hard, long iterations, float *codes) {
  const long width = problem->width;
  const ints sign_bit = is_signed ? (ints)INT32_MIN : (ints)0;
  const ints shift = is_hard ? (ints)0 : (ints)-1;
  struct active before = active_make(width), after = active_make(width);
  float *u = malloc((size_t)width * sizeof(float));
  if (!u) abort();
  for (long i = 0; i < problem->count; i++) {
    const float *drive = problem->drive + i * width;
    memset(u, 0, (size_t)width * sizeof(float));
    before.count = 0;
    for (long t = 0; t < iterations; t++) {
      after.count = 0;
#define BODY(vectors, at)                                                                             \
  compete_span(vectors, at, problem->gram, drive, thresholds, rate, sign_bit, shift, u, &before, &after, \
               width)
      OVER_SPANS(width, BODY);
#undef BODY
      const struct active swapped = before;
      before = after;
      after = swapped;
    }
    float *row = codes + i * width;
    memset(row, 0, (size_t)width * sizeof(float));
    for (long n = 0; n < before.count; n++) row[before.rows[n] / width] = before.values[n];
  }
  free(u);
  active_free(&before);
  active_free(&after);
}
