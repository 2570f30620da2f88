/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma clang fp contract(off)

typedef double f64x16 __attribute__((ext_vector_type(16)));

VECTOR_INLINE f64x16 widened(const float *x) {
  return __builtin_convertvector(vector_load(x), f64x16);
}

VECTOR_INLINE double folded(f64x16 lanes) {
  double part[16];
  for (int i = 0; i < 16; i++) part[i] = lanes[i];
  for (int width = 8; width > 0; width /= 2)
    for (int i = 0; i < width; i++) part[i] += part[i + width];
  return part[0];
}

/* A padded block adds +0 to the lanes that have run out. */
VECTOR_INLINE void padded(const float *x, long count, float *block) {
  memset(block, 0, 16 * sizeof(float));
  memcpy(block, x, (size_t)count * sizeof(float));
}

VECTOR_INLINE double total(const float *x, long count) {
  f64x16 lanes = 0.0;
  long i = 0;
  for (; i + 16 <= count; i += 16) lanes += widened(x + i);
  if (i < count) {
    float block[16];
    padded(x + i, count - i, block);
    lanes += widened(block);
  }
  return folded(lanes);
}

double KERNEL(sum)(const float *x, long count) { return total(x, count); }

double KERNEL(sum_of_squares)(const float *x, long count) {
  f64x16 lanes = 0.0;
  long i = 0;
  for (; i + 16 <= count; i += 16) {
    const f64x16 value = widened(x + i);
    lanes += value * value;
  }
  if (i < count) {
    float block[16];
    padded(x + i, count - i, block);
    const f64x16 value = widened(block);
    lanes += value * value;
  }
  return folded(lanes);
}

double KERNEL(sum_of_squared_differences)(const float *a, const float *b, long count) {
  f64x16 lanes = 0.0;
  long i = 0;
  for (; i + 16 <= count; i += 16) {
    const f64x16 difference = widened(a + i) - widened(b + i);
    lanes += difference * difference;
  }
  if (i < count) {
    float left[16], right[16];
    padded(a + i, count - i, left);
    padded(b + i, count - i, right);
    const f64x16 difference = widened(left) - widened(right);
    lanes += difference * difference;
  }
  return folded(lanes);
}

void KERNEL(sum_over_rows)(const float *restrict x, long rows, long columns,
                               float *restrict result) {
  enum { WIDTH = 64 };
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

/* Arrays up to 2^TREE_DEPTH; the blocks in use stay in the first cache. */
enum { TREE_DEPTH = 16, TREE_BLOCK = 512 };

VECTOR_INLINE void add_blocks(const float *left, const float *right, float *sum, long count) {
  for (long i = 0; i < count; i++) sum[i] = left[i] + right[i];
}

/* A binary counter: after n arrays the pending blocks are the set bits of n, so each pair of equal size
   merges as soon as it is complete. The pending ones fold from the small end, which is the tree.
   A single array is pending where it lies; only sums take a block. */
void KERNEL(tree_sum)(const float *const *arrays, long array_count, float *result, long from,
                      long to) {
  float blocks[TREE_DEPTH][TREE_BLOCK];
  const float *pending[TREE_DEPTH];
  for (long start = from; start < to; start += TREE_BLOCK) {
    const long width = start + TREE_BLOCK < to ? TREE_BLOCK : to - start;
    for (long n = 0; n < array_count; n++) {
      const float *carry = arrays[n] + start;
      const int last = __builtin_ctzl(~(unsigned long)n);
      for (int level = 0; level < last; level++) {
        /* The block of a level is taken while that level is pending; the first is never. */
        float *sum = blocks[level + 1 == last ? last : 0];
        add_blocks(pending[level], carry, sum, width);
        carry = sum;
      }
      pending[last] = carry;
    }
    int level = 0;
    while (!((array_count >> level) & 1)) level++;
    const float *sum = pending[level];
    for (level++; (array_count >> level) != 0; level++) {
      if (!((array_count >> level) & 1)) continue;
      add_blocks(pending[level], sum, blocks[0], width);
      sum = blocks[0];
    }
    memcpy(result + start, sum, (size_t)width * sizeof(float));
  }
}
