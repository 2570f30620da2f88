/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011, doi:10.1145/2063384.2063405): a block of 128 random
   bits is a pure function of a 128-bit counter and a 64-bit key. */
#ifndef INTERSPIKE_PHILOX_H
#define INTERSPIKE_PHILOX_H

#include "vector_math.h"

#define PHILOX_M0 0xD2511F53u
#define PHILOX_M1 0xCD9E8D57u
#define PHILOX_W0 0x9E3779B9u
#define PHILOX_W1 0xBB67AE85u
#define PHILOX_ROUNDS 10

VECTOR_INLINE void philox_block(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]) {
  uint32_t x0 = counter[0], x1 = counter[1], x2 = counter[2], x3 = counter[3];
  uint32_t k0 = key[0], k1 = key[1];
  for (int round = 0; round < PHILOX_ROUNDS; round++) {
    uint64_t p0 = (uint64_t)PHILOX_M0 * x0, p1 = (uint64_t)PHILOX_M1 * x2;
    x0 = (uint32_t)(p1 >> 32) ^ x1 ^ k0;
    x1 = (uint32_t)p1;
    x2 = (uint32_t)(p0 >> 32) ^ x3 ^ k1;
    x3 = (uint32_t)p0;
    k0 += PHILOX_W0;
    k1 += PHILOX_W1;
  }
  out[0] = x0, out[1] = x1, out[2] = x2, out[3] = x3;
}

/* The same, a counter a lane. A word lives in the low half of a 64-bit lane; the high half may hold
   rubbish, which the multiplication ignores: so the low half of a product needs no work at all.
   Results: the two 64-bit draws of the block, first words leading (x0:x1 and x2:x3). */
VECTOR_INLINE void philox_lanes(words x0, words x1, words x2, words x3, uint32_t k0, uint32_t k1,
                                words out[4]) {
#pragma unroll
  for (int round = 0; round < PHILOX_ROUNDS; round++) {
    words p0 = (x0 & 0xffffffffu) * PHILOX_M0, p1 = (x2 & 0xffffffffu) * PHILOX_M1;
    x0 = (p1 >> 32) ^ x1 ^ (words)(uint64_t)k0;
    x1 = p1;
    x2 = (p0 >> 32) ^ x3 ^ (words)(uint64_t)k1;
    x3 = p0;
    k0 += PHILOX_W0;
    k1 += PHILOX_W1;
  }
  out[0] = x0, out[1] = x1, out[2] = x2, out[3] = x3;
}

#endif
