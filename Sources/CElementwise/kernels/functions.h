/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma clang fp contract(off)

/* Sixteen values at a time; the last few go through a padded block, with the same bits. */
#define UNARY(name, function)                                                                      \
  void KERNEL(name)(const float *x, float *result, long count) {                                   \
    for (long i = 0; i < count; i += 16) {                                                         \
      const long width = count - i < 16 ? count - i : 16;                                          \
      store_some(result + i, function(load_some(x + i, width)), width);                            \
    }                                                                                              \
  }

/* vector_log for all of Float: subnormal numbers, below 2^-126, are multiplied by 2^23, and 23 ln 2 is taken off again. */
VECTOR_INLINE floats full_log(floats x) {
  const ints tiny = x < 1.17549435e-38f;
  const floats normal = vector_select(tiny, x * 8388608.0f, x);
  floats value = vector_log(normal) - vector_select(tiny, (floats)15.9423847f, (floats)0.0f);
  value = vector_select(x == 0.0f, (floats)(-1.0f / 0.0f), value);
  value = vector_select(x == 1.0f / 0.0f, x, value);
  value = vector_select(x < 0.0f, (floats)__builtin_nanf(""), value);
  return vector_select(x == x, value, x);
}

/* Both branches of 1/(1 + e^{−x}) share e^{−|x|}, so nothing overflows. */
VECTOR_INLINE floats sigmoid(floats x) {
  const floats e = vector_exp(-magnitude(x));
  return vector_select(x < 0.0f, e, (floats)1.0f) / (1.0f + e);
}

/* max(x, 0) + ln(1 + e^{−|x|}) */
VECTOR_INLINE floats softplus(floats x) {
  const floats e = vector_exp(-magnitude(x));
  return vector_select(x < 0.0f, (floats)0.0f, x) + log_of_one_plus(e);
}

VECTOR_INLINE floats rectified(floats x) { return vector_select(x < 0.0f, (floats)0.0f, x); }
VECTOR_INLINE floats positive(floats x) { return vector_keep(x > 0.0f, (floats)1.0f); }

UNARY(exp, vector_exp)
UNARY(log, full_log)
UNARY(sigmoid, sigmoid)
UNARY(softplus, softplus)
UNARY(relu, rectified)
UNARY(positive, positive)
