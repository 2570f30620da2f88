/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One draw at a time from any address, with the logarithm and exponential of the kernels: the same bits on
   every machine. */
#ifndef INTERSPIKE_PHILOX_DRAWS_H
#define INTERSPIKE_PHILOX_DRAWS_H

#include <stdint.h>

typedef struct {
  uint64_t first;
  uint64_t second;
} philox_draw_pair;

/* The two draws of the block with counter (block, first, second, third). */
philox_draw_pair philox_draws(uint64_t key, uint32_t block, uint32_t first, uint32_t second,
                              uint32_t third);

/* -ln(1 - floor(draw / 2^11)/2^53), at least 0. */
double philox_exponential(uint64_t draw);

/* -ln x for a normal x in (0, 1]. */
double philox_minus_log(double x);

/* exp x. */
double philox_exp(double x);

#endif
