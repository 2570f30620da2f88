/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small products of matrices whose sums stay in registers. */
#ifndef INTERSPIKE_CONVOLUTION_WINOGRAD_PRODUCTS_H
#define INTERSPIKE_CONVOLUTION_WINOGRAD_PRODUCTS_H

#include "vector_math.h"
#pragma clang fp contract(fast)

/* Where the operands lie: steps from one row, or one term of the sum, to the next. */
struct layout {
  long a_row, a_term, b_term, result_row, terms;
};

/* result[r, :] (+)= Σ_t a[r, t]·b[t, :] for `height` rows and `width` vectors; both known when compiled. */
VECTOR_INLINE void block(const float *a, const float *b, float *result, struct layout at,
                         const int height, const int width, const int adding) {
  floats sums[12][2];
#pragma clang loop unroll(full)
  for (int r = 0; r < height; r++)
#pragma clang loop unroll(full)
    for (int j = 0; j < width; j++)
      sums[r][j] = adding ? vector_load(result + r * at.result_row + 16 * j) : (floats)0.0f;
  for (long t = 0; t < at.terms; t++) {
    floats row[2];
#pragma clang loop unroll(full)
    for (int j = 0; j < width; j++) row[j] = vector_load(b + t * at.b_term + 16 * j);
#pragma clang loop unroll(full)
    for (int r = 0; r < height; r++) {
      const floats factor = (floats)a[r * at.a_row + t * at.a_term];
#pragma clang loop unroll(full)
      for (int j = 0; j < width; j++) sums[r][j] += factor * row[j];
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < height; r++)
#pragma clang loop unroll(full)
    for (int j = 0; j < width; j++) vector_store(result + r * at.result_row + 16 * j, sums[r][j]);
}

/* All rows, a multiple of 4, of one panel of columns. Twelve rows of two vectors are 24 sums; with the two vectors of b
   and the factor they take 27 of the 32 registers. */
VECTOR_INLINE void panel(const float *a, const float *b, float *result, struct layout at,
                         long rows, const int width, const int adding) {
  long row = 0;
  for (; row + 12 <= rows; row += 12)
    block(a + row * at.a_row, b, result + row * at.result_row, at, 12, width, adding);
  for (; row + 8 <= rows; row += 8)
    block(a + row * at.a_row, b, result + row * at.result_row, at, 8, width, adding);
  for (; row + 4 <= rows; row += 4)
    block(a + row * at.a_row, b, result + row * at.result_row, at, 4, width, adding);
}

#endif
