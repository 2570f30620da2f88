/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma clang fp contract(off)

VECTOR_INLINE double descend_folded(doubles lanes) {
  double part[VECTOR_LANES];
  for (int i = 0; i < VECTOR_LANES; i++) part[i] = lanes[i];
  for (int half = VECTOR_LANES / 2; half > 0; half /= 2)
    for (int i = 0; i < half; i++) part[i] += part[i + half];
  return part[0];
}

/* The duality gap of a code, from the correlations of its residual with the atoms, drive - gram·code.
   The dual point is the residual times s, as long as it stays feasible. */
VECTOR_INLINE double gap_of(const float *code, const float *drive, const float *correlations, long width,
                            double energy, double penalty, ints sign_bit) {
  doubles code_drive = (doubles)0.0, code_correlation = (doubles)0.0, lengths = (doubles)0.0;
  floats peaks = (floats)0.0f;
  for (long j = 0; j < width; j += VECTOR_LANES) {
    const floats c = vector_load(correlations + j), a = vector_load(code + j);
    const doubles wide = __builtin_convertvector(a, doubles);
    code_drive += wide * __builtin_convertvector(vector_load(drive + j), doubles);
    code_correlation += wide * __builtin_convertvector(c, doubles);
    lengths += __builtin_convertvector((floats)((ints)a & ~sign_bit), doubles);
    peaks = vector_max(peaks, (floats)((ints)c & ~sign_bit));
  }
  float peak = 0.0f;
  for (int i = 0; i < VECTOR_LANES; i++) peak = peaks[i] > peak ? peaks[i] : peak;
  const double explained = descend_folded(code_drive);
  const double residual_data = energy - explained;
  double residual = residual_data - descend_folded(code_correlation);
  if (residual < 0.0) residual = 0.0;
  const double primal = 0.5 * residual + penalty * descend_folded(lengths);
  double scale = residual > 0.0 ? residual_data / residual : 1.0;
  if (scale < 0.0) scale = 0.0;
  if (peak > 0.0f && scale * peak > penalty) scale = penalty / peak;
  return primal - scale * (residual_data - 0.5 * scale * residual);
}

VECTOR_INLINE void correlate_span(const int vectors, const float *gram, const float *drive,
                                  const struct active *found, float *correlations) {
  floats sums[SPAN];
#pragma unroll
  for (int v = 0; v < vectors; v++) sums[v] = vector_load(drive + v * VECTOR_LANES);
  active_subtract(sums, vectors, gram, found);
#pragma unroll
  for (int v = 0; v < vectors; v++) vector_store(correlations + v * VECTOR_LANES, sums[v]);
}

/* One step on a span; `y` in and out, `a` the code. */
VECTOR_INLINE void descend_span(const int vectors, long at, const float *gram, const float *drive,
                                float threshold, float step, ints sign_bit, float momentum, float *a,
                                float *y, const struct active *before, struct active *after,
                                long width) {
  floats sums[SPAN];
#pragma unroll
  for (int v = 0; v < vectors; v++) sums[v] = vector_load(drive + at + v * VECTOR_LANES);
  active_subtract(sums, vectors, gram + at, before);
#pragma unroll
  for (int v = 0; v < vectors; v++) {
    const long place = at + v * VECTOR_LANES;
    ints passes;
    const floats code = shrunk(vector_load(y + place) + sums[v] * step, (floats)threshold, sign_bit,
                               (ints)-1, &passes);
    const floats next = code + (code - vector_load(a + place)) * momentum;
    vector_store(a + place, code);
    vector_store(y + place, next);
    active_add(after, vector_bits(next != 0.0f), next, place, width);
  }
}

void KERNEL(descend)(const event_driven_problem *problem, const double *energies, float penalty,
                     float step, int is_signed, const float *momentum, long iterations, long period,
                     double tolerance, float *codes, int *taken) {
  const long width = problem->width;
  const ints sign_bit = is_signed ? (ints)INT32_MIN : (ints)0;
  const float threshold = penalty * step;
  struct active before = active_make(width), after = active_make(width), code = active_make(width);
  float *y = malloc((size_t)width * 2 * sizeof(float));
  if (!y) abort();
  float *correlations = y + width;
  for (long i = 0; i < problem->count; i++) {
    const float *drive = problem->drive + i * width;
    float *a = codes + i * width;
    memset(a, 0, (size_t)width * sizeof(float));
    memset(y, 0, (size_t)width * sizeof(float));
    before.count = 0;
    long t = 0;
    while (t < iterations) {
      after.count = 0;
      const float weight = momentum ? momentum[t] : 0.0f;
#define BODY(vectors, at)                                                                           \
  descend_span(vectors, at, problem->gram, drive, threshold, step, sign_bit, weight, a, y, &before, \
               &after, width)
      OVER_SPANS(width, BODY);
#undef BODY
      const struct active swapped = before;
      before = after;
      after = swapped;
      t++;
      if (t % period) continue;
      active_collect(&code, a, width, width);
#define BODY(vectors, at) \
  correlate_span(vectors, problem->gram + (at), drive + (at), &code, correlations + (at))
      OVER_SPANS(width, BODY);
#undef BODY
      if (gap_of(a, drive, correlations, width, energies[i], (double)penalty, sign_bit) <=
          tolerance * 0.5 * energies[i])
        break;
    }
    taken[i] = (int)t;
  }
  free(y);
  active_free(&before);
  active_free(&after);
  active_free(&code);
}
