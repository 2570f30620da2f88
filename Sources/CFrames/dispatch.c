/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Picks the kernels for the processor at hand; the result does not depend on the choice. */
#include "frames.h"
#include "kernel_dispatch.h"

#define KERNEL(type, name, arguments, ...) KERNEL_DISPATCH(type, frames, name, arguments, __VA_ARGS__)

KERNEL(void, filter, (plan, gain, x, offset, result), frames_plan *plan, const float *gain,
       const float *x, float offset, float *result)
KERNEL(void, moments, (x, width, height, sum, squares), const float *x, long width, long height,
       double *sum, double *squares)
KERNEL(double, contrast, (window, x, local, detail, spread, scratch), const frames_window *window,
       const float *x, float *local, float *detail, float *spread, float *scratch)
KERNEL(void, divide, (detail, spread, level, count, result), const float *detail, float *spread,
       float level, long count, float *result)
KERNEL(void, multiply, (values, spread, local, count, result), const float *values,
       const float *spread, const float *local, long count, float *result)
