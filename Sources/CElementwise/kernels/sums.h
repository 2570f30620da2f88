/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma clang fp contract(off)

/* The next sixteen values, or the `left` last ones and +0 in the lanes that have run out. */
VECTOR_INLINE doubles widened(const float *x, long left) {
  return __builtin_convertvector(load_some(x, left < 16 ? left : 16), doubles);
}

VECTOR_INLINE double folded(doubles lanes) {
  double part[16];
  for (int i = 0; i < 16; i++) part[i] = lanes[i];
  for (int width = 8; width > 0; width /= 2)
    for (int i = 0; i < width; i++) part[i] += part[i + width];
  return part[0];
}

VECTOR_INLINE double total(const float *x, long count) {
  doubles lanes = 0.0;
  for (long i = 0; i < count; i += 16) lanes += widened(x + i, count - i);
  return folded(lanes);
}

double KERNEL(sum)(const float *x, long count) { return total(x, count); }

double KERNEL(sum_of_squares)(const float *x, long count) {
  doubles lanes = 0.0;
  for (long i = 0; i < count; i += 16) {
    const doubles value = widened(x + i, count - i);
    lanes += value * value;
  }
  return folded(lanes);
}

double KERNEL(sum_of_squared_differences)(const float *a, const float *b, long count) {
  doubles lanes = 0.0;
  for (long i = 0; i < count; i += 16) {
    const doubles difference = widened(a + i, count - i) - widened(b + i, count - i);
    lanes += difference * difference;
  }
  return folded(lanes);
}

void KERNEL(sum_over_rows)(const float *restrict x, long rows, long columns,
                               float *restrict result) {
  enum { WIDTH = 64 }; /* four cache lines of a row; 512 bytes of sums stay in the first cache */
  for (long left = 0; left < columns; left += WIDTH) {
    const long width = left + WIDTH < columns ? WIDTH : columns - left;
    double sums[WIDTH] = {0};
    for (long i = 0; i < rows; i++) {
      const float *restrict row = x + i * columns + left;
      for (long j = 0; j < width; j++) sums[j] += row[j];
    }
    for (long j = 0; j < width; j++) result[left + j] = (float)sums[j];
  }
}

void KERNEL(sum_over_columns)(const float *x, long rows, long columns, float *result) {
  for (long i = 0; i < rows; i++) result[i] = (float)total(x + i * columns, columns);
}

/* One pending sum for each binary digit of the number of arrays: fewer than 2^16, far more than shards of a batch. */
enum { TREE_DEPTH = 16 };

/* One vector of the tree: like the carries of a binary counter, two complete halves of equal size merge as
   soon as the right one is complete; the pending ones fold from the small end. All in registers. */
VECTOR_INLINE floats tree_of_vectors(const float *const *arrays, long array_count, long at, long width) {
  floats pending[TREE_DEPTH];
  for (long n = 0; n < array_count; n++) {
    floats value = load_some(arrays[n] + at, width);
    int level = 0;
    for (; (n >> level) & 1; level++) value = pending[level] + value;
    pending[level] = value;
  }
  int level = __builtin_ctzl((unsigned long)array_count);
  floats sum = pending[level];
  for (level++; (array_count >> level) != 0; level++)
    if ((array_count >> level) & 1) sum = pending[level] + sum;
  return sum;
}

void KERNEL(tree_sum)(const float *const *arrays, long array_count, float *result, long from,
                          long to) {
  long at = from;
  if (array_count == 8) /* the usual number of shards, unrolled */
    for (; at + 16 <= to; at += 16) vector_store(result + at, tree_of_vectors(arrays, 8, at, 16));
  for (; at < to; at += 16) {
    const long width = to - at < 16 ? to - at : 16;
    store_some(result + at, tree_of_vectors(arrays, array_count, at, width), width);
  }
}
