/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan.h"
#include <stdlib.h>

#define TRY(call)                                     \
  do {                                                \
    dnnl_status_t status_ = (call);                   \
    if (status_ != dnnl_success) return status_;      \
  } while (0)

static dnnl_status_t describe(const struct convolution_geometry *g, struct operands *o) {
  const long height = (g->height + 2 * g->padding - g->kernel_height) / g->stride + 1;
  const long width = (g->width + 2 * g->padding - g->kernel_width) / g->stride + 1;
  const dnnl_dims_t input = {g->trials, g->channels, g->height, g->width};
  const dnnl_dims_t weight = {g->outputs, g->channels, g->kernel_height, g->kernel_width};
  const dnnl_dims_t output = {g->trials, g->outputs, height, width};
  const dnnl_dims_t bias = {g->outputs};
  for (int axis = 0; axis < 2; axis++) {
    o->strides[axis] = g->stride;
    o->padding[axis] = g->padding;
  }
  TRY(array_describe(&o->input, 4, input, dnnl_nhwc));
  TRY(array_describe(&o->output, 4, output, dnnl_nhwc));
  TRY(array_describe(&o->plain_weight, 4, weight, dnnl_oihw));
  TRY(array_describe(&o->weight, 4, weight, dnnl_format_tag_any));
  return array_describe(&o->bias, 1, bias, dnnl_a);
}

static void forget(struct operands *o) {
  array_forget(&o->input);
  array_forget(&o->output);
  array_forget(&o->plain_weight);
  array_forget(&o->weight);
  array_forget(&o->bias);
}

static description weight_of(const_dnnl_primitive_desc_t primitive, enum direction direction) {
  return dnnl_primitive_desc_query_md(
      primitive, direction == WEIGHT_SLOPE ? dnnl_query_diff_weights_md : dnnl_query_weights_md, 0);
}

/* An operand whose memory is named at each run. */
static dnnl_status_t place(dnnl_memory_t *memory, description array, dnnl_engine_t engine) {
  return dnnl_memory_create(memory, array, engine, DNNL_MEMORY_NONE);
}

static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

static dnnl_status_t add_reordering(struct plan *plan, description plain, description chosen,
                                    const_dnnl_primitive_attr_t attributes, dnnl_engine_t engine) {
  if (dnnl_memory_desc_equal(plain, chosen)) return dnnl_success;
  const int outward = plan->direction == WEIGHT_SLOPE;
  plan->weight_bytes = dnnl_memory_desc_get_size(chosen);
  TRY(place(&plan->plain_weight, plain, engine));
  dnnl_primitive_desc_t primitive;
  TRY(dnnl_reorder_primitive_desc_create(&primitive, outward ? chosen : plain, engine,
                                         outward ? plain : chosen, engine, attributes));
  const description scratch = dnnl_primitive_desc_query_md(primitive, dnnl_query_scratchpad_md, 0);
  plan->scratch_bytes = larger(plan->scratch_bytes, dnnl_memory_desc_get_size(scratch));
  dnnl_status_t status = place(&plan->reordering_scratch, scratch, engine);
  if (status == dnnl_success) status = dnnl_primitive_create(&plan->reordering, primitive);
  dnnl_primitive_desc_destroy(primitive);
  return status;
}

static dnnl_status_t fill_from(struct plan *plan, const struct operands *o, dnnl_engine_t engine,
                               const_dnnl_primitive_attr_t attributes) {
  dnnl_primitive_desc_t primitive;
  TRY(convolution_describe(&primitive, o, plan->direction, plan->with_bias, attributes, engine));
  const description weight = weight_of(primitive, plan->direction);
  const description scratch = dnnl_primitive_desc_query_md(primitive, dnnl_query_scratchpad_md, 0);
  plan->scratch_bytes = dnnl_memory_desc_get_size(scratch);
  dnnl_status_t status = place(&plan->input, described(&o->input), engine);
  if (status == dnnl_success) status = place(&plan->output, described(&o->output), engine);
  if (status == dnnl_success) status = place(&plan->weight, weight, engine);
  if (status == dnnl_success) status = place(&plan->bias, described(&o->bias), engine);
  if (status == dnnl_success) status = place(&plan->scratch, scratch, engine);
  if (status == dnnl_success) status = dnnl_primitive_create(&plan->convolution, primitive);
  if (status == dnnl_success)
    status = add_reordering(plan, described(&o->plain_weight), weight, attributes, engine);
  dnnl_primitive_desc_destroy(primitive);
  return status;
}

static dnnl_status_t fill(struct plan *plan, dnnl_engine_t engine,
                          const_dnnl_primitive_attr_t attributes) {
  struct operands o = {0};
  dnnl_status_t status = describe(&plan->geometry, &o);
  if (status == dnnl_success) status = fill_from(plan, &o, engine, attributes);
  forget(&o);
  return status;
}

void convolution_plan_free(struct plan *plan) {
  const dnnl_memory_t memories[] = {plan->input,  plan->plain_weight, plan->weight,
                                    plan->bias,   plan->output,       plan->scratch,
                                    plan->reordering_scratch};
  for (size_t i = 0; i < sizeof memories / sizeof *memories; i++)
    if (memories[i]) dnnl_memory_destroy(memories[i]);
  if (plan->convolution) dnnl_primitive_destroy(plan->convolution);
  if (plan->reordering) dnnl_primitive_destroy(plan->reordering);
  free(plan);
}

static int same(const struct convolution_geometry *a, const struct convolution_geometry *b) {
  return a->trials == b->trials && a->height == b->height && a->width == b->width &&
         a->channels == b->channels && a->outputs == b->outputs &&
         a->kernel_height == b->kernel_height && a->kernel_width == b->kernel_width &&
         a->stride == b->stride && a->padding == b->padding;
}

/* A model has some tens of convolutions; a program that keeps changing shapes starts over at times. */
enum { PLANS_KEPT = 512 };

static void forget_when_full(struct workspace *workspace) {
  if (workspace->plan_count < PLANS_KEPT) return;
  while (workspace->plans) {
    struct plan *plan = workspace->plans;
    workspace->plans = plan->next;
    convolution_plan_free(plan);
  }
  workspace->plan_count = 0;
}

dnnl_status_t convolution_plan(struct workspace *workspace, struct convolution_geometry geometry,
                               enum direction direction, int with_bias, struct plan **found) {
  for (struct plan *plan = workspace->plans; plan; plan = plan->next) {
    if (plan->direction == direction && plan->with_bias == with_bias &&
        same(&plan->geometry, &geometry)) {
      *found = plan;
      return dnnl_success;
    }
  }
  forget_when_full(workspace);
  struct plan *plan = calloc(1, sizeof *plan);
  if (!plan) return dnnl_out_of_memory;
  plan->geometry = geometry;
  plan->direction = direction;
  plan->with_bias = with_bias;
  dnnl_primitive_attr_t attributes;
  dnnl_status_t status = dnnl_primitive_attr_create(&attributes);
  if (status == dnnl_success) {
    status = dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
    if (status == dnnl_success) status = fill(plan, workspace->engine, attributes);
    dnnl_primitive_attr_destroy(attributes);
  }
  if (status != dnnl_success) {
    convolution_plan_free(plan);
    return status;
  }
  plan->next = workspace->plans;
  workspace->plans = plan;
  workspace->plan_count++;
  *found = plan;
  return dnnl_success;
}
