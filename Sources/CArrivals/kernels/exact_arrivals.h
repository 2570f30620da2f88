/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exact readings of the arrivals, counts and spike times, sixteen neurons at a time in
   double precision. Included once for each instruction set. */

#include "philox.h"

#include <stdlib.h>

typedef struct {
  f64x16 sum;  /* S after the last block */
  f64x16 rate; /* λ */
  u64x16 neuron;
} exact_lanes;

VECTOR_INLINE void exact_begin(exact_lanes *lanes, const arrivals_request *request, size_t row,
                               size_t column, size_t width) {
  const float *from = request->log_rates + row * request->neurons + column;
  float padded[16];
  if (width < 16) {
    for (size_t lane = 0; lane < 16; lane++) padded[lane] = lane < width ? from[lane] : -1.0f / 0.0f;
    from = padded;
  }
  lanes->sum = (f64x16)0.0;
  lanes->rate = vector_exp64(__builtin_convertvector(*(const f32x16_unaligned *)from, f64x16));
  lanes->neuron = (u64x16){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15} + (u64x16)(uint64_t)(request->first_neuron + column);
  if (request->neuron_ids)
    for (size_t lane = 0; lane < width; lane++) lanes->neuron[lane] = request->neuron_ids[column + lane];
}

/* Draws one block: S of its two arrivals. Returns the lanes that have not left the window. */
VECTOR_INLINE i64x16 exact_advance(exact_lanes *lanes, const arrivals_request *request, uint32_t trial,
                                  uint32_t block, int want_middle, f64x16 *middle) {
  u64x16 words[4];
  philox_lanes((u64x16)(uint64_t)block, lanes->neuron, (u64x16)(uint64_t)trial,
                (u64x16)(uint64_t)request->window, request->key[0], request->key[1], words);
  u64x16 first = (words[0] << 32) | (words[1] & 0xffffffffu);
  u64x16 second = (words[2] << 32) | (words[3] & 0xffffffffu);
  f64x16 a = __builtin_convertvector((~first >> 11) + 1, f64x16);
  f64x16 b = __builtin_convertvector((~second >> 11) + 1, f64x16);
  if (want_middle) *middle = lanes->sum + vector_exponential64(a, 53.0);
  lanes->sum = lanes->sum + vector_exponential64(a * b, 106.0);
  return lanes->sum < lanes->rate;
}

double ARRIVALS_KERNEL(expected)(const float *log_rates, size_t count) {
  f64x16 sum = (f64x16)0.0;
  size_t i = 0;
  for (; i + 16 <= count; i += 16)
    sum += __builtin_convertvector(vector_exp(vector_load(log_rates + i)), f64x16);
  double total = 0.0;
  for (; i < count; i++) total += vector_exp((f32x16)log_rates[i])[0];
  for (int lane = 0; lane < 16; lane++) total += sum[lane];
  return total;
}

void ARRIVALS_KERNEL(counts)(const arrivals_request *request, uint32_t *counts) {
  for (size_t row = 0; row < request->trials; row++) {
    uint32_t trial = request->trial_ids ? request->trial_ids[row] : request->first_trial + (uint32_t)row;
    for (size_t column = 0; column < request->neurons; column += 16) {
      size_t width = request->neurons - column < 16 ? request->neurons - column : 16;
      exact_lanes lanes;
      exact_begin(&lanes, request, row, column, width);
      i64x16 count = (i64x16)0;
      uint32_t block = 0;
      for (;;) {
        exact_lanes before = lanes;
        f64x16 middle;
        i64x16 inside = exact_advance(&lanes, request, trial, block, 0, &middle);
        count -= inside + inside; /* a set mask is -1 */
        i64x16 left = ~inside & (before.sum < lanes.rate);
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

/* Copies each lane's column of `rows` to its place; `capacity` leaves room for one time too many. */
VECTOR_INLINE double *exact_transpose(const double *rows, i64x16 count, size_t width, uint32_t *counts,
                                      double *to) {
  for (size_t lane = 0; lane < width; lane++) {
    int64_t n = count[lane];
    counts[lane] = (uint32_t)n;
    to[0] = rows[lane]; /* silent neurons are overwritten by the next: cheaper than asking */
    for (int64_t i = 1; i < n; i++) to[i] = rows[16 * i + lane];
    to += n;
  }
  return to;
}

int64_t ARRIVALS_KERNEL(times)(const arrivals_request *request, const double *starts, double duration,
                               uint32_t *counts, double *times, int64_t capacity) {
  size_t rows = 64;
  double *scratch = malloc(rows * 16 * sizeof(double));
  double *to = times;
  for (size_t row = 0; scratch && row < request->trials; row++) {
    uint32_t trial = request->trial_ids ? request->trial_ids[row] : request->first_trial + (uint32_t)row;
    /* Rounding must not move a spike to the open end of its window. */
    f64x16 last = (f64x16)__builtin_nextafter(starts[row] + duration, starts[row]);
    for (size_t column = 0; column < request->neurons; column += 16) {
      size_t width = request->neurons - column < 16 ? request->neurons - column : 16;
      exact_lanes lanes;
      exact_begin(&lanes, request, row, column, width);
      f64x16 scale = duration / lanes.rate;
      i64x16 count = (i64x16)0, inside;
      uint32_t block = 0;
      do {
        f64x16 middle;
        inside = exact_advance(&lanes, request, trial, block, 1, &middle);
        /* Both sums round on their own; the train must not run backwards. */
        middle = vector_select64(middle < lanes.sum, middle, lanes.sum);
        count -= (middle < lanes.rate) + inside;
        if (2 * (size_t)block + 2 > rows) {
          rows *= 2;
          double *grown = realloc(scratch, rows * 16 * sizeof(double));
          if (!grown) {
            free(scratch);
            return -1;
          }
          scratch = grown;
        }
        f64x16 first = starts[row] + middle * scale, second = starts[row] + lanes.sum * scale;
        f64x16_unaligned *rows_of_block = (f64x16_unaligned *)(scratch + 32 * (size_t)block);
        rows_of_block[0] = vector_select64(first < last, first, last);
        rows_of_block[1] = vector_select64(second < last, second, last);
        block += 1;
      } while (vector_bits64(inside));
      int64_t total = 0;
      for (int lane = 0; lane < 16; lane++) total += count[lane];
      if (to + total >= times + capacity) {
        free(scratch);
        return -1;
      }
      to = exact_transpose(scratch, count, width, counts + row * request->neurons + column, to);
    }
  }
  if (!scratch) return -1;
  free(scratch);
  return to - times;
}
