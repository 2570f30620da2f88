/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "descriptions.h"

#if DNNL_VERSION_MAJOR < 3

dnnl_status_t array_describe(dnnl_memory_desc_t *array, int rank, const dnnl_dims_t extents,
                             dnnl_format_tag_t order) {
  return dnnl_memory_desc_init_by_tag(array, rank, extents, dnnl_f32, order);
}

void array_forget(dnnl_memory_desc_t *array) { (void)array; }

dnnl_status_t convolution_describe(dnnl_primitive_desc_t *made, const struct operands *o,
                                   enum direction direction, int with_bias,
                                   const_dnnl_primitive_attr_t attributes, dnnl_engine_t engine) {
  const dnnl_memory_desc_t *bias = with_bias ? &o->bias : NULL;
  dnnl_convolution_desc_t description;
  dnnl_primitive_desc_t forward;
  dnnl_status_t status = dnnl_convolution_forward_desc_init(
      &description, dnnl_forward_training, dnnl_convolution_direct, &o->input, &o->weight,
      direction == INPUT_SLOPE ? NULL : bias, &o->output, o->strides, o->padding, o->padding);
  if (status == dnnl_success)
    status = dnnl_primitive_desc_create(&forward, &description, attributes, engine, NULL);
  if (status != dnnl_success) return status;
  if (direction == FORWARD) {
    *made = forward;
    return dnnl_success;
  }
  status = direction == INPUT_SLOPE
               ? dnnl_convolution_backward_data_desc_init(
                     &description, dnnl_convolution_direct, &o->input, &o->weight, &o->output,
                     o->strides, o->padding, o->padding)
               : dnnl_convolution_backward_weights_desc_init(
                     &description, dnnl_convolution_direct, &o->input, &o->weight, bias,
                     &o->output, o->strides, o->padding, o->padding);
  if (status == dnnl_success)
    status = dnnl_primitive_desc_create(made, &description, attributes, engine, forward);
  dnnl_primitive_desc_destroy(forward);
  return status;
}

#endif
