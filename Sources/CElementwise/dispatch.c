/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Picks the kernels for the processor at hand; the result does not depend on the choice. */
#include "elementwise.h"
#include "kernel_dispatch.h"

#define DISPATCH(type, name, parameters, arguments) \
  KERNEL_DISPATCH_BEST(type, elementwise, name, parameters, arguments)

DISPATCH(void, add,
         (const float *a, long a_row, long a_column, const float *b, long b_row, long b_column,
          float *result, long rows, long columns),
         (a, a_row, a_column, b, b_row, b_column, result, rows, columns))
DISPATCH(void, subtract,
         (const float *a, long a_row, long a_column, const float *b, long b_row, long b_column,
          float *result, long rows, long columns),
         (a, a_row, a_column, b, b_row, b_column, result, rows, columns))
DISPATCH(void, multiply,
         (const float *a, long a_row, long a_column, const float *b, long b_row, long b_column,
          float *result, long rows, long columns),
         (a, a_row, a_column, b, b_row, b_column, result, rows, columns))
DISPATCH(void, divide,
         (const float *a, long a_row, long a_column, const float *b, long b_row, long b_column,
          float *result, long rows, long columns),
         (a, a_row, a_column, b, b_row, b_column, result, rows, columns))
DISPATCH(void, affine,
         (const float *x, float factor, float offset, float *result, long count),
         (x, factor, offset, result, count))
DISPATCH(void, accumulate, (float *sum, const float *x, long count), (sum, x, count))
DISPATCH(void, scaled_difference,
         (const float *a, const float *b, float factor, float *result, long count),
         (a, b, factor, result, count))
DISPATCH(void, exp,
         (const float *x, float *result, long count),
         (x, result, count))
DISPATCH(void, log,
         (const float *x, float *result, long count),
         (x, result, count))
DISPATCH(void, sigmoid,
         (const float *x, float *result, long count),
         (x, result, count))
DISPATCH(void, softplus,
         (const float *x, float *result, long count),
         (x, result, count))
DISPATCH(void, relu,
         (const float *x, float *result, long count),
         (x, result, count))
DISPATCH(void, positive,
         (const float *x, float *result, long count),
         (x, result, count))
DISPATCH(double, sum, (const float *x, long count), (x, count))
DISPATCH(double, sum_of_squares, (const float *x, long count), (x, count))
DISPATCH(double, sum_of_squared_differences,
         (const float *a, const float *b, long count),
         (a, b, count))
DISPATCH(void, sum_over_rows,
         (const float *x, long rows, long columns, float *result),
         (x, rows, columns, result))
DISPATCH(void, sum_over_columns,
         (const float *x, long rows, long columns, float *result),
         (x, rows, columns, result))
DISPATCH(void, transpose,
         (const float *x, long rows, long columns, float *result),
         (x, rows, columns, result))
DISPATCH(void, scale_columns_and_add,
         (const float *x, const float *factors, const float *addend, float *result, long rows,
          long columns),
         (x, factors, addend, result, rows, columns))
DISPATCH(void, product_sum_over_rows,
         (const float *x, const float *y, long rows, long columns, float *result),
         (x, y, rows, columns, result))
DISPATCH(void, resize_adjoint,
         (const float *x, long images, long height, long width, long channels, long from_height,
          long from_width, float *result),
         (x, images, height, width, channels, from_height, from_width, result))
DISPATCH(void, normalize_rows,
         (const float *x, float epsilon, float *result, float *inverse_deviation, long rows,
          long columns),
         (x, epsilon, result, inverse_deviation, rows, columns))
DISPATCH(void, tree_sum,
         (const float *const *arrays, long array_count, float *result, long from, long to),
         (arrays, array_count, result, from, to))
DISPATCH(void, adamax,
         (float *p, float *m, float *u, const float *gradient, float scale, float weight_decay,
          float keep, float blend, float fade, float floor, float rate, long count),
         (p, m, u, gradient, scale, weight_decay, keep, blend, fade, floor, rate, count))
DISPATCH(void, softclamp,
         (const float *x, const float *row, float lower, float upper, float *result, float *slope,
          long rows, long columns),
         (x, row, lower, upper, result, slope, rows, columns))
DISPATCH(void, poisson_divergence,
         (const float *gain, const float *prior, float *slope, double *by_neuron, long rows,
          long columns),
         (gain, prior, slope, by_neuron, rows, columns))
DISPATCH(void, poisson_divergence_by_trial,
         (const float *log_rates, const float *prior, float *slope, float *prior_slope,
          double *by_neuron, long rows, long columns),
         (log_rates, prior, slope, prior_slope, by_neuron, rows, columns))
DISPATCH(void, poisson_divergence_of_rows,
         (const float *log_rates, const float *prior, int by_posterior, double *by_row, long rows,
          long columns),
         (log_rates, prior, by_posterior, by_row, rows, columns))
DISPATCH(void, swish,
         (const float *x, float *result, long count),
         (x, result, count))
DISPATCH(void, swish_slope,
         (const float *x, const float *cotangent, float *result, long count),
         (x, cotangent, result, count))
DISPATCH(void, normalize_weight,
         (const float *weight, const float *lognorm, float floor, float *result, long rows,
          long columns),
         (weight, lognorm, floor, result, rows, columns))
DISPATCH(void, normalize_weight_slope,
         (const float *weight, const float *lognorm, const float *cotangent, float floor,
          float *slope, float *lognorm_slope, long rows, long columns),
         (weight, lognorm, cotangent, floor, slope, lognorm_slope, rows, columns))
DISPATCH(void, symmetric_softclamp,
         (const float *x, const float *row, float bound, float *result, float *slope, long rows,
          long columns),
         (x, row, bound, result, slope, rows, columns))
DISPATCH(void, reparameterise,
         (const float *location, const float *log_scale, const float *noise, float *result,
          float *slope, long count),
         (location, log_scale, noise, result, slope, count))
DISPATCH(void, normal_divergence,
         (const float *location, const float *log_scale, const float *prior_location,
          const float *prior_log_scale, float *location_slope, float *scale_slope,
          double *prior_location_slope, double *prior_scale_slope, double *by_neuron, long rows,
          long columns),
         (location, log_scale, prior_location, prior_log_scale, location_slope, scale_slope,
          prior_location_slope, prior_scale_slope, by_neuron, rows, columns))
DISPATCH(void, laplace_divergence,
         (const float *location, const float *log_scale, const float *prior_location,
          const float *prior_log_scale, float *location_slope, float *scale_slope,
          double *prior_location_slope, double *prior_scale_slope, double *by_neuron, long rows,
          long columns),
         (location, log_scale, prior_location, prior_log_scale, location_slope, scale_slope,
          prior_location_slope, prior_scale_slope, by_neuron, rows, columns))
DISPATCH(void, softmax, (const float *x, float *result, long groups, long size),
         (x, result, groups, size))
DISPATCH(void, log_softmax, (const float *x, float *result, long groups, long size),
         (x, result, groups, size))
DISPATCH(void, categorical_divergence,
         (const float *logits, const float *log_prior, float *slope, double *prior_slope,
          double *by_category, long rows, long groups, long size),
         (logits, log_prior, slope, prior_slope, by_category, rows, groups, size))
