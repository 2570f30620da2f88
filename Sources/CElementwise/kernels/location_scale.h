/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma clang fp contract(off)

/* e^y - 1 - y, whose first terms cancel near 0; `e` is e^y. */
VECTOR_INLINE floats exponential_excess(floats y, floats e) {
  floats series = y * (1.0f / 5040.0f) + 1.0f / 720.0f;
  series = series * y + 1.0f / 120.0f;
  series = series * y + 1.0f / 24.0f;
  series = series * y + 1.0f / 6.0f;
  series = (series * y + 0.5f) * (y * y);
  return vector_select(magnitude(y) < 0.3f, series, e - 1.0f - y);
}

/* tanh t and its slope: an odd series near 0, where the quotient cancels. */
VECTOR_INLINE floats hyperbolic_tangent(floats t, floats *slope) {
  const floats e = vector_exp(magnitude(t) * -2.0f), inverse = 1.0f / (1.0f + e);
  const floats square = t * t;
  floats series = square * (62.0f / 2835.0f) - 17.0f / 315.0f;
  series = series * square + 2.0f / 15.0f;
  series = series * square - 1.0f / 3.0f;
  series = (series * square) * t + t;
  const floats quotient = (1.0f - e) * inverse;
  *slope = 4.0f * (e * inverse) * inverse;
  const floats far = (floats)((ints)quotient | ((ints)t & (ints)0x80000000));
  const floats value = vector_select(magnitude(t) < 0.3f, series, far);
  return vector_select(t == t, value, t);
}

void KERNEL(symmetric_softclamp)(const float *x, const float *row, float bound, float *result,
                                 float *slope, long rows, long columns) {
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < columns; j += 16) {
      const long at = i * columns + j, width = columns - j < 16 ? columns - j : 16;
      floats value = load_some(x + at, width), derivative;
      if (row) value += load_some(row + j, width);
      value = hyperbolic_tangent(value / bound, &derivative) * bound;
      store_some(result + at, value, width);
      store_some(slope + at, derivative, width);
    }
}

void KERNEL(reparameterise)(const float *location, const float *log_scale, const float *noise,
                            float *result, float *slope, long count) {
  for (long i = 0; i < count; i += 16) {
    const long width = count - i < 16 ? count - i : 16;
    const floats scaled = vector_exp(load_some(log_scale + i, width)) * load_some(noise + i, width);
    store_some(result + i, load_some(location + i, width) + scaled, width);
    store_some(slope + i, scaled, width);
  }
}

/* The divergence of one law from its prior and its slopes with respect to the four parameters, given
   Δ = m - m₀, d = log s - log s₀ and both inverse scales. */
typedef struct {
  floats value, location, scale, prior_scale; /* the slope of m₀ is minus that of m */
} divergence_of_law;

VECTOR_INLINE divergence_of_law normal_divergence_of(floats offset, floats d, floats inverse,
                                                     floats prior_inverse) {
  (void)inverse;
  const floats distance = offset * prior_inverse, square = distance * distance;
  const floats twice = d + d, e = vector_exp(twice), excess = exponential_excess(twice, e);
  divergence_of_law result;
  result.value = 0.5f * (square + excess);
  result.location = distance * prior_inverse;
  result.scale = excess + twice;
  result.prior_scale = -(square + result.scale);
  return result;
}

VECTOR_INLINE divergence_of_law laplace_divergence_of(floats offset, floats d, floats inverse,
                                                      floats prior_inverse) {
  const floats a = magnitude(offset) * inverse, ratio = vector_exp(d), decay = vector_exp(-a);
  const floats near = exponential_excess(-a, decay), excess = exponential_excess(d, ratio);
  divergence_of_law result;
  result.value = ratio * near + excess;
  /* (1 - e^-a)/s₀ with the sign of Δ. */
  const floats rise = vector_select(a < 0.3f, a - near, 1.0f - decay);
  result.location = (floats)((ints)(rise * prior_inverse) ^ ((ints)offset & (ints)0x80000000));
  /* ratio·e^-a·(1 + a) - 1, by terms that vanish at the prior. */
  result.scale = excess + d - ratio * ((1.0f - decay) - a * decay);
  result.prior_scale = -(excess + d + ratio * near);
  return result;
}

#define DIVERGENCE(name, function)                                                                 \
  void KERNEL(name)(const float *location, const float *log_scale, const float *prior_location,   \
                    const float *prior_log_scale, float *location_slope, float *scale_slope,       \
                    double *prior_location_slope, double *prior_scale_slope, double *by_neuron,    \
                    long rows, long columns) {                                                     \
    for (long j = 0; j < columns; j += 16) {                                                       \
      const long width = columns - j < 16 ? columns - j : 16;                                      \
      const floats center = load_some(prior_location + j, width);                                  \
      const floats log_reach = load_some(prior_log_scale + j, width);                              \
      const floats prior_inverse = vector_exp(-log_reach);                                         \
      doubles sum = (doubles)0.0, to_location = (doubles)0.0, to_scale = (doubles)0.0;             \
      for (long i = 0; i < rows; i++) {                                                            \
        const long at = i * columns + j;                                                           \
        const floats log_s = load_some(log_scale + at, width);                                     \
        const divergence_of_law kl =                                                               \
            function(load_some(location + at, width) - center, log_s - log_reach,                  \
                     vector_exp(-log_s), prior_inverse);                                           \
        store_some(location_slope + at, kl.location, width);                                       \
        store_some(scale_slope + at, kl.scale, width);                                             \
        sum += __builtin_convertvector(kl.value, doubles);                                         \
        to_location -= __builtin_convertvector(kl.location, doubles);                              \
        to_scale += __builtin_convertvector(kl.prior_scale, doubles);                              \
      }                                                                                            \
      memcpy(by_neuron + j, &sum, (size_t)width * sizeof(double));                                 \
      memcpy(prior_location_slope + j, &to_location, (size_t)width * sizeof(double));              \
      memcpy(prior_scale_slope + j, &to_scale, (size_t)width * sizeof(double));                    \
    }                                                                                              \
  }

DIVERGENCE(normal_divergence, normal_divergence_of)
DIVERGENCE(laplace_divergence, laplace_divergence_of)
