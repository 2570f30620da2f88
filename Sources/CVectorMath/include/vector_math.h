/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exponentials and logarithms of sixteen floats (or eight doubles) at a time, the same bits on every
   instruction set.

   Clang's vector types stand for "this many lanes": the compiler splits them into the registers that
   the surrounding function's target has. Every operation is one IEEE operation a lane, contraction is
   off, and nothing calls libm, so lanes never see each other and no instruction set can round
   differently.

   Multi-versioning: a file that holds kernels is included once for each instruction set, between
   VECTOR_TARGET_BEGIN(arch) and VECTOR_TARGET_END, and a dispatcher picks (see CArrivals). */
#ifndef INTERSPIKE_VECTOR_MATH_H
#define INTERSPIKE_VECTOR_MATH_H

#include <stdint.h>

#pragma clang fp contract(off)

#define VECTOR_INLINE static inline __attribute__((always_inline, unused))

typedef float f32x16 __attribute__((ext_vector_type(16)));
typedef int32_t i32x16 __attribute__((ext_vector_type(16)));
typedef uint32_t u32x16 __attribute__((ext_vector_type(16)));
typedef uint64_t u64x16 __attribute__((ext_vector_type(16)));
typedef double f64x8 __attribute__((ext_vector_type(8)));
typedef int64_t i64x8 __attribute__((ext_vector_type(8)));
typedef uint64_t u64x8 __attribute__((ext_vector_type(8)));

/* Unaligned loads and stores: the array of a Swift caller starts where it starts. */
typedef float f32x16_unaligned __attribute__((ext_vector_type(16), aligned(4)));
typedef double f64x8_unaligned __attribute__((ext_vector_type(8), aligned(8)));

VECTOR_INLINE f32x16 vector_load(const float *from) { return *(const f32x16_unaligned *)from; }
VECTOR_INLINE void vector_store(float *to, f32x16 value) { *(f32x16_unaligned *)to = value; }

/* Lanes where `mask` is all ones take `a`, the others `b`. */
VECTOR_INLINE f32x16 vector_select(i32x16 mask, f32x16 a, f32x16 b) {
  return (f32x16)(((i32x16)a & mask) | ((i32x16)b & ~mask));
}
VECTOR_INLINE f64x8 vector_select64(i64x8 mask, f64x8 a, f64x8 b) {
  return (f64x8)(((i64x8)a & mask) | ((i64x8)b & ~mask));
}
/* `value` where the mask is set, else +0. */
VECTOR_INLINE f32x16 vector_keep(i32x16 mask, f32x16 value) { return (f32x16)((i32x16)value & mask); }

VECTOR_INLINE f32x16 vector_min(f32x16 a, f32x16 b) { return vector_select(a < b, a, b); }
VECTOR_INLINE f32x16 vector_max(f32x16 a, f32x16 b) { return vector_select(a > b, a, b); }

/* exp(x); relative error below 2e-7 for x in [-87, 88]; below that 0, above that +infinity, NaN stays.
   exp(r) = 1 + r + r²·Q(r) on |r| ≤ ln 2 / 2, Q minimax of degree 4 (own fit, error 3e-9). */
VECTOR_INLINE f32x16 vector_exp(f32x16 x) {
  f32x16 bounded = vector_max(vector_min(x, (f32x16)88.5f), (f32x16)-87.5f);
  f32x16 shifted = bounded * 1.44269504f + 12582912.0f; /* 1.5·2²³: rounds to the nearest integer */
  f32x16 n = shifted - 12582912.0f;
  f32x16 r = bounded - n * 0.693145752f;
  r = r - n * 1.42860677e-6f;
  f32x16 q = r * 0.001381461275741458f + 0.008368710055947304f;
  q = q * r + 0.04166838899254799f;
  q = q * r + 0.1666652113199234f;
  q = q * r + 0.4999999403953552f;
  f32x16 p = (q * r) * r + r + 1.0f;
  i32x16 exponent = (i32x16)shifted << 23;
  /* Two factors, so that the largest results do not pass through a wrong exponent. */
  f32x16 scaled = (f32x16)((i32x16)p + exponent);
  scaled = vector_select(x > 88.376f, (f32x16)(1.0f / 0.0f), scaled);
  scaled = vector_keep(~(x < -87.0f), scaled);
  return vector_select(x == x, scaled, x);
}

/* Splits positive normal floats: x = 2^e·(1 + r), 1 + r in [√½, √2). Returns r. */
VECTOR_INLINE f32x16 vector_split(f32x16 x, f32x16 *e) {
  i32x16 bits = (i32x16)x;
  i32x16 above = (bits - 0x3f3504f3) >> 23;
  *e = __builtin_convertvector(above, f32x16);
  return (f32x16)(bits - (above << 23)) - 1.0f;
}

/* ln(1 + r) for 1 + r in [√½, √2); relative error below 2e-7.
   ln(1 + r) = r - r²/2 + r³·P(r), P minimax of degree 6 (own fit, error 3e-8). */
VECTOR_INLINE f32x16 vector_log_of_split(f32x16 r) {
  f32x16 p = r * 0.08700409531593323f - 0.14267483353614807f;
  p = p * r + 0.14914774894714355f;
  p = p * r - 0.1657758504152298f;
  p = p * r + 0.19963063299655914f;
  p = p * r - 0.2500133812427521f;
  p = p * r + 0.3333390951156616f;
  f32x16 square = r * r;
  return (square * r) * p - square * 0.5f + r;
}

/* ln x for positive normal floats; relative error below 3e-7. Zero, negative, subnormal and
   non-finite arguments give nonsense: callers keep them out. */
VECTOR_INLINE f32x16 vector_log(f32x16 x) {
  f32x16 e;
  f32x16 r = vector_split(x, &e);
  return e * 0.693147182f + vector_log_of_split(r);
}

/* offset·ln 2 - ln x for positive normal doubles with x ≤ 2^offset, error below 2 ulp and never below 0:
   the exponential deviate of a product of uniforms that were scaled by 2^offset.
   ln(1 + f) = f - (h - s·(h + R)), s = f/(2 + f), h = f²/2, R(s²) = own Chebyshev fit (error 5e-18). */
VECTOR_INLINE f64x8 vector_exponential64(f64x8 x, double offset) {
  i64x8 bits = (i64x8)x;
  i64x8 above = (bits - 0x3fe6a09e667f3bcdLL) >> 52;
  f64x8 k = offset - __builtin_convertvector(above, f64x8);
  f64x8 f = (f64x8)(bits - (above << 52)) - 1.0;
  f64x8 s = f / (2.0 + f);
  f64x8 z = s * s;
  f64x8 p = z * 0x1.2b584aae78a57p-3 + 0x1.39fe606542ddep-3;
  p = p * z + 0x1.7462b4ab2ef6bp-3;
  p = p * z + 0x1.c71c62e5800a1p-3;
  p = p * z + 0x1.2492492df148dp-2;
  p = p * z + 0x1.99999999952e2p-2;
  p = p * z + 0x1.5555555555558p-1;
  f64x8 h = (f * f) * 0.5;
  f64x8 tail = h - s * (h + p * z);
  /* k·ln2_high is exact for |k| < 2^11. */
  f64x8 e = k * 0x1.62e42fefa3800p-1 + (tail - f + k * 0x1.ef35793c76730p-45);
  return vector_select64(e > 0.0, e, (f64x8)0.0);
}

/* exp(x) of doubles, error below 2 ulp on [-700, 700]; below that 0, above that +infinity, NaN stays. */
VECTOR_INLINE f64x8 vector_exp64(f64x8 x) {
  f64x8 bounded = vector_select64(x < 709.0, x, (f64x8)709.0);
  bounded = vector_select64(bounded > -709.0, bounded, (f64x8)-709.0);
  f64x8 shifted = bounded * 1.4426950408889634 + 6755399441055744.0; /* 1.5·2⁵² */
  f64x8 n = shifted - 6755399441055744.0;
  f64x8 r = bounded - n * 0x1.62e42fefa3800p-1;
  r = r - n * 0x1.ef35793c76730p-45;
  f64x8 q = r * 0x1.1f72fc730b4ffp-29 + 0x1.af4ddd84882fep-26;
  q = q * r + 0x1.27e4db67b4303p-22;
  q = q * r + 0x1.71de02375656cp-19;
  q = q * r + 0x1.a01a01a6d7808p-16;
  q = q * r + 0x1.a01a01abe62ddp-13;
  q = q * r + 0x1.6c16c16c162d6p-10;
  q = q * r + 0x1.11111111100dfp-7;
  q = q * r + 0x1.5555555555556p-5;
  q = q * r + 0x1.5555555555557p-3;
  q = q * r + 0.5;
  f64x8 p = (q * r) * r + r + 1.0;
  f64x8 scaled = (f64x8)((i64x8)p + ((i64x8)shifted << 52));
  scaled = vector_select64(x > 700.0, (f64x8)(1.0 / 0.0), scaled);
  scaled = vector_select64(x < -700.0, (f64x8)0.0, scaled);
  return vector_select64(x == x, scaled, x);
}

/* Lanes set in a comparison's mask, as bits: lane i is bit i. */
VECTOR_INLINE uint32_t vector_bits(i32x16 mask) {
  typedef _Bool bits16 __attribute__((ext_vector_type(16)));
  union { bits16 lanes; uint16_t bits; } view = {.lanes = __builtin_convertvector(mask, bits16)};
  return view.bits;
}
VECTOR_INLINE uint32_t vector_bits64(i64x8 mask) {
  typedef _Bool bits8 __attribute__((ext_vector_type(8)));
  union { bits8 lanes; uint8_t bits; } view = {.lanes = __builtin_convertvector(mask, bits8)};
  return view.bits;
}

#endif
