/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hands spikes to their targets, and the exponential and logarithm of the vector kernels one at a time. */
#include "networks.h"

#define VECTOR_LANES 1
#include "vector_math.h"

double networks_exp(double x) { return vector_exp64((doubles)x)[0]; }

double networks_minus_log(double x) { return vector_exponential64((doubles)x, 0.0)[0]; }

void networks_count(const uint32_t *targets, size_t count, uint32_t *counts) {
  for (size_t i = 0; i < count; i++) counts[targets[i]]++;
}

void networks_enter(const uint32_t *targets, size_t count, uint32_t row, uint32_t *ends,
                    uint32_t *entries) {
  for (size_t i = 0; i < count; i++) entries[ends[targets[i]]++] = row;
}

void networks_enter_each(const uint32_t *targets, size_t count, uint32_t row, uint32_t *ends,
                         uint32_t *entries) {
  for (size_t i = 0; i < count; i++) entries[ends[targets[i]]++] = row + (uint32_t)i;
}
