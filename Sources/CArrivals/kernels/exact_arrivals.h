/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exact readings of the arrivals, counts and spike times, eight neurons at a time in double
   precision. Included once for each instruction set. */

#include "philox.h"

#include <stdlib.h>

typedef struct {
  f64x8 sum;  /* S after the last block */
  f64x8 rate; /* λ */
  u64x8 neuron;
} exact_lanes;

VECTOR_INLINE void exact_begin(exact_lanes *lanes, const arrivals_request *request, size_t row,
                               size_t column, size_t width) {
  f64x8 log_rates = (f64x8)(-1.0 / 0.0);
  lanes->neuron = (u64x8){0, 1, 2, 3, 4, 5, 6, 7} + (u64x8)(uint64_t)(request->first_neuron + column);
  for (size_t lane = 0; lane < width; lane++) {
    log_rates[lane] = (double)request->log_rates[row * request->neurons + column + lane];
    if (request->neuron_ids) lanes->neuron[lane] = request->neuron_ids[column + lane];
  }
  lanes->sum = (f64x8)0.0;
  lanes->rate = vector_exp64(log_rates);
}

/* Draws one block: S of its two arrivals. Returns the lanes that have not left the window. */
VECTOR_INLINE i64x8 exact_advance(exact_lanes *lanes, const arrivals_request *request, uint32_t trial,
                                  uint32_t block, int want_middle, f64x8 *middle) {
  u64x8 words[4];
  philox_lanes8((u64x8)(uint64_t)block, lanes->neuron, (u64x8)(uint64_t)trial,
                (u64x8)(uint64_t)request->window, request->key[0], request->key[1], words);
  u64x8 first = (words[0] << 32) | (words[1] & 0xffffffffu);
  u64x8 second = (words[2] << 32) | (words[3] & 0xffffffffu);
  f64x8 a = __builtin_convertvector((~first >> 11) + 1, f64x8);
  f64x8 b = __builtin_convertvector((~second >> 11) + 1, f64x8);
  if (want_middle) *middle = lanes->sum + vector_exponential64(a, 53.0);
  lanes->sum = lanes->sum + vector_exponential64(a * b, 106.0);
  return lanes->sum < lanes->rate;
}

void ARRIVALS_KERNEL(counts)(const arrivals_request *request, uint32_t *counts) {
  for (size_t row = 0; row < request->trials; row++) {
    uint32_t trial = request->trial_ids ? request->trial_ids[row] : request->first_trial + (uint32_t)row;
    for (size_t column = 0; column < request->neurons; column += 8) {
      size_t width = request->neurons - column < 8 ? request->neurons - column : 8;
      exact_lanes lanes;
      exact_begin(&lanes, request, row, column, width);
      i64x8 count = (i64x8)0;
      uint32_t block = 0;
      for (;;) {
        exact_lanes before = lanes;
        f64x8 middle;
        i64x8 inside = exact_advance(&lanes, request, trial, block, 0, &middle);
        count -= inside + inside; /* a set mask is -1 */
        i64x8 left = ~inside & (before.sum < lanes.rate);
        if (vector_bits64(left)) {
          /* Some neuron left the window in this block: only then does its first arrival matter alone. */
          exact_lanes again = before;
          exact_advance(&again, request, trial, block, 1, &middle);
          count -= left & (middle < lanes.rate);
        }
        /* A neuron that left stays out: S only grows. */
        if (!vector_bits64(inside)) break;
        block += 1;
      }
      for (size_t lane = 0; lane < width; lane++)
        counts[row * request->neurons + column + lane] = (uint32_t)count[lane];
    }
  }
}

int64_t ARRIVALS_KERNEL(times)(const arrivals_request *request, const double *starts, double duration,
                               uint32_t *counts, double *times, int64_t capacity) {
  size_t rows = 64;
  double *scratch = malloc(rows * 8 * sizeof(double));
  if (!scratch) return -1;
  int64_t total = 0;
  for (size_t row = 0; row < request->trials; row++) {
    uint32_t trial = request->trial_ids ? request->trial_ids[row] : request->first_trial + (uint32_t)row;
    double end = starts[row] + duration;
    /* Rounding must not move a spike to the open end of its window. */
    double last = __builtin_nextafter(end, starts[row]);
    for (size_t column = 0; column < request->neurons; column += 8) {
      size_t width = request->neurons - column < 8 ? request->neurons - column : 8;
      exact_lanes lanes;
      exact_begin(&lanes, request, row, column, width);
      i64x8 count = (i64x8)0, inside;
      uint32_t block = 0;
      do {
        f64x8 middle;
        inside = exact_advance(&lanes, request, trial, block, 1, &middle);
        count -= (middle < lanes.rate) + inside;
        if (2 * (size_t)block + 2 > rows) {
          double *grown = realloc(scratch, 2 * rows * 8 * sizeof(double));
          if (!grown) {
            free(scratch);
            return -1;
          }
          scratch = grown;
          rows *= 2;
        }
        f64x8 first = starts[row] + (middle / lanes.rate) * duration;
        f64x8 second = starts[row] + (lanes.sum / lanes.rate) * duration;
        f64x8_unaligned *to = (f64x8_unaligned *)(scratch + 16 * (size_t)block);
        to[0] = vector_select64(first < last, first, (f64x8)last);
        to[1] = vector_select64(second < last, second, (f64x8)last);
        block += 1;
      } while (vector_bits64(inside));
      for (size_t lane = 0; lane < width; lane++) {
        int64_t n = count[lane];
        counts[row * request->neurons + column + lane] = (uint32_t)n;
        if (total + n > capacity) {
          free(scratch);
          return -1;
        }
        for (int64_t i = 0; i < n; i++) times[total + i] = scratch[8 * i + lane];
        total += n;
      }
    }
  }
  free(scratch);
  return total;
}
