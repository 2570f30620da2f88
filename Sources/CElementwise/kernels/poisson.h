/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma clang fp contract(off)

/* upper - ln(1 + e^(upper - x)) and its slope, without overflow or cancellation at either end. */
VECTOR_INLINE f32x16 softclamped(f32x16 x, float upper, f32x16 *slope) {
  const f32x16 room = upper - x;
  const f32x16 e = vector_exp(-magnitude(room));
  const f32x16 inverse = 1.0f / (1.0f + e);
  *slope = vector_select(room < 0.0f, e * inverse, inverse);
  const i32x16 small = e < 0.41421356f;
  const f32x16 r = vector_select(small, e, (e - 1.0f) * 0.5f);
  const f32x16 k = vector_select(small, (f32x16)0.0f, (f32x16)0.693147182f);
  return vector_select(room < 0.0f, (f32x16)upper, x) - (k + vector_log_of_split(r));
}

/* 1 + e^d·(d - 1), whose first terms cancel near 0: there the series d²/2 + d³/3 + d⁴/8 + …. */
VECTOR_INLINE f32x16 poisson_divergence_of(f32x16 d, f32x16 e) {
  f32x16 series = d * (1.0f / 144.0f) + 1.0f / 30.0f;
  series = series * d + 0.125f;
  series = series * d + 1.0f / 3.0f;
  series = (series * d + 0.5f) * (d * d);
  return vector_select(magnitude(d) < 0.1f, series, e * (d - 1.0f) + 1.0f);
}

void KERNEL(softclamp)(const float *x, const float *row, float upper, float *result, float *slope,
                       long rows, long columns) {
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < columns; j += 16) {
      const long at = i * columns + j, width = columns - j < 16 ? columns - j : 16;
      f32x16 value = load_some(x + at, width), derivative;
      if (row) value += load_some(row + j, width);
      store_some(result + at, softclamped(value, upper, &derivative), width);
      store_some(slope + at, derivative, width);
    }
}

void KERNEL(poisson_divergence)(const float *gain, const float *prior, float *slope, double *by_neuron,
                                long rows, long columns) {
  for (long j = 0; j < columns; j += 16) {
    const long width = columns - j < 16 ? columns - j : 16;
    const f32x16 rate = vector_exp(load_some(prior + j, width));
    f64x16 sum = (f64x16)0.0;
    for (long i = 0; i < rows; i++) {
      const f32x16 d = load_some(gain + i * columns + j, width);
      const f32x16 e = vector_exp(d);
      store_some(slope + i * columns + j, rate * (e * d), width);
      sum += __builtin_convertvector(rate * poisson_divergence_of(d, e), f64x16);
    }
    memcpy(by_neuron + j, &sum, (size_t)width * sizeof(double));
  }
}
