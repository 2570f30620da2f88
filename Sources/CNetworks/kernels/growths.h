/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exponentials of many times. Included once for each instruction set. */
#pragma clang fp contract(off)

void KERNEL(growths)(const double *times, size_t count, double rate, double *growths) {
  size_t i = 0;
  for (; i + VECTOR_LANES <= count; i += VECTOR_LANES) {
    const doubles t = *(const doubles_unaligned *)(times + i);
    *(doubles_unaligned *)(growths + i) = vector_exp64(t * rate);
  }
  if (i == count) return;
  double rest[VECTOR_LANES] = {0.0};
  memcpy(rest, times + i, (count - i) * sizeof(double));
  const doubles last = vector_exp64(*(const doubles_unaligned *)rest * rate);
  memcpy(growths + i, &last, (count - i) * sizeof(double));
}
