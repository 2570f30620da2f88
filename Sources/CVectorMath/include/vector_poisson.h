/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions of Poisson neurons on a vector of log-rates at a time: the smooth bound and the divergence.
   For vectors of 16 lanes; the same bits on every instruction set. */
#ifndef INTERSPIKE_VECTOR_POISSON_H
#define INTERSPIKE_VECTOR_POISSON_H

#include "vector_math.h"

VECTOR_INLINE floats magnitude(floats x) { return (floats)((ints)x & 0x7fffffff); }

/* ln(1 + e) for e in [0, 1]; the split keeps the relative error of small results. */
VECTOR_INLINE floats log_of_one_plus(floats e) {
  const ints small = e < 0.41421356f;
  const floats r = vector_select(small, e, (e - 1.0f) * 0.5f);
  const floats k = vector_select(small, (floats)0.0f, (floats)0.693147182f);
  return k + vector_log_of_split(r);
}

/* Where the smooth bound needs no logarithm: e = e^(x - upper) is under 1/64, and four terms of ln(1 + e) and of
   1/(1 + e) are exact to single precision. */
VECTOR_INLINE ints softclamp_is_far(floats x, float upper) { return upper - x > 4.2f; }
VECTOR_INLINE floats softclamped_far(floats x, floats e) {
  return x - e * (1.0f - e * (0.5f - e * (0.333333343f - e * 0.25f)));
}

/* upper - ln(1 + e^(upper - x)) and its slope, without overflow or cancellation at either end. Which formula a lane
   gets depends on that lane alone. */
VECTOR_INLINE floats softclamped(floats x, float upper, floats *slope) {
  const floats room = upper - x;
  const floats e = vector_exp(-magnitude(room));
  const ints far = softclamp_is_far(x, upper);
  const floats far_slope = 1.0f - e * (1.0f - e * (1.0f - e * (1.0f - e)));
  const floats far_value = softclamped_far(x, e);
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

#endif
