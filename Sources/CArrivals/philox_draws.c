/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "philox_draws.h"

/* A vector of one lane: the arithmetic of the kernels, hence their bits. */
#define VECTOR_LANES 1
#include "philox.h"

philox_draw_pair philox_draws(uint64_t key, uint32_t block, uint32_t first, uint32_t second,
                              uint32_t third) {
  const uint32_t counter[4] = {block, first, second, third};
  const uint32_t keys[2] = {(uint32_t)key, (uint32_t)(key >> 32)};
  uint32_t out[4];
  philox_block(counter, keys, out);
  return (philox_draw_pair){(uint64_t)out[0] << 32 | out[1], (uint64_t)out[2] << 32 | out[3]};
}

double philox_exponential(uint64_t draw) {
  return vector_exponential64((doubles)(double)((~draw >> 11) + 1), 53.0)[0];
}

double philox_minus_log(double x) { return vector_exponential64((doubles)x, 0.0)[0]; }

double philox_exp(double x) { return vector_exp64((doubles)x)[0]; }
