/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Standard variates, a vector of Philox blocks at a time: four variates a lane. Included once for each
   instruction set. */

#include "philox.h"

#if VECTOR_LANES != 32
#error "the order of the lanes below is written out for 32"
#endif
typedef uint64_t variates_pairs __attribute__((ext_vector_type(2 * VECTOR_LANES)));

/* The tail probability v in (0, 1] of the low 31 bits, to 24 significant bits: fine where v is tiny. */
VECTOR_INLINE floats variates_tail(uints w) {
  return (__builtin_convertvector((ints)(w & 0x7fffffffu), floats) + 0.5f) * 0x1p-31f;
}

/* `x` with the sign bit of the word. */
VECTOR_INLINE floats variates_signed(uints w, floats x) {
  return (floats)((uints)x ^ (w & 0x80000000u));
}

/* -ln v for v in (0, 1]. */
VECTOR_INLINE floats variates_exponential(floats v) {
  floats e;
  const floats r = vector_split(v, &e);
  return e * -0.693147182f - vector_log_of_split(r);
}

/* z with P(|Z| > z) = v. With w = -ln(v(2 - v)), z/(1 - v) is a smooth function of w, and far out of its
   root: minimax polynomials of degree 9 on [0, 6] and 8 beyond, relative errors 5e-8 and 7e-8 (own fit). The
   idea is M. Giles's: Approximating the erfinv function, GPU Computing Gems 2 (2011). */
VECTOR_INLINE floats variates_normal(floats v) {
  const floats w = variates_exponential(v * (2.0f - v));
  const floats x = w - 3.0f;
  floats p = x * -8.24027691e-09f - 6.13051787e-09f;
  p = p * x + 6.44290083e-07f;
  p = p * x - 2.66626353e-06f;
  p = p * x - 1.80414372e-05f;
  p = p * x + 0.000276445266f;
  p = p * x - 0.00118238362f;
  p = p * x - 0.00811557844f;
  p = p * x + 0.341716886f;
  p = p * x + 2.29603529f;
  const ints far = w > 6.0f;
  if (vector_bits(far)) {
    const floats y = __builtin_elementwise_sqrt(vector_max(w, (floats)6.0f)) - 3.5f;
    floats q = y * 4.58479481e-05f - 0.000278933236f;
    q = q * y + 0.000677047239f;
    q = q * y - 0.00101477013f;
    q = q * y + 0.00151595799f;
    q = q * y - 0.0028968465f;
    q = q * y + 0.00463964045f;
    q = q * y + 1.42463255f;
    q = q * y + 4.71708918f;
    p = vector_select(far, q, p);
  }
  return p * (1.0f - v);
}

/* -ln(-ln u), u = v/2 or 1 - v/2: both tails keep their relative accuracy. */
VECTOR_INLINE floats variates_gumbel(uints w, floats v) {
  const ints upper = (ints)w < 0;
  const floats half = v * 0.5f;
  floats e;
  floats r = vector_split(vector_select(upper, 1.0f - half, half), &e);
  /* Near 1 the rest of the split is -v/2 itself. */
  r = vector_select(upper & (e == 0.0f), -half, r);
  return -vector_log(e * -0.693147182f - vector_log_of_split(r));
}

VECTOR_INLINE floats variates_of(variates_law law, uints w) {
  switch (law) {
  case VARIATES_UNIFORM:
    return (__builtin_convertvector((ints)(w >> 9), floats) + 0.5f) * 0x1p-23f;
  case VARIATES_NORMAL: return variates_signed(w, variates_normal(variates_tail(w)));
  case VARIATES_LAPLACE: return variates_signed(w, variates_exponential(variates_tail(w)));
  default: return variates_gumbel(w, variates_tail(w));
  }
}

/* The four variates of lane 0, then those of lane 1, …: through pairs, low half first in memory. */
VECTOR_INLINE void variates_interleave(const floats value[4], float ordered[4 * VECTOR_LANES]) {
  const words even = __builtin_convertvector((uints)value[0], words) |
                     __builtin_convertvector((uints)value[1], words) << 32;
  const words odd = __builtin_convertvector((uints)value[2], words) |
                    __builtin_convertvector((uints)value[3], words) << 32;
  const variates_pairs pairs = __builtin_shufflevector(
      even, odd,
      0, 32, 1, 33, 2, 34, 3, 35, 4, 36, 5, 37, 6, 38, 7, 39,
      8, 40, 9, 41, 10, 42, 11, 43, 12, 44, 13, 45, 14, 46, 15, 47,
      16, 48, 17, 49, 18, 50, 19, 51, 20, 52, 21, 53, 22, 54, 23, 55,
      24, 56, 25, 57, 26, 58, 27, 59, 28, 60, 29, 61, 30, 62, 31, 63);
  __builtin_memcpy(ordered, &pairs, sizeof pairs);
}

/* Where the next vector of blocks lies: lanes run on over the ends of rows. */
typedef struct {
  size_t blocks_a_row, block, row;
} variates_place;

VECTOR_INLINE void variates_next(variates_place *place, words *block, words *row) {
  if (place->block + VECTOR_LANES < place->blocks_a_row) {
    *block = vector_places() + (words)(uint64_t)place->block;
    *row = (words)(uint64_t)place->row;
    place->block += VECTOR_LANES;
    return;
  }
  uint64_t blocks[VECTOR_LANES], rows[VECTOR_LANES];
  for (int lane = 0; lane < VECTOR_LANES; lane++) {
    blocks[lane] = place->block;
    rows[lane] = place->row;
    if (++place->block == place->blocks_a_row) place->block = 0, place->row++;
  }
  __builtin_memcpy(block, blocks, sizeof blocks);
  __builtin_memcpy(row, rows, sizeof rows);
}

VECTOR_INLINE void variates_rows(variates_law law, const uint32_t key[2], uint32_t window,
                                 uint32_t first_trial, size_t trials, size_t neurons, float *variates) {
  const size_t blocks_a_row = (neurons + 3) / 4, total = trials * blocks_a_row;
  variates_place place = {blocks_a_row, 0, 0};
  for (size_t first = 0; first < total; first += VECTOR_LANES) {
    const size_t width = total - first < VECTOR_LANES ? total - first : VECTOR_LANES;
    words block, row, drawn[4];
    variates_next(&place, &block, &row);
    philox_lanes(block, (words)(uint64_t)0, row + (words)(uint64_t)first_trial, (words)(uint64_t)window,
                 key[0], key[1], drawn);
    floats value[4];
#pragma unroll
    for (int i = 0; i < 4; i++) value[i] = variates_of(law, __builtin_convertvector(drawn[i], uints));
    float ordered[4 * VECTOR_LANES];
    variates_interleave(value, ordered);
    if (width == VECTOR_LANES && neurons % 4 == 0) {
      __builtin_memcpy(variates + 4 * first, ordered, sizeof ordered);
      continue;
    }
    uint64_t blocks[VECTOR_LANES], rows[VECTOR_LANES];
    __builtin_memcpy(blocks, &block, sizeof blocks);
    __builtin_memcpy(rows, &row, sizeof rows);
    for (size_t lane = 0; lane < width; lane++) {
      const size_t neuron = 4 * blocks[lane], left = neurons - neuron;
      __builtin_memcpy(variates + rows[lane] * neurons + neuron, ordered + 4 * lane,
                       (left < 4 ? left : 4) * sizeof(float));
    }
  }
}

void KERNEL(variates)(variates_law law, const uint32_t key[2], uint32_t window,
                      uint32_t first_trial, size_t trials, size_t neurons, float *variates) {
  /* The law is a constant inside each copy of the loop. */
  switch (law) {
  case VARIATES_UNIFORM:
    variates_rows(VARIATES_UNIFORM, key, window, first_trial, trials, neurons, variates);
    break;
  case VARIATES_NORMAL:
    variates_rows(VARIATES_NORMAL, key, window, first_trial, trials, neurons, variates);
    break;
  case VARIATES_LAPLACE:
    variates_rows(VARIATES_LAPLACE, key, window, first_trial, trials, neurons, variates);
    break;
  case VARIATES_GUMBEL:
    variates_rows(VARIATES_GUMBEL, key, window, first_trial, trials, neurons, variates);
    break;
  }
}
