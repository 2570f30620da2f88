/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a thread keeps of one convolution: its primitives and where their operands go. */
#ifndef INTERSPIKE_CONVOLUTION_PLAN_H
#define INTERSPIKE_CONVOLUTION_PLAN_H

#include "convolution.h"
#include "descriptions.h"
#include <stddef.h>

struct plan {
  struct plan *next;
  struct convolution_geometry geometry;
  enum direction direction;
  int with_bias;
  dnnl_primitive_t convolution;
  /* From or to the weight as the caller has it; null when oneDNN works on that. */
  dnnl_primitive_t reordering;
  /* Without memory of their own: each run points them at the caller's arrays. */
  dnnl_memory_t input, plain_weight, weight, bias, output, scratch, reordering_scratch;
  size_t weight_bytes, scratch_bytes;
};

/* Bytes of a cache line, and of the widest register. */
enum { SCRATCH_ALIGNMENT = 64 };

/* Everything one thread keeps. */
struct workspace {
  dnnl_engine_t engine;
  dnnl_stream_t stream;
  struct plan *plans;
  long plan_count;
  char *scratch;
  size_t scratch_bytes;
};

/* The workspace of this thread, or null when there is no memory. */
struct workspace *convolution_workspace(void);

/* Room for so many bytes of scratch, aligned for any vector; 0 when there is no memory. */
int workspace_reserve(struct workspace *workspace, size_t bytes);

/* The plan for these numbers, made when there is none yet. */
dnnl_status_t convolution_plan(struct workspace *workspace, struct convolution_geometry geometry,
                               enum direction direction, int with_bias, struct plan **found);

/* Frees a plan, whole or half made. */
void convolution_plan_free(struct plan *plan);

#endif
