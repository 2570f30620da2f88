/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sixteen floats at the edge of an array, and sixteen rows of them turned. */
#pragma clang fp contract(off)

/* The first `count` floats, zeros behind them. */
VECTOR_INLINE floats lanes_load(const float *from, long count) {
  if (count >= VECTOR_LANES) return vector_load(from);
  floats value = 0;
  for (long lane = 0; lane < count; lane++) value[lane] = from[lane];
  return value;
}

VECTOR_INLINE void lanes_store(float *to, floats value, long count) {
  if (count >= VECTOR_LANES) {
    vector_store(to, value);
    return;
  }
  for (long lane = 0; lane < count; lane++) to[lane] = value[lane];
}

#define LOW_HALVES 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define HIGH_HALVES 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31

/* Rows become columns: dealing the two halves of the rows together like cards, four times. */
VECTOR_INLINE void lanes_transpose(floats rows[VECTOR_LANES]) {
#pragma clang loop unroll(full)
  for (int round = 0; round < 4; round++) {
    floats dealt[VECTOR_LANES];
#pragma clang loop unroll(full)
    for (int i = 0; i < VECTOR_LANES / 2; i++) {
      dealt[2 * i] = __builtin_shufflevector(rows[i], rows[i + VECTOR_LANES / 2], LOW_HALVES);
      dealt[2 * i + 1] = __builtin_shufflevector(rows[i], rows[i + VECTOR_LANES / 2], HIGH_HALVES);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < VECTOR_LANES; i++) rows[i] = dealt[i];
  }
}
