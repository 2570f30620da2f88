/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bits.h"
#include "frames.h"
#include <stdlib.h>

enum { LARGEST = 96 * 72, SIDE = 5 };

static float x[LARGEST], y[LARGEST], detail[LARGEST], spread[LARGEST];

static void filter(long width, long height) {
  frames_plan *plan = frames_plan_make(width, height);
  const long lines = frames_plan_lines(plan);
  float *gain = calloc((size_t)(width * lines), sizeof *gain);
  for (long u = 0; u < width; u++)
    for (long v = 0; v <= height / 2; v++) {
      const long across = u < width - u ? u : width - u;
      gain[u * lines + v] = 1.0f / (float)((1 + across + v) * width * height);
    }
  bits_draw(x, (size_t)(width * height), 0, 1);
  frames_filter(INSTRUCTION_SET_BEST, plan, gain, x, 0.5f, y);
  bits_show("frames_filter", y, (size_t)(width * height));
  free(gain);
  frames_plan_free(plan);
}

void bits_of_frames(void) {
  enum { WIDTH = 53, HEIGHT = 31, COUNT = WIDTH * HEIGHT };
  bits_restart(5);
  filter(96, 72);  /* radices 2, 3, 4 */
  filter(70, 66);  /* 2, 5, 7; 2, 3, 11 */
  filter(53, 31);  /* primes */
  bits_draw(x, COUNT, 0, 1);
  double sums[2];
  frames_moments(INSTRUCTION_SET_BEST, x, WIDTH, HEIGHT, sums, sums + 1);
  bits_show_doubles("frames_moments", sums, 2);
  float profile[SIDE], across[WIDTH], down[HEIGHT];
  bits_draw(profile, SIDE, 0.1, 1);
  bits_draw(across, WIDTH, 0.4, 0.5);
  bits_draw(down, HEIGHT, 0.4, 0.5);
  const frames_window window = {profile, SIDE, across, down, WIDTH, HEIGHT};
  float *scratch = calloc((size_t)frames_contrast_scratch(&window), sizeof *scratch);
  const double sum = frames_contrast(INSTRUCTION_SET_BEST, &window, x, y, detail, spread, scratch);
  bits_show_doubles("frames_contrast", &sum, 1);
  bits_show("frames_contrast: local", y, COUNT);
  bits_show("frames_contrast: spread", spread, COUNT);
  frames_divide(INSTRUCTION_SET_BEST, detail, spread, 0.1f, COUNT, detail);
  bits_show("frames_divide", detail, COUNT);
  frames_multiply(INSTRUCTION_SET_BEST, detail, spread, y, COUNT, x);
  bits_show("frames_multiply", x, COUNT);
  free(scratch);
}
