/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma clang fp contract(off)

/* upper - ln(1 + e^(upper - x)) and its slope, without overflow or cancellation at either end. Far below
   the bound e = e^(x - upper) is under 1/64, and four terms of ln(1 + e) and of 1/(1 + e) are exact to single
   precision: most vectors need no more. Which formula a lane gets depends on that lane alone. */
VECTOR_INLINE floats softclamped(floats x, float upper, floats *slope) {
  const floats room = upper - x;
  const floats e = vector_exp(-magnitude(room));
  const ints far = room > 4.2f;
  const floats far_slope = 1.0f - e * (1.0f - e * (1.0f - e * (1.0f - e)));
  const floats far_value = x - e * (1.0f - e * (0.5f - e * (0.333333343f - e * 0.25f)));
  *slope = far_slope;
  if (vector_bits(~far) == 0) return far_value;
  const floats inverse = 1.0f / (1.0f + e);
  *slope = vector_select(far, far_slope, vector_select(room < 0.0f, e * inverse, inverse));
  const floats value = vector_select(room < 0.0f, (floats)upper, x) - log_of_one_plus(e);
  return vector_select(far, far_value, value);
}

/* 1 + e^d·(d - 1), whose first terms cancel near 0: there the series d²/2 + d³/3 + d⁴/8 + …. */
VECTOR_INLINE floats poisson_divergence_of(floats d, floats e) {
  floats series = d * (1.0f / 144.0f) + 1.0f / 30.0f;
  series = series * d + 0.125f;
  series = series * d + 1.0f / 3.0f;
  series = (series * d + 0.5f) * (d * d);
  return vector_select(magnitude(d) < 0.1f, series, e * (d - 1.0f) + 1.0f);
}

void KERNEL(softclamp)(const float *x, const float *row, float lower, float upper, float *result,
                       float *slope, long rows, long columns) {
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < columns; j += 16) {
      const long at = i * columns + j, width = columns - j < 16 ? columns - j : 16;
      floats value = load_some(x + at, width), derivative;
      if (row) value += load_some(row + j, width);
      const ints below = value < lower;
      value = softclamped(vector_select(below, (floats)lower, value), upper, &derivative);
      store_some(result + at, value, width);
      store_some(slope + at, vector_select(below, (floats)0.0f, derivative), width);
    }
}

void KERNEL(poisson_divergence)(const float *gain, const float *prior, float *slope, double *by_neuron,
                                long rows, long columns) {
  for (long j = 0; j < columns; j += 16) {
    const long width = columns - j < 16 ? columns - j : 16;
    const floats rate = vector_exp(load_some(prior + j, width));
    doubles sum = (doubles)0.0;
    for (long i = 0; i < rows; i++) {
      const floats d = load_some(gain + i * columns + j, width);
      const floats e = vector_exp(d);
      store_some(slope + i * columns + j, rate * (e * d), width);
      sum += __builtin_convertvector(rate * poisson_divergence_of(d, e), doubles);
    }
    memcpy(by_neuron + j, &sum, (size_t)width * sizeof(double));
  }
}

void KERNEL(poisson_divergence_by_trial)(const float *log_rates, const float *prior, float *slope,
                                         float *prior_slope, double *by_neuron, long rows,
                                         long columns) {
  for (long j = 0; j < columns; j += 16) {
    const long width = columns - j < 16 ? columns - j : 16;
    doubles sum = (doubles)0.0;
    for (long i = 0; i < rows; i++) {
      const long at = i * columns + j;
      const floats before = load_some(prior + at, width);
      const floats d = load_some(log_rates + at, width) - before;
      const floats rate = vector_exp(before), e = vector_exp(d);
      store_some(slope + at, rate * (e * d), width);
      store_some(prior_slope + at, rate * (1.0f - e), width);
      sum += __builtin_convertvector(rate * poisson_divergence_of(d, e), doubles);
    }
    memcpy(by_neuron + j, &sum, (size_t)width * sizeof(double));
  }
}
