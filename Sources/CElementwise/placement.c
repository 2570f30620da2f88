/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies that move runs of channels; no arithmetic, so one version serves every instruction set. */
#include "elementwise.h"
#include <string.h>

void elementwise_copy_rows(const float *x, long x_stride, float *result, long result_stride,
                           long rows, long columns) {
  const size_t bytes = (size_t)columns * sizeof(float);
  for (long i = 0; i < rows; i++) memcpy(result + i * result_stride, x + i * x_stride, bytes);
}

void elementwise_resize(const float *x, long images, long height, long width, long channels,
                        long to_height, long to_width, float *result) {
  const size_t bytes = (size_t)channels * sizeof(float);
  const size_t row_bytes = (size_t)to_width * bytes;
  for (long image = 0; image < images; image++) {
    long last = -1;
    for (long i = 0; i < to_height; i++, result += to_width * channels) {
      const long from = i * height / to_height;
      if (from == last) {
        memcpy(result, result - to_width * channels, row_bytes);
        continue;
      }
      last = from;
      const float *row = x + (image * height + from) * width * channels;
      for (long j = 0; j < to_width; j++)
        memcpy(result + j * channels, row + (j * width / to_width) * channels, bytes);
    }
  }
}

void elementwise_subsample(const float *x, long images, long height, long width, long channels,
                           long top, long left, long stride, float *result) {
  const size_t bytes = (size_t)channels * sizeof(float);
  for (long image = 0; image < images; image++)
    for (long i = top; i < height; i += stride)
      for (long j = left; j < width; j += stride, result += channels)
        memcpy(result, x + ((image * height + i) * width + j) * channels, bytes);
}

void elementwise_subsample_adjoint(const float *x, long images, long height, long width,
                                   long channels, long top, long left, long stride, float *result) {
  const size_t bytes = (size_t)channels * sizeof(float);
  memset(result, 0, (size_t)(images * height * width) * bytes);
  for (long image = 0; image < images; image++)
    for (long i = top; i < height; i += stride)
      for (long j = left; j < width; j += stride, x += channels)
        memcpy(result + ((image * height + i) * width + j) * channels, x, bytes);
}
