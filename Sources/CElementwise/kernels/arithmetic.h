/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma clang fp contract(off)

/* Sixteen lanes are a vector everywhere in this room (vector_math.h). The last few values of an array, the other lanes 0. */
VECTOR_INLINE floats load_some(const float *from, long width) {
  if (width == 16) return vector_load(from);
  floats value = (floats)0.0f;
  memcpy(&value, from, (size_t)width * sizeof(float));
  return value;
}
VECTOR_INLINE void store_some(float *to, floats value, long width) {
  if (width == 16) vector_store(to, value);
  else memcpy(to, &value, (size_t)width * sizeof(float));
}

#define BINARY(name, operation)                                                                    \
  void KERNEL(name)(const float *a, long a_row, long a_column, const float *b, long b_row,   \
                          long b_column, float *result, long rows, long columns) {                 \
    for (long i = 0; i < rows; i++) {                                                              \
      const float *restrict x = a + i * a_row, *restrict y = b + i * b_row;                        \
      float *restrict z = result + i * columns;                                                    \
      if (a_column && b_column) {                                                                  \
        for (long j = 0; j < columns; j++) z[j] = x[j] operation y[j];                             \
      } else if (a_column) {                                                                       \
        const float s = *y;                                                                        \
        for (long j = 0; j < columns; j++) z[j] = x[j] operation s;                                \
      } else if (b_column) {                                                                       \
        const float s = *x;                                                                        \
        for (long j = 0; j < columns; j++) z[j] = s operation y[j];                                \
      } else {                                                                                     \
        const float s = *x operation *y;                                                           \
        for (long j = 0; j < columns; j++) z[j] = s;                                               \
      }                                                                                            \
    }                                                                                              \
  }

BINARY(add, +)
BINARY(subtract, -)
BINARY(multiply, *)
BINARY(divide, /)

void KERNEL(affine)(const float *restrict x, float factor, float offset,
                        float *restrict result, long count) {
  for (long i = 0; i < count; i++) result[i] = factor * x[i] + offset;
}

void KERNEL(accumulate)(float *restrict sum, const float *restrict x, long count) {
  for (long i = 0; i < count; i++) sum[i] += x[i];
}

void KERNEL(scaled_difference)(const float *restrict a, const float *restrict b, float factor,
                                   float *restrict result, long count) {
  for (long i = 0; i < count; i++) result[i] = factor * (a[i] - b[i]);
}

void KERNEL(transpose)(const float *restrict x, long rows, long columns,
                           float *restrict result) {
  enum { TILE = 32 }; /* 32 × 32 floats are 4 kB: source and result stay in the first cache */
  for (long top = 0; top < rows; top += TILE) {
    const long bottom = top + TILE < rows ? top + TILE : rows;
    for (long left = 0; left < columns; left += TILE) {
      const long right = left + TILE < columns ? left + TILE : columns;
      for (long j = left; j < right; j++)
        for (long i = top; i < bottom; i++) result[j * rows + i] = x[i * columns + j];
    }
  }
}
