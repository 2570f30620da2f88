/* SPDX-License-Identifier: GPL-3.0-or-later */
// 3 × 3 convolutions by Winograd's algorithm beside oneDNN's own, one thread, A B A B, on the shapes of the models:
//
//   flags="-O2 -I Sources/CConvolution/include -I Sources/CConvolution -I Sources/CVectorMath/include"
//   clang $flags -Dwinograd_suits=never_suits -Dconvolution_forward=plain_forward \
//     -Dconvolution_input_slope=plain_input_slope -Dconvolution_weight_slope=plain_weight_slope \
//     -c Sources/CConvolution/convolution.c -o plain.o
//   clang $flags Sources/CConvolution/*.c plain.o Tests/Benchmarks/peers/onednn_convolution.c \
//     -ldnnl -lm -lpthread -o onednn_convolution && ./onednn_convolution
//
// Another oneDNN than the system's: the include folder and the options of the linker in tools/onednn3-check.sh.
#include "convolution.h"
#include <dnnl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 61, WARM_UP = 3, TRIALS = 25, SHAPES = 9 };

int plain_forward(struct convolution_geometry, const float *, const float *, const float *, float *);
int plain_input_slope(struct convolution_geometry, const float *, const float *, float *);
int plain_weight_slope(struct convolution_geometry, const float *, const float *, float *, float *);
int never_suits(const struct convolution_geometry *geometry) { return 0; }

static double microseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static float *numbers(long count) {
  float *floats = aligned_alloc(64, (size_t)(count + 15) / 16 * 64);
  for (long i = 0; i < count; i++) floats[i] = (float)(rand() & 0xffff) / 65536.0f - 0.5f;
  return floats;
}

int main(void) {
  static const long sides[SHAPES] = {16, 8, 4, 26, 13, 7, 4, 14, 28};
  static const long channels[SHAPES] = {32, 64, 128, 32, 64, 128, 256, 32, 16};
  static const char *const names[] = {"forward", "input slope", "weight slope"};
  const dnnl_version_t *version = dnnl_version();
  double logarithms = 0;
  printf("oneDNN %d.%d.%d\n", version->major, version->minor, version->patch);
  for (int shape = 0; shape < SHAPES; shape++) {
    const long side = sides[shape], c = channels[shape];
    const struct convolution_geometry g = {TRIALS, side, side, c, c, 3, 3, 1, 1};
    const long count = TRIALS * side * side * c, weights = 9 * c * c;
    float *x = numbers(count), *y = numbers(count), *z = numbers(count);
    float *w = numbers(weights), *dw = numbers(weights), *b = numbers(c), *db = numbers(c);
    printf("%ld x %ld, %ld channels:", side, side, c);
    for (int d = 0; d < 3; d++) {
      double ours[ROUNDS], theirs[ROUNDS];
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        const double first = microseconds();
        int failed = d == 0   ? convolution_forward(g, x, w, b, y)
                     : d == 1 ? convolution_input_slope(g, y, w, z)
                              : convolution_weight_slope(g, x, y, dw, db);
        const double second = microseconds();
        failed |= d == 0   ? plain_forward(g, x, w, b, y)
                  : d == 1 ? plain_input_slope(g, y, w, z)
                           : plain_weight_slope(g, x, y, dw, db);
        const double third = microseconds();
        if (failed) return 1;
        if (round >= 0) ours[round] = second - first, theirs[round] = third - second;
      }
      qsort(ours, ROUNDS, sizeof *ours, ascending);
      qsort(theirs, ROUNDS, sizeof *theirs, ascending);
      const double ratio = ours[ROUNDS / 2] / theirs[ROUNDS / 2];
      logarithms += log(ratio);
      printf("  %s %.0f, %.0f us (%.0f %%)", names[d], ours[ROUNDS / 2], theirs[ROUNDS / 2],
             100 * ratio);
    }
    printf("\n");
    free(x), free(y), free(z), free(w), free(dw), free(b), free(db);
  }
  printf("oneDNN reaches %.0f %% of our speed (geometric mean)\n",
         100 * exp(logarithms / (3 * SHAPES)));
}
