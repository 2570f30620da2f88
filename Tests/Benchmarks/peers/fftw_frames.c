/* SPDX-License-Identifier: GPL-3.0-or-later */
// The filter of whole frames beside the same by FFTW in single precision (Debian: libfftw3-dev), one thread, A B A B:
//
//   clang -O2 -I Sources/CFrames/include -I Sources/CVectorMath/include Sources/CFrames/*.c \
//     Tests/Benchmarks/peers/fftw_frames.c -lfftw3f -lm -o fftw_frames && ./fftw_frames
#include "frames.h"
#include <fftw3.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 301, WARM_UP = 5 };

static double milliseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static float gain_at(long u, long width, long v, long height) {
  const double across = (2 * u < width ? u : u - width) / (double)width;
  const double down = (2 * v < height ? v : v - height) / (double)height;
  const double frequency = sqrt(across * across + down * down);
  return (float)(frequency * exp(-pow(frequency / 0.4, 4)) / (double)(width * height));
}

static void compare(long width, long height, unsigned effort, const char *name) {
  frames_plan *plan = frames_plan_make(width, height);
  const long lines = frames_plan_lines(plan), half = width / 2 + 1, count = width * height;
  float *gain = calloc((size_t)(width * lines), sizeof(float));
  float *gain_of_rows = malloc((size_t)(height * half) * sizeof(float));
  for (long u = 0; u < width; u++)
    for (long v = 0; v <= height / 2; v++) gain[u * lines + v] = gain_at(u, width, v, height);
  for (long v = 0; v < height; v++)
    for (long u = 0; u < half; u++) gain_of_rows[v * half + u] = gain_at(u, width, v, height);
  float *frame = fftwf_alloc_real((size_t)count), *ours = fftwf_alloc_real((size_t)count);
  float *theirs = fftwf_alloc_real((size_t)count);
  fftwf_complex *plane = fftwf_alloc_complex((size_t)(height * half));
  const double before = milliseconds();
  fftwf_plan there = fftwf_plan_dft_r2c_2d((int)height, (int)width, theirs, plane, effort);
  fftwf_plan back = fftwf_plan_dft_c2r_2d((int)height, (int)width, plane, theirs, effort);
  const double planning = milliseconds() - before;
  for (long i = 0; i < count; i++) frame[i] = (float)(rand() & 0xffff) / 65536.0f;

  static double a[ROUNDS], b[ROUNDS];
  for (int round = -WARM_UP; round < ROUNDS; round++) {
    const double first = milliseconds();
    frames_filter(FRAMES_BEST, plan, gain, frame, 0.5f, ours);
    const double second = milliseconds();
    for (long i = 0; i < count; i++) theirs[i] = frame[i] - 0.5f;
    fftwf_execute(there);
    for (long i = 0; i < height * half; i++)
      plane[i][0] *= gain_of_rows[i], plane[i][1] *= gain_of_rows[i];
    fftwf_execute(back);
    const double third = milliseconds();
    if (round >= 0) a[round] = second - first, b[round] = third - second;
  }
  double worst = 0;
  for (long i = 0; i < count; i++) worst = fmax(worst, fabs(ours[i] - theirs[i]));
  qsort(a, ROUNDS, sizeof *a, ascending);
  qsort(b, ROUNDS, sizeof *b, ascending);
  printf("%ldx%ld: ours %.2f ms, FFTW (%s, planned in %.0f ms) %.2f ms: %.2f times; largest difference %.1g\n",
         width, height, a[ROUNDS / 2], name, planning, b[ROUNDS / 2], b[ROUNDS / 2] / a[ROUNDS / 2],
         worst);
  frames_plan_free(plan);
}

int main(void) {
  for (int run = 0; run < 2; run++) {
    compare(640, 352, FFTW_MEASURE, "measure");
    compare(720, 405, FFTW_MEASURE, "measure");
  }
}
