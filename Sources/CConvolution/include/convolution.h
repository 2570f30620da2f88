/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolutions of channels-last pictures by oneDNN, each on the calling thread alone.

   Pictures are [trials, height, width, channels], weights [outputs, channels, kernel height, kernel width],
   all dense, row-major, float. Every thread keeps the primitives it has used and its scratch memory until it
   ends; the result depends neither on the thread nor on how many there are. */
#ifndef INTERSPIKE_CONVOLUTION_H
#define INTERSPIKE_CONVOLUTION_H

/* From now on oneDNN, called from this thread, computes on this thread alone: matrix products ask for it too. */
void onednn_calling_thread_alone(void);

/* All extents are positive; the result is
   (height + 2·padding - kernel_height)/stride + 1 by (width + 2·padding - kernel_width)/stride + 1. */
struct convolution_geometry {
  long trials, height, width, channels, outputs, kernel_height, kernel_width, stride, padding;
};

/* Each returns 0, or the status with which oneDNN refused. `bias` may be null, and so may `bias_result`. */
int convolution_forward(struct convolution_geometry geometry, const float *input,
                        const float *weight, const float *bias, float *result);
int convolution_input_slope(struct convolution_geometry geometry, const float *cotangent,
                            const float *weight, float *result);
int convolution_weight_slope(struct convolution_geometry geometry, const float *input,
                             const float *cotangent, float *result, float *bias_result);

#endif
