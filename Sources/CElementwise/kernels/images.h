/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma clang fp contract(off)

void KERNEL(scale_columns_and_add)(const float *restrict x, const float *restrict factors,
                                   const float *restrict addend, float *restrict result, long rows,
                                   long columns) {
  for (long i = 0; i < rows; i++) {
    const long at = i * columns;
    for (long j = 0; j < columns; j++)
      result[at + j] = addend[at + j] + x[at + j] * factors[j];
  }
}

void KERNEL(product_sum_over_rows)(const float *restrict x, const float *restrict y, long rows,
                                   long columns, float *restrict result) {
  enum { WIDTH = 64 }; /* four cache lines of a row; 512 bytes of sums stay in the first cache */
  for (long left = 0; left < columns; left += WIDTH) {
    const long width = left + WIDTH < columns ? WIDTH : columns - left;
    double sums[WIDTH] = {0};
    for (long i = 0; i < rows; i++) {
      const float *restrict a = x + i * columns + left, *restrict b = y + i * columns + left;
      for (long j = 0; j < width; j++) sums[j] += (double)a[j] * (double)b[j];
    }
    for (long j = 0; j < width; j++) result[left + j] = (float)sums[j];
  }
}

void KERNEL(resize_adjoint)(const float *x, long images, long height, long width, long channels,
                            long from_height, long from_width, float *result) {
  memset(result, 0, (size_t)(images * from_height * from_width * channels) * sizeof(float));
  for (long image = 0; image < images; image++)
    for (long i = 0; i < height; i++) {
      float *row = result + (image * from_height + i * from_height / height) * from_width * channels;
      for (long j = 0; j < width; j++) {
        float *restrict sum = row + (j * from_width / width) * channels;
        for (long k = 0; k < channels; k++) sum[k] += x[k];
        x += channels;
      }
    }
}

void KERNEL(normalize_rows)(const float *x, float epsilon, float *result, float *inverse_deviation,
                            long rows, long columns) {
  for (long i = 0; i < rows; i++) {
    const float *restrict row = x + i * columns;
    const double mean = total(row, columns) / (double)columns;
    doubles lanes = 0.0;
    for (long j = 0; j < columns; j += 16) {
      doubles difference = widened(row + j, columns - j) - mean;
      /* The lanes that have run out hold −mean. */
      for (long k = columns - j; k < 16; k++) difference[k] = 0.0;
      lanes += difference * difference;
    }
    const double inverse = 1.0 / __builtin_elementwise_sqrt(folded(lanes) / (double)columns + (double)epsilon);
    float *restrict normal = result + i * columns;
    for (long j = 0; j < columns; j++) normal[j] = (float)(((double)row[j] - mean) * inverse);
    inverse_deviation[i] = (float)inverse;
  }
}
