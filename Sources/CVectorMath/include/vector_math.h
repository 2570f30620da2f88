/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exponentials and logarithms of a vector of floats or doubles at a time, the same bits on every
   instruction set.

   Clang's vector types stand for "this many lanes": the compiler splits them into the registers that
   the surrounding function's target has. Every operation is one IEEE operation a lane, contraction is
   off, and nothing calls libm, so lanes never see each other and no instruction set can round
   differently.

   Multi-versioning: one small source file for each instruction set includes the kernels of its room between
   kernels_begin.h and kernels_end.h, which name them with a suffix; kernel_dispatch.h picks. */
#ifndef INTERSPIKE_VECTOR_MATH_H
#define INTERSPIKE_VECTOR_MATH_H

#include <stdint.h>

#pragma clang fp contract(off)
/* Vectors are passed between inlined functions only: no calling convention is involved. */
#pragma clang diagnostic ignored "-Wpsabi"

#define VECTOR_INLINE static inline __attribute__((always_inline, unused))

/* How many values a vector has: 16 fill one register of the widest set; 32 give a long chain of dependent
   operations two chains to overlap. The including file may choose. */
#ifndef VECTOR_LANES
#define VECTOR_LANES 16
#endif

typedef float floats __attribute__((ext_vector_type(VECTOR_LANES)));
typedef int32_t ints __attribute__((ext_vector_type(VECTOR_LANES)));
typedef uint32_t uints __attribute__((ext_vector_type(VECTOR_LANES)));
typedef uint64_t words __attribute__((ext_vector_type(VECTOR_LANES)));
typedef double doubles __attribute__((ext_vector_type(VECTOR_LANES)));
typedef int64_t longs __attribute__((ext_vector_type(VECTOR_LANES)));

/* Unaligned loads and stores: the array of a Swift caller starts where it starts. */
typedef float floats_unaligned __attribute__((ext_vector_type(VECTOR_LANES), aligned(4)));
typedef uint32_t uints_unaligned __attribute__((ext_vector_type(VECTOR_LANES), aligned(4)));
typedef double doubles_unaligned __attribute__((ext_vector_type(VECTOR_LANES), aligned(8)));
typedef uint64_t words_unaligned __attribute__((ext_vector_type(VECTOR_LANES), aligned(8)));

VECTOR_INLINE floats vector_load(const float *from) { return *(const floats_unaligned *)from; }
VECTOR_INLINE void vector_store(float *to, floats value) { *(floats_unaligned *)to = value; }

/* Lanes where `mask` is all ones take `a`, the others `b`. */
VECTOR_INLINE floats vector_select(ints mask, floats a, floats b) {
  return (floats)(((ints)a & mask) | ((ints)b & ~mask));
}
VECTOR_INLINE doubles vector_select64(longs mask, doubles a, doubles b) {
  return (doubles)(((longs)a & mask) | ((longs)b & ~mask));
}
/* `value` where the mask is set, else +0. */
VECTOR_INLINE floats vector_keep(ints mask, floats value) { return (floats)((ints)value & mask); }

VECTOR_INLINE floats vector_min(floats a, floats b) { return vector_select(a < b, a, b); }
VECTOR_INLINE floats vector_max(floats a, floats b) { return vector_select(a > b, a, b); }

/* exp(x) for |x| ≤ 87; relative error below 2e-7.
   exp(r) = 1 + r + r²·Q(r) on |r| ≤ ln 2 / 2, Q minimax of degree 4 (own fit, error 3e-9). */
VECTOR_INLINE floats vector_exp_within(floats x) {
  floats shifted = x * 1.44269504f + 12582912.0f; /* 1.5·2²³: rounds to the nearest integer */
  floats n = shifted - 12582912.0f;
  floats r = x - n * 0.693145752f;
  r = r - n * 1.42860677e-6f;
  floats q = r * 0.001381461275741458f + 0.008368710055947304f;
  q = q * r + 0.04166838899254799f;
  q = q * r + 0.1666652113199234f;
  q = q * r + 0.4999999403953552f;
  floats p = (q * r) * r + r + 1.0f;
  ints exponent = (ints)shifted << 23;
  return (floats)((ints)p + exponent);
}

/* The same for any x: below -87 it is 0, above 88.376 +infinity, NaN stays. */
VECTOR_INLINE floats vector_exp(floats x) {
  floats scaled = vector_exp_within(vector_max(vector_min(x, (floats)88.5f), (floats)-87.5f));
  scaled = vector_select(x > 88.376f, (floats)(1.0f / 0.0f), scaled);
  scaled = vector_keep(~(x < -87.0f), scaled);
  return vector_select(x == x, scaled, x);
}

/* Splits positive normal floats: x = 2^e·(1 + r), 1 + r in [√½, √2). Returns r. */
VECTOR_INLINE floats vector_split(floats x, floats *e) {
  ints bits = (ints)x;
  ints above = (bits - 0x3f3504f3) >> 23;
  *e = __builtin_convertvector(above, floats);
  return (floats)(bits - (above << 23)) - 1.0f;
}

/* ln(1 + r) for 1 + r in [√½, √2); relative error below 2e-7.
   ln(1 + r) = r - r²/2 + r³·P(r), P minimax of degree 6 (own fit, error 3e-8). */
VECTOR_INLINE floats vector_log_of_split(floats r) {
  floats p = r * 0.08700409531593323f - 0.14267483353614807f;
  p = p * r + 0.14914774894714355f;
  p = p * r - 0.1657758504152298f;
  p = p * r + 0.19963063299655914f;
  p = p * r - 0.2500133812427521f;
  p = p * r + 0.3333390951156616f;
  floats square = r * r;
  return (square * r) * p - square * 0.5f + r;
}

/* ln x for positive normal floats; relative error below 3e-7. Zero, negative, subnormal and
   non-finite arguments give nonsense: callers keep them out. */
VECTOR_INLINE floats vector_log(floats x) {
  floats e;
  floats r = vector_split(x, &e);
  return e * 0.693147182f + vector_log_of_split(r);
}

/* offset·ln 2 - ln x for positive normal doubles with x ≤ 2^offset, error below 2 ulp and never below 0:
   the exponential deviate of a product of uniforms that were scaled by 2^offset.
   ln(1 + f) = f - (h - s·(h + R)), s = f/(2 + f), h = f²/2, R(s²) = own Chebyshev fit (error 5e-18). */
VECTOR_INLINE doubles vector_exponential64(doubles x, double offset) {
  longs bits = (longs)x;
  longs above = (bits - 0x3fe6a09e667f3bcdLL) >> 52;
  doubles k = offset - __builtin_convertvector(above, doubles);
  doubles f = (doubles)(bits - (above << 52)) - 1.0;
  doubles s = f / (2.0 + f);
  doubles z = s * s;
  doubles p = z * 0x1.2b584aae78a57p-3 + 0x1.39fe606542ddep-3;
  p = p * z + 0x1.7462b4ab2ef6bp-3;
  p = p * z + 0x1.c71c62e5800a1p-3;
  p = p * z + 0x1.2492492df148dp-2;
  p = p * z + 0x1.99999999952e2p-2;
  p = p * z + 0x1.5555555555558p-1;
  doubles h = (f * f) * 0.5;
  doubles tail = h - s * (h + p * z);
  /* k·ln2_high is exact for |k| < 2^11. */
  doubles e = k * 0x1.62e42fefa3800p-1 + (tail - f + k * 0x1.ef35793c76730p-45);
  return vector_select64(e > 0.0, e, (doubles)0.0);
}

/* exp(x) of doubles, error below 2 ulp on [-700, 700]; below that 0, above that +infinity, NaN stays. */
VECTOR_INLINE doubles vector_exp64(doubles x) {
  doubles bounded = vector_select64(x < 709.0, x, (doubles)709.0);
  bounded = vector_select64(bounded > -709.0, bounded, (doubles)-709.0);
  doubles shifted = bounded * 1.4426950408889634 + 6755399441055744.0; /* 1.5·2⁵² */
  doubles n = shifted - 6755399441055744.0;
  doubles r = bounded - n * 0x1.62e42fefa3800p-1;
  r = r - n * 0x1.ef35793c76730p-45;
  doubles q = r * 0x1.1f72fc730b4ffp-29 + 0x1.af4ddd84882fep-26;
  q = q * r + 0x1.27e4db67b4303p-22;
  q = q * r + 0x1.71de02375656cp-19;
  q = q * r + 0x1.a01a01a6d7808p-16;
  q = q * r + 0x1.a01a01abe62ddp-13;
  q = q * r + 0x1.6c16c16c162d6p-10;
  q = q * r + 0x1.11111111100dfp-7;
  q = q * r + 0x1.5555555555556p-5;
  q = q * r + 0x1.5555555555557p-3;
  q = q * r + 0.5;
  doubles p = (q * r) * r + r + 1.0;
  doubles scaled = (doubles)((longs)p + ((longs)shifted << 52));
  scaled = vector_select64(x > 700.0, (doubles)(1.0 / 0.0), scaled);
  scaled = vector_select64(x < -700.0, (doubles)0.0, scaled);
  return vector_select64(x == x, scaled, x);
}

/* Lanes set in a comparison's mask, as bits: lane i is bit i. */
VECTOR_INLINE uint32_t vector_bits(ints mask) {
  typedef _Bool bits __attribute__((ext_vector_type(VECTOR_LANES)));
  union {
    bits lanes;
#if VECTOR_LANES == 16
    uint16_t bits;
#else
    uint32_t bits;
#endif
  } view = {.lanes = __builtin_convertvector(mask, bits)};
  return view.bits;
}
VECTOR_INLINE uint32_t vector_bits64(longs mask) {
  return vector_bits(__builtin_convertvector(mask, ints));
}

/* 0, 1, 2, … */
VECTOR_INLINE words vector_places(void) {
  words places;
#pragma unroll
  for (int lane = 0; lane < VECTOR_LANES; lane++) places[lane] = (uint64_t)lane;
  return places;
}

#endif
