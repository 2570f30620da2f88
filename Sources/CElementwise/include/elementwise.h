/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loops over arrays of float, with the same bits on every instruction set: one IEEE operation a
   value, no contraction, no libm, and sums in an order fixed by the code. */
#ifndef INTERSPIKE_ELEMENTWISE_H
#define INTERSPIKE_ELEMENTWISE_H

/* Two operands over a grid of rows × columns; a stride is the step to the next row or column of that
   operand, 0 where it repeats. Column strides are 0 or 1. */
void elementwise_add(const float *a, long a_row, long a_column, const float *b, long b_row,
                     long b_column, float *result, long rows, long columns);
void elementwise_subtract(const float *a, long a_row, long a_column, const float *b, long b_row,
                          long b_column, float *result, long rows, long columns);
void elementwise_multiply(const float *a, long a_row, long a_column, const float *b, long b_row,
                          long b_column, float *result, long rows, long columns);
void elementwise_divide(const float *a, long a_row, long a_column, const float *b, long b_row,
                        long b_column, float *result, long rows, long columns);

/* result = factor·x + offset */
void elementwise_affine(const float *x, float factor, float offset, float *result, long count);
/* sum += x */
void elementwise_accumulate(float *sum, const float *x, long count);
/* result = factor·(a − b) */
void elementwise_scaled_difference(const float *a, const float *b, float factor, float *result,
                                   long count);

/* NaN stays NaN in all of these; the domain of log is that of the real logarithm, log 0 = −∞. */
void elementwise_exp(const float *x, float *result, long count);
void elementwise_log(const float *x, float *result, long count);
void elementwise_sigmoid(const float *x, float *result, long count);
void elementwise_softplus(const float *x, float *result, long count);
void elementwise_relu(const float *x, float *result, long count);
/* 1 where x > 0, else 0 */
void elementwise_positive(const float *x, float *result, long count);

/* x·σ(x), and c·σ(x)·(1 + x·(1 − σ(x))) */
void elementwise_swish(const float *x, float *result, long count);
void elementwise_swish_slope(const float *x, const float *cotangent, float *result, long count);

/* result[i, :] = e^lognorm[i]·weight[i, :]/(‖weight[i, :]‖ + floor), norms in double; and the slopes along
   weight and lognorm. */
void elementwise_normalize_weight(const float *weight, const float *lognorm, float floor,
                                  float *result, long rows, long columns);
void elementwise_normalize_weight_slope(const float *weight, const float *lognorm,
                                        const float *cotangent, float floor, float *slope,
                                        float *lognorm_slope, long rows, long columns);

/* Sums in double over sixteen interleaved lanes, folded as a binary tree. */
double elementwise_sum(const float *x, long count);
double elementwise_sum_of_squares(const float *x, long count);
double elementwise_sum_of_squared_differences(const float *a, const float *b, long count);
/* result[j] = Σᵢ x[i·columns + j] */
void elementwise_sum_over_rows(const float *x, long rows, long columns, float *result);
/* result[i] = Σⱼ x[i·columns + j] */
void elementwise_sum_over_columns(const float *x, long rows, long columns, float *result);

/* result[j·rows + i] = x[i·columns + j] */
void elementwise_transpose(const float *x, long rows, long columns, float *result);

/* Images lie as [images, height, width, channels]. */
/* result[i, j] = addend[i, j] + x[i, j]·factors[j] */
void elementwise_scale_columns_and_add(const float *x, const float *factors, const float *addend,
                                       float *result, long rows, long columns);
/* result[j] = Σᵢ x[i, j]·y[i, j], in double */
void elementwise_product_sum_over_rows(const float *x, const float *y, long rows, long columns,
                                       float *result);
/* result[·, i, j, ·] = x[·, ⌊i·height/to_height⌋, ⌊j·width/to_width⌋, ·] */
void elementwise_resize(const float *x, long images, long height, long width, long channels,
                        long to_height, long to_width, float *result);
/* The sums of what elementwise_resize repeated: x has height × width, result from_height × from_width. */
void elementwise_resize_adjoint(const float *x, long images, long height, long width, long channels,
                                long from_height, long from_width, float *result);
/* result[·, i, j, ·] = x[·, top + i·stride, left + j·stride, ·] while that lies inside */
void elementwise_subsample(const float *x, long images, long height, long width, long channels,
                           long top, long left, long stride, float *result);
/* The reverse, zero elsewhere; height and width are those of the result. */
void elementwise_subsample_adjoint(const float *x, long images, long height, long width,
                                   long channels, long top, long left, long stride, float *result);
/* result[i·result_stride + j] = x[i·x_stride + j] */
void elementwise_copy_rows(const float *x, long x_stride, float *result, long result_stride,
                           long rows, long columns);
/* result[i, j] = (x[i, j] − mean of row i)·inverse_deviation[i],
   inverse_deviation[i] = 1/√(variance of row i + epsilon), moments in double, variance over all columns */
void elementwise_normalize_rows(const float *x, float epsilon, float *result,
                                float *inverse_deviation, long rows, long columns);

/* result = ((x₀ + x₁) + (x₂ + x₃)) + …: a binary tree over the arrays, for values from..<to. An array
   count that is no power of two splits at the largest power of two below it. */
void elementwise_tree_sum(const float *const *arrays, long array_count, float *result, long from,
                          long to);

/* One step of the Adamax variant with a floor inside the maximum:
   g ← scale·gradient + weight_decay·p;  m ← keep·m + blend·g;
   u ← max(fade·u, |g| + floor);  p ← p − rate·m/u. */
void elementwise_adamax(float *p, float *m, float *u, const float *gradient, float scale,
                        float weight_decay, float keep, float blend, float fade, float floor,
                        float rate, long count);

/* With v = max(x + row, lower) (row may be null): result = upper - ln(1 + e^(upper - v)),
   slope = 1/(1 + e^(v - upper)), and 0 below lower. */
void elementwise_softclamp(const float *x, const float *row, float lower, float upper, float *result,
                           float *slope, long rows, long columns);

/* Divergence of Poisson(r·e^d) from Poisson(r), r = e^prior[j], d = gain[i, j]:
   by_neuron[j] = Σᵢ r·(1 + e^d·(d - 1)) in double, slope[i, j] = r·e^d·d. */
void elementwise_poisson_divergence(const float *gain, const float *prior, float *slope,
                                    double *by_neuron, long rows, long columns);
/* Divergence of Poisson(e^u) from Poisson(e^p), u and p of shape [rows, columns], d = u - p:
   by_neuron[j] = Σᵢ e^p·(1 + e^d·(d - 1)) in double, slope = e^u·d, prior_slope = e^p - e^u. */
void elementwise_poisson_divergence_by_trial(const float *log_rates, const float *prior, float *slope,
                                             float *prior_slope, double *by_neuron, long rows,
                                             long columns);

/* The same divergence summed over each row, without slopes: by_row[i] = Σⱼ e^p·(1 + e^d·(d - 1)) in double;
   e^u instead of the first factor when `by_posterior`. */
void elementwise_poisson_divergence_of_rows(const float *log_rates, const float *prior, int by_posterior,
                                            double *by_row, long rows, long columns);

/* With v = x + row (row may be null): result = bound·tanh(v/bound), slope = 1 - tanh²(v/bound). */
void elementwise_symmetric_softclamp(const float *x, const float *row, float bound, float *result,
                                     float *slope, long rows, long columns);

/* slope = e^log_scale·noise, result = location + slope. */
void elementwise_reparameterise(const float *location, const float *log_scale, const float *noise,
                                float *result, float *slope, long count);

/* Divergence of the normal or Laplace law (m, s)[i, j] from its prior (m₀, s₀)[j], scales as logarithms:
   by_neuron[j] its sum over i in double, *_slope its derivatives, those of the prior summed over i. */
void elementwise_normal_divergence(const float *location, const float *log_scale,
                                   const float *prior_location, const float *prior_log_scale,
                                   float *location_slope, float *scale_slope,
                                   double *prior_location_slope, double *prior_scale_slope,
                                   double *by_neuron, long rows, long columns);
void elementwise_laplace_divergence(const float *location, const float *log_scale,
                                    const float *prior_location, const float *prior_log_scale,
                                    float *location_slope, float *scale_slope,
                                    double *prior_location_slope, double *prior_scale_slope,
                                    double *by_neuron, long rows, long columns);

/* Over each of `groups` runs of `size` values: e^x/Σ e^x, and x - ln Σ e^x. */
void elementwise_softmax(const float *x, float *result, long groups, long size);
void elementwise_log_softmax(const float *x, float *result, long groups, long size);

/* Divergence of categorical laws from their prior of normalised log-probabilities, rows of `groups` laws of
   `size` categories: by_category = Σᵢ p·(ln p - log_prior) in double, slope with respect to the logits,
   prior_slope = Σᵢ (e^log_prior - p) with respect to the prior's logits. */
void elementwise_categorical_divergence(const float *logits, const float *log_prior, float *slope,
                                        double *prior_slope, double *by_category, long rows,
                                        long groups, long size);

/* Asks the C library to keep freed arrays for the next ones, where it can be asked. */
void elementwise_keep_freed_memory(void);

#endif
