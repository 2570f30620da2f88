/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What oneDNN 2 and oneDNN 3 say differently: 2 describes arrays and operations by structures, 3 by objects it
   owns. The files descriptions_2.c and descriptions_3.c answer alike; the headers found decide which is compiled. */
#ifndef INTERSPIKE_CONVOLUTION_DESCRIPTIONS_H
#define INTERSPIKE_CONVOLUTION_DESCRIPTIONS_H

#include <dnnl.h>

enum direction { FORWARD, INPUT_SLOPE, WEIGHT_SLOPE };

/* How oneDNN's functions take the description of an array. */
#if DNNL_VERSION_MAJOR < 3
typedef const dnnl_memory_desc_t *description;
#else
typedef const_dnnl_memory_desc_t description;
#endif

/* The operands as the caller has them; the weight's order is for oneDNN to choose. */
struct operands {
  dnnl_memory_desc_t input, plain_weight, weight, bias, output;
  dnnl_dims_t strides, padding;
};

static inline description described(const dnnl_memory_desc_t *array) {
#if DNNL_VERSION_MAJOR < 3
  return array;
#else
  return *array;
#endif
}

/* A dense array of floats. */
dnnl_status_t array_describe(dnnl_memory_desc_t *array, int rank, const dnnl_dims_t extents,
                             dnnl_format_tag_t order);
/* Zeroed ones are let pass. */
void array_forget(dnnl_memory_desc_t *array);

/* One way of a convolution; without an offset `bias` stays unused. */
dnnl_status_t convolution_describe(dnnl_primitive_desc_t *made, const struct operands *operands,
                                   enum direction direction, int with_bias,
                                   const_dnnl_primitive_attr_t attributes, dnnl_engine_t engine);

#endif
