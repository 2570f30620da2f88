/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma clang fp contract(off)

/* The next values of a group, `fill` in the lanes past its end. */
VECTOR_INLINE floats load_group(const float *from, long left, float fill) {
  if (left >= 16) return vector_load(from);
  floats value = (floats)fill;
  memcpy(&value, from, (size_t)left * sizeof(float));
  return value;
}

VECTOR_INLINE float largest_of_group(const float *x, long size) {
  floats largest = (floats)(-1.0f / 0.0f);
  /* The first operand: a NaN stays. */
  for (long k = 0; k < size; k += 16) {
    const floats value = load_group(x + k, size - k, -1.0f / 0.0f);
    largest = vector_select(largest >= value, largest, value);
  }
  for (int width = 8; width > 0; width /= 2)
    for (int i = 0; i < width; i++)
      largest[i] = largest[i] >= largest[i + width] ? largest[i] : largest[i + width];
  return largest[0];
}

/* Writes e^(x - largest) and returns the sum. */
VECTOR_INLINE double exponentials_of_group(const float *x, float largest, float *result, long size) {
  doubles lanes = (doubles)0.0;
  for (long k = 0; k < size; k += 16) {
    const floats e = vector_exp(load_group(x + k, size - k, -1.0f / 0.0f) - largest);
    store_some(result + k, e, size - k < 16 ? size - k : 16);
    lanes += __builtin_convertvector(e, doubles);
  }
  return folded(lanes);
}

void KERNEL(softmax)(const float *x, float *result, long groups, long size) {
  for (long g = 0; g < groups; g++, x += size, result += size) {
    const float inverse = (float)(1.0 / exponentials_of_group(x, largest_of_group(x, size), result, size));
    for (long k = 0; k < size; k++) result[k] *= inverse;
  }
}

void KERNEL(log_softmax)(const float *x, float *result, long groups, long size) {
  for (long g = 0; g < groups; g++, x += size, result += size) {
    const float largest = largest_of_group(x, size);
    const float sum = (float)exponentials_of_group(x, largest, result, size);
    const float log_sum = full_log((floats)sum)[0];
    for (long k = 0; k < size; k++) result[k] = (x[k] - largest) - log_sum;
  }
}

/* Σ e·(x - largest - log_prior) over a group, the terms without their common factor left in `result`. */
VECTOR_INLINE double divergence_of_group(const float *x, const float *log_prior, float largest,
                                         float log_sum, const float *e, long size) {
  doubles lanes = (doubles)0.0;
  for (long k = 0; k < size; k += 16) {
    const long width = size - k < 16 ? size - k : 16;
    const floats ratio = (load_some(x + k, width) - largest) - log_sum - load_some(log_prior + k, width);
    const floats weight = load_some(e + k, width);
    /* 0·∞ is 0: an impossible category costs nothing. */
    lanes += __builtin_convertvector(vector_keep(weight > 0.0f, weight * ratio), doubles);
  }
  return folded(lanes);
}

VECTOR_INLINE void add_some(double *to, floats value, long width) {
  const doubles wide = __builtin_convertvector(value, doubles);
  if (width == 16) {
    *(doubles_unaligned *)to += wide;
    return;
  }
  double terms[16];
  memcpy(terms, &wide, sizeof terms);
  for (long lane = 0; lane < width; lane++) to[lane] += terms[lane];
}

void KERNEL(categorical_divergence)(const float *logits, const float *log_prior, float *slope,
                                    double *prior_slope, double *by_category, long rows, long groups,
                                    long size) {
  const long columns = groups * size;
  for (long j = 0; j < columns; j++) prior_slope[j] = by_category[j] = 0.0;
  for (long i = 0; i < rows; i++)
    for (long g = 0; g < groups; g++) {
      const float *x = logits + i * columns + g * size, *base = log_prior + g * size;
      float *to = slope + i * columns + g * size;
      double *value = by_category + g * size, *to_prior = prior_slope + g * size;
      const float largest = largest_of_group(x, size);
      const double sum = exponentials_of_group(x, largest, to, size);
      const float inverse = (float)(1.0 / sum), log_sum = full_log((floats)(float)sum)[0];
      const float total = (float)(divergence_of_group(x, base, largest, log_sum, to, size) / sum);
      for (long k = 0; k < size; k += 16) {
        const long width = size - k < 16 ? size - k : 16;
        const floats p = load_some(to + k, width) * inverse;
        const floats ratio = (load_some(x + k, width) - largest) - log_sum - load_some(base + k, width);
        const floats term = vector_keep(p > 0.0f, p * ratio);
        store_some(to + k, vector_keep(p > 0.0f, p * (ratio - total)), width);
        add_some(value + k, term, width);
        add_some(to_prior + k, vector_exp(load_some(base + k, width)) - p, width);
      }
    }
}
