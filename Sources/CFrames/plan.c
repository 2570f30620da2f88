/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double tau = 6.28318530717958647692528676655900577;

static float *memory(long count) {
  float *floats = NULL;
  if (count < 1) count = 1;
  if (posix_memalign((void **)&floats, 64, (size_t)count * sizeof(float)) != 0) return NULL;
  memset(floats, 0, (size_t)count * sizeof(float));
  return floats;
}

/* The factors, fours first: they cost least for each bit of length. */
static int factor(long length, long *radices) {
  int count = 0;
  while (length % 4 == 0) radices[count++] = 4, length /= 4;
  for (long prime = 2; length > 1; prime++) {
    if (prime * prime > length) prime = length;
    while (length % prime == 0) radices[count++] = prime, length /= prime;
  }
  return count;
}

static void root(float *pair, long power, long length) {
  const double angle = tau * (double)(power % length) / (double)length;
  pair[0] = (float)cos(angle);
  pair[1] = (float)-sin(angle);
}

static int line_make(frames_line *line, long length) {
  line->length = length;
  line->passes = factor(length, line->radices);
  long rest = length;
  for (int pass = 0; pass < line->passes; pass++) {
    const long radix = line->radices[pass], m = rest / radix;
    line->twiddles[pass] = memory(2 * m * (radix - 1));
    line->roots[pass] = memory(2 * radix);
    if (!line->twiddles[pass] || !line->roots[pass]) return 0;
    for (long p = 0; p < m; p++)
      for (long j = 1; j < radix; j++)
        root(line->twiddles[pass] + 2 * (p * (radix - 1) + j - 1), p * j, rest);
    for (long k = 0; k < radix; k++) root(line->roots[pass] + 2 * k, k, radix);
    rest = m;
  }
  return 1;
}

static void line_free(frames_line *line) {
  for (int pass = 0; pass < line->passes; pass++) {
    free(line->twiddles[pass]);
    free(line->roots[pass]);
  }
}

static long largest_radix(const frames_line *line) {
  long largest = 1;
  for (int pass = 0; pass < line->passes; pass++)
    if (line->radices[pass] > largest) largest = line->radices[pass];
  return largest;
}

frames_plan *frames_plan_make(long width, long height) {
  frames_plan *plan = calloc(1, sizeof *plan);
  if (!plan) return NULL;
  plan->width = width;
  plan->height = height;
  plan->half = (width + 1) / 2;
  plan->lines = height / 2 + 1;
  plan->padded_lines = (plan->lines + FRAMES_LANES - 1) / FRAMES_LANES * FRAMES_LANES;
  const long longest = width > height ? width : height;
  int made = line_make(&plan->across, width) && line_make(&plan->down, height);
  plan->real = memory(width * plan->padded_lines);
  plan->imaginary = memory(width * plan->padded_lines);
  made = made && plan->real && plan->imaginary;
  for (int i = 0; i < 4; i++) made = (plan->blocks[i] = memory(longest * FRAMES_LANES)) && made;
  const long across = largest_radix(&plan->across), down = largest_radix(&plan->down);
  plan->sums = memory(4 * FRAMES_LANES * ((across > down ? across : down) / 2 + 1));
  if (made && plan->sums) return plan;
  frames_plan_free(plan);
  return NULL;
}

void frames_plan_free(frames_plan *plan) {
  if (!plan) return;
  line_free(&plan->across);
  line_free(&plan->down);
  free(plan->real);
  free(plan->imaginary);
  for (int i = 0; i < 4; i++) free(plan->blocks[i]);
  free(plan->sums);
  free(plan);
}

long frames_plan_lines(const frames_plan *plan) { return plan->padded_lines; }

long frames_contrast_scratch(const frames_window *window) {
  const long padded = (window->width + FRAMES_LANES - 1) / FRAMES_LANES * FRAMES_LANES;
  return window->height * padded + padded + window->side + FRAMES_LANES;
}
