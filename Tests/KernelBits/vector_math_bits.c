/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bits.h"
#include "vector_math.h"

enum { COUNT = 65536 };

void bits_of_vector_math(void) {
  static float x[COUNT], y[COUNT];
  static double a[COUNT], b[COUNT];
  bits_restart(1);
  bits_draw(x, COUNT, -95, 95);
  for (int i = 0; i < COUNT; i += VECTOR_LANES) vector_store(y + i, vector_exp(vector_load(x + i)));
  bits_show("vector_exp", y, COUNT);
  bits_draw(x, COUNT, 1e-30, 4);
  for (int i = 0; i < COUNT; i += VECTOR_LANES) vector_store(y + i, vector_log(vector_load(x + i)));
  bits_show("vector_log", y, COUNT);
  bits_draw_doubles(a, COUNT, -720, 720);
  for (int i = 0; i < COUNT; i += VECTOR_LANES)
    *(doubles_unaligned *)(b + i) = vector_exp64(*(doubles_unaligned *)(a + i));
  bits_show_doubles("vector_exp64", b, COUNT);
  bits_draw_doubles(a, COUNT, 0x1p-53, 1);
  for (int i = 0; i < COUNT; i += VECTOR_LANES)
    *(doubles_unaligned *)(b + i) = vector_exponential64(*(doubles_unaligned *)(a + i), 0);
  bits_show_doubles("vector_exponential64", b, COUNT);
}
