/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INTERSPIKE_FRAMES_PLAN_H
#define INTERSPIKE_FRAMES_PLAN_H

#include "frames.h"

enum { FRAMES_MOST_FACTORS = 40 };

/* A complex transform along one line, by Stockham's self-sorting passes. */
typedef struct {
  long length;
  int passes;
  long radices[FRAMES_MOST_FACTORS];
  /* For each pass, m·(radix - 1) pairs (cosine, sine) of exp(-2πi·p·j/n), p = 0 ..< m, j = 1 ..< radix. */
  float *twiddles[FRAMES_MOST_FACTORS];
  /* For each pass with a radix of none of 2 and 4, pairs of exp(-2πi·k/radix), k = 0 ..< radix. */
  float *roots[FRAMES_MOST_FACTORS];
} frames_line;

struct frames_plan {
  long width;
  long height;
  /* Columns in the left half, which the first transforms take as real parts. */
  long half;
  /* height/2 + 1, and that rounded up to whole lanes. */
  long lines;
  long padded_lines;
  frames_line across;
  frames_line down;
  /* The half transform, [width, padded_lines]. */
  float *real;
  float *imaginary;
  /* Four blocks of one line by sixteen lanes: two complex buffers that passes write in turn. */
  float *blocks[4];
  /* Sums and differences of a pass of a large radix. */
  float *sums;
};

#endif
