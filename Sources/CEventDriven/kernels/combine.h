/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma clang fp contract(off)

VECTOR_INLINE void combine_span(const int vectors, const float *rows, const struct active *found,
                                float *result) {
  floats sums[SPAN];
#pragma unroll
  for (int v = 0; v < vectors; v++) sums[v] = vector_load(result + v * VECTOR_LANES);
  active_subtract(sums, vectors, rows, found);
#pragma unroll
  for (int v = 0; v < vectors; v++) vector_store(result + v * VECTOR_LANES, sums[v]);
}

void KERNEL(combine)(const float *weights, long count, long inner, const float *rows, long width,
                     float sign, float *result) {
  struct active found = active_make(inner);
  for (long i = 0; i < count; i++) {
    active_collect(&found, weights + i * inner, inner, width);
    for (long n = 0; n < found.count; n++) found.values[n] *= -sign;
    float *row = result + i * width;
#define BODY(vectors, at) combine_span(vectors, rows + (at), &found, row + (at))
    OVER_SPANS(width, BODY);
#undef BODY
  }
  active_free(&found);
}

void KERNEL(atom_changes)(const float *codes, long count, long atoms, const float *residuals, long width,
                          long from, long to, float *change, int *uses) {
  memset(change, 0, (size_t)((to - from) * width) * sizeof(float));
  memset(uses, 0, (size_t)(to - from) * sizeof(int));
  for (long i = 0; i < count; i++) {
    const float *residual = residuals + i * width;
    for (long k = from; k < to; k++) {
      const float code = codes[i * atoms + k];
      if (code == 0.0f) continue;
      uses[k - from]++;
      float *row = change + (k - from) * width;
      for (long j = 0; j < width; j += VECTOR_LANES)
        vector_store(row + j, vector_load(row + j) + vector_load(residual + j) * code);
    }
  }
}
