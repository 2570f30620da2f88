/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma clang fp contract(off)

/* x·σ(x) */
VECTOR_INLINE floats swish(floats x) { return x * sigmoid(x); }
UNARY(swish, swish)

/* c·σ(x)·(1 + x·(1 − σ(x))) */
VECTOR_INLINE floats swish_slope(floats x, floats cotangent) {
  const floats s = sigmoid(x);
  return cotangent * (s * (1.0f + x * (1.0f - s)));
}

void KERNEL(swish_slope)(const float *x, const float *cotangent, float *result, long count) {
  for (long i = 0; i < count; i += 16) {
    const long width = count - i < 16 ? count - i : 16;
    store_some(result + i,
               swish_slope(load_some(x + i, width), load_some(cotangent + i, width)), width);
  }
}

VECTOR_INLINE double product_total(const float *x, const float *y, long count) {
  doubles lanes = 0.0;
  for (long i = 0; i < count; i += 16) lanes += widened(x + i, count - i) * widened(y + i, count - i);
  return folded(lanes);
}

/* What the unit row is multiplied by: e^lognorm. */
VECTOR_INLINE double gain(float lognorm) { return (double)vector_exp((floats)lognorm)[0]; }

void KERNEL(normalize_weight)(const float *weight, const float *lognorm, float floor,
                              float *restrict result, long rows, long columns) {
  for (long i = 0; i < rows; i++) {
    const float *restrict row = weight + i * columns;
    const double norm = __builtin_elementwise_sqrt(product_total(row, row, columns));
    const float scale = (float)(gain(lognorm[i]) / (norm + (double)floor));
    for (long j = 0; j < columns; j++) result[i * columns + j] = scale * row[j];
  }
}

void KERNEL(normalize_weight_slope)(const float *weight, const float *lognorm,
                                    const float *cotangent, float floor, float *restrict slope,
                                    float *restrict lognorm_slope, long rows, long columns) {
  for (long i = 0; i < rows; i++) {
    const float *restrict row = weight + i * columns, *restrict c = cotangent + i * columns;
    const double norm = __builtin_elementwise_sqrt(product_total(row, row, columns));
    const double scale = gain(lognorm[i]) / (norm + (double)floor);
    const double along = scale * product_total(row, c, columns);
    /* A row of zeros has no direction: the slope of its norm is taken as 0. */
    const double pull = norm > 0.0 ? along / (norm * (norm + (double)floor)) : 0.0;
    const float a = (float)scale, b = (float)pull;
    for (long j = 0; j < columns; j++) slope[i * columns + j] = a * c[j] - b * row[j];
    lognorm_slope[i] = (float)along;
  }
}
