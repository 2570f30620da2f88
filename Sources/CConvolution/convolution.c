/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "convolution.h"
#include "plan.h"
#include "winograd.h"

static size_t padded(size_t bytes) {
  return (bytes + SCRATCH_ALIGNMENT - 1) / SCRATCH_ALIGNMENT * SCRATCH_ALIGNMENT;
}

static dnnl_status_t point(dnnl_memory_t memory, const void *at) {
  return dnnl_memory_set_data_handle(memory, (void *)at);
}

static dnnl_status_t reorder(struct workspace *workspace, const struct plan *plan) {
  const int outward = plan->direction == WEIGHT_SLOPE;
  const dnnl_exec_arg_t operands[] = {
      {DNNL_ARG_FROM, outward ? plan->weight : plan->plain_weight},
      {DNNL_ARG_TO, outward ? plan->plain_weight : plan->weight},
      {DNNL_ARG_SCRATCHPAD, plan->reordering_scratch},
  };
  return dnnl_primitive_execute(plan->reordering, workspace->stream, 3, operands);
}

static dnnl_status_t convolve(struct workspace *workspace, const struct plan *plan) {
  static const struct {
    int input, weight, bias, output;
  } names[] = {
      [FORWARD] = {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS, DNNL_ARG_DST},
      [INPUT_SLOPE] = {DNNL_ARG_DIFF_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS, DNNL_ARG_DIFF_DST},
      [WEIGHT_SLOPE] = {DNNL_ARG_SRC, DNNL_ARG_DIFF_WEIGHTS, DNNL_ARG_DIFF_BIAS,
                        DNNL_ARG_DIFF_DST},
  };
  const dnnl_exec_arg_t operands[] = {
      {names[plan->direction].input, plan->input},   {names[plan->direction].weight, plan->weight},
      {names[plan->direction].output, plan->output}, {DNNL_ARG_SCRATCHPAD, plan->scratch},
      {names[plan->direction].bias, plan->bias},
  };
  return dnnl_primitive_execute(plan->convolution, workspace->stream, plan->with_bias ? 5 : 4,
                                operands);
}

static int run(struct convolution_geometry geometry, enum direction direction, const float *input,
               const float *weight, const float *bias, const float *output) {
  struct workspace *workspace = convolution_workspace();
  if (!workspace) return dnnl_out_of_memory;
  if (winograd_suits(&geometry))
    return winograd_run(workspace, &geometry, direction, input, weight, bias, output)
               ? 0
               : (int)dnnl_out_of_memory;
  struct plan *plan = NULL;
  dnnl_status_t status = convolution_plan(workspace, geometry, direction, bias != NULL, &plan);
  if (status != dnnl_success) return (int)status;
  /* Room for a reordered weight followed by oneDNN's scratch, kept for the next convolution. */
  if (!workspace_reserve(workspace, padded(plan->weight_bytes) + padded(plan->scratch_bytes)))
    return dnnl_out_of_memory;
  char *scratch = workspace->scratch + padded(plan->weight_bytes);
  point(plan->input, input);
  point(plan->output, output);
  point(plan->bias, bias);
  point(plan->scratch, scratch);
  if (!plan->reordering) {
    point(plan->weight, weight);
    return (int)convolve(workspace, plan);
  }
  point(plan->weight, workspace->scratch);
  point(plan->plain_weight, weight);
  point(plan->reordering_scratch, scratch);
  if (direction != WEIGHT_SLOPE) status = reorder(workspace, plan);
  if (status == dnnl_success) status = convolve(workspace, plan);
  if (status == dnnl_success && direction == WEIGHT_SLOPE) status = reorder(workspace, plan);
  return (int)status;
}

int convolution_forward(struct convolution_geometry geometry, const float *input,
                        const float *weight, const float *bias, float *result) {
  return run(geometry, FORWARD, input, weight, bias, result);
}

int convolution_input_slope(struct convolution_geometry geometry, const float *cotangent,
                            const float *weight, float *result) {
  return run(geometry, INPUT_SLOPE, result, weight, NULL, cotangent);
}

int convolution_weight_slope(struct convolution_geometry geometry, const float *input,
                             const float *cotangent, float *result, float *bias_result) {
  return run(geometry, WEIGHT_SLOPE, input, result, bias_result, cotangent);
}
