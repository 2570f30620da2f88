/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small matrices of F(4 × 4, 3 × 3), sixteen channels at a time; contraction is on. */
#ifndef INTERSPIKE_CONVOLUTION_WINOGRAD_TRANSFORMS_H
#define INTERSPIKE_CONVOLUTION_WINOGRAD_TRANSFORMS_H

#include "vector_math.h"
#pragma clang fp contract(fast)

/* The points ±A and ±B beside 0 and ∞: near 1, so that nothing is scaled up much, with short squares. */
#define A 0.625f
#define B 1.5f
#define A2 (A * A)
#define B2 (B * B)
/* One over the products of the differences between a point and the others. */
#define SHARE_0 (1.0f / (A2 * B2))
#define SHARE_A (1.0f / (2.0f * A2 * (A2 - B2)))
#define SHARE_B (1.0f / (2.0f * B2 * (B2 - A2)))

/* Each reads vectors `step` apart, and writes them `step` or `result_step` apart. */
/* Bᵀ: six pixels of a picture. */
VECTOR_INLINE void picture_points(const floats *x, floats *y, int step) {
  const floats x1 = x[step], x2 = x[2 * step], x3 = x[3 * step], x4 = x[4 * step];
  const floats even_a = x4 - B2 * x2, odd_a = x3 - B2 * x1;
  const floats even_b = x4 - A2 * x2, odd_b = x3 - A2 * x1;
  y[0] = (A2 * B2) * x[0] + (x4 - (A2 + B2) * x2);
  y[step] = even_a + A * odd_a;
  y[2 * step] = even_a - A * odd_a;
  y[3 * step] = even_b + B * odd_b;
  y[4 * step] = even_b - B * odd_b;
  y[5 * step] = (A2 * B2) * x1 + (x[5 * step] - (A2 + B2) * x3);
}

/* G: three values of a filter. */
VECTOR_INLINE void filter_points(floats w0, floats w1, floats w2, floats *y, int step) {
  const floats even_a = (w0 + A2 * w2) * SHARE_A, odd_a = w1 * (A * SHARE_A);
  const floats even_b = (w0 + B2 * w2) * SHARE_B, odd_b = w1 * (B * SHARE_B);
  y[0] = w0 * SHARE_0;
  y[step] = even_a + odd_a;
  y[2 * step] = even_a - odd_a;
  y[3 * step] = even_b + odd_b;
  y[4 * step] = even_b - odd_b;
  y[5 * step] = w2;
}

/* Gᵀ: back to three values of a filter's slope. */
VECTOR_INLINE void filter_values(const floats *y, int step, floats *w, int result_step) {
  const floats sum_a = (y[step] + y[2 * step]) * SHARE_A;
  const floats sum_b = (y[3 * step] + y[4 * step]) * SHARE_B;
  const floats tilt_a = (y[step] - y[2 * step]) * (A * SHARE_A);
  const floats tilt_b = (y[3 * step] - y[4 * step]) * (B * SHARE_B);
  w[0] = y[0] * SHARE_0 + (sum_a + sum_b);
  w[result_step] = tilt_a + tilt_b;
  w[2 * result_step] = A2 * sum_a + (B2 * sum_b + y[5 * step]);
}

/* Aᵀ: back to four results. */
VECTOR_INLINE void result_values(const floats *m, int step, floats *y, int result_step) {
  const floats sum_a = m[step] + m[2 * step], tilt_a = m[step] - m[2 * step];
  const floats sum_b = m[3 * step] + m[4 * step], tilt_b = m[3 * step] - m[4 * step];
  y[0] = m[0] + (sum_a + sum_b);
  y[result_step] = A * tilt_a + B * tilt_b;
  y[2 * result_step] = A2 * sum_a + B2 * sum_b;
  y[3 * result_step] = (A * A2) * tilt_a + ((B * B2) * tilt_b + m[5 * step]);
}

/* A: four values of a result's cotangent. */
VECTOR_INLINE void result_points(const floats *y, int step, floats *m, int result_step) {
  const floats y0 = y[0], y1 = y[step], y2 = y[2 * step], y3 = y[3 * step];
  const floats even_a = y0 + A2 * y2, odd_a = A * y1 + (A * A2) * y3;
  const floats even_b = y0 + B2 * y2, odd_b = B * y1 + (B * B2) * y3;
  m[0] = y0;
  m[result_step] = even_a + odd_a;
  m[2 * result_step] = even_a - odd_a;
  m[3 * result_step] = even_b + odd_b;
  m[4 * result_step] = even_b - odd_b;
  m[5 * result_step] = y3;
}

#undef A
#undef B
#undef A2
#undef B2
#undef SHARE_0
#undef SHARE_A
#undef SHARE_B

#endif
