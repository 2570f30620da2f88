/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exact readings of the arrivals, counts and spike times, a vector of neurons at a time
   in double precision. Included once for each instruction set. */

#include "philox.h"

#include <stdlib.h>

typedef struct {
  doubles sum;  /* S after the last block */
  doubles rate; /* λ */
  words neuron;
} exact_lanes;

VECTOR_INLINE void exact_begin(exact_lanes *lanes, const arrivals_request *request, size_t row,
                               size_t column, size_t width) {
  const float *from = request->log_rates + row * request->neurons + column;
  float padded[VECTOR_LANES];
  if (width < VECTOR_LANES) {
    for (size_t lane = 0; lane < VECTOR_LANES; lane++) padded[lane] = lane < width ? from[lane] : -1.0f / 0.0f;
    from = padded;
  }
  lanes->sum = (doubles)0.0;
  lanes->rate = vector_exp64(__builtin_convertvector(*(const floats_unaligned *)from, doubles));
  lanes->neuron = vector_places() + (words)(uint64_t)(request->first_neuron + column);
  if (request->neuron_ids)
    for (size_t lane = 0; lane < width; lane++) lanes->neuron[lane] = request->neuron_ids[column + lane];
}

/* Draws one block: S of its two arrivals. Returns the lanes that have not left the window. */
VECTOR_INLINE longs exact_advance(exact_lanes *lanes, const arrivals_request *request, words trial,
                                  uint32_t block, int want_middle, doubles *middle) {
  words drawn[4];
  philox_lanes((words)(uint64_t)block, lanes->neuron, trial,
                (words)(uint64_t)request->window, request->key[0], request->key[1], drawn);
  words first = (drawn[0] << 32) | (drawn[1] & 0xffffffffu);
  words second = (drawn[2] << 32) | (drawn[3] & 0xffffffffu);
  doubles a = __builtin_convertvector((~first >> 11) + 1, doubles);
  doubles b = __builtin_convertvector((~second >> 11) + 1, doubles);
  if (want_middle) *middle = lanes->sum + vector_exponential64(a, 53.0);
  lanes->sum = lanes->sum + vector_exponential64(a * b, 106.0);
  return lanes->sum < lanes->rate;
}

double KERNEL(expected)(const float *log_rates, size_t count) {
  doubles sum = (doubles)0.0;
  size_t i = 0;
  for (; i + VECTOR_LANES <= count; i += VECTOR_LANES)
    sum += __builtin_convertvector(vector_exp(vector_load(log_rates + i)), doubles);
  double total = 0.0;
  for (; i < count; i++) total += vector_exp((floats)log_rates[i])[0];
  for (int lane = 0; lane < VECTOR_LANES; lane++) total += sum[lane];
  return total;
}

VECTOR_INLINE longs exact_count(exact_lanes lanes, const arrivals_request *request, words trial) {
  longs count = (longs)0;
  for (uint32_t block = 0;; block++) {
    exact_lanes before = lanes;
    doubles middle;
    longs inside = exact_advance(&lanes, request, trial, block, 0, &middle);
    count -= inside + inside; /* a set mask is -1 */
    longs left = ~inside & (before.sum < lanes.rate);
    if (vector_bits64(left)) {
      /* Some neuron left the window in this block: only then does its first arrival matter alone. */
      exact_lanes again = before;
      exact_advance(&again, request, trial, block, 1, &middle);
      count -= left & (middle < lanes.rate);
    }
    /* A neuron that left stays out: S only grows. */
    if (!vector_bits64(inside)) return count;
  }
}

void KERNEL(counts)(const arrivals_request *request, uint32_t *counts) {
  for (size_t row = 0; row < request->trials; row++) {
    uint32_t trial = request->trial_ids ? request->trial_ids[row] : request->first_trial + (uint32_t)row;
    for (size_t column = 0; column < request->neurons; column += VECTOR_LANES) {
      size_t width = request->neurons - column < VECTOR_LANES ? request->neurons - column : VECTOR_LANES;
      exact_lanes lanes;
      exact_begin(&lanes, request, row, column, width);
      const longs count = exact_count(lanes, request, (words)(uint64_t)trial);
      const uints result = __builtin_convertvector(count, uints);
      __builtin_memcpy(counts + row * request->neurons + column, &result, width * sizeof(uint32_t));
    }
  }
}

/* Copies each lane's column of `rows` to its place; `capacity` leaves room for one time too many. */
VECTOR_INLINE double *exact_transpose(const double *rows, longs count, size_t width, uint32_t *counts,
                                      double *to) {
  int64_t length[VECTOR_LANES];
  __builtin_memcpy(length, &count, sizeof length);
  for (size_t lane = 0; lane < width; lane++) {
    int64_t n = length[lane];
    counts[lane] = (uint32_t)n;
    to[0] = rows[lane]; /* silent neurons are overwritten by the next: cheaper than asking */
    for (int64_t i = 1; i < n; i++) to[i] = rows[VECTOR_LANES * i + lane];
    to += n;
  }
  return to;
}

int64_t KERNEL(times)(const arrivals_request *request, const double *starts, double duration,
                      uint32_t *counts, double *times, int64_t capacity) {
  size_t rows = 64; /* spikes a neuron to begin with; doubled when a lane has more */
  double *scratch = malloc(rows * VECTOR_LANES * sizeof(double));
  double *to = times;
  for (size_t row = 0; scratch && row < request->trials; row++) {
    uint32_t trial = request->trial_ids ? request->trial_ids[row] : request->first_trial + (uint32_t)row;
    /* Rounding must not move a spike to the open end of its window. */
    doubles last = (doubles)__builtin_nextafter(starts[row] + duration, starts[row]);
    for (size_t column = 0; column < request->neurons; column += VECTOR_LANES) {
      size_t width = request->neurons - column < VECTOR_LANES ? request->neurons - column : VECTOR_LANES;
      exact_lanes lanes;
      exact_begin(&lanes, request, row, column, width);
      doubles scale = duration / lanes.rate;
      longs count = (longs)0, inside;
      uint32_t block = 0;
      do {
        doubles middle;
        inside = exact_advance(&lanes, request, (words)(uint64_t)trial, block, 1, &middle);
        /* Both sums round on their own; the train must not run backwards. */
        middle = vector_select64(middle < lanes.sum, middle, lanes.sum);
        count -= (middle < lanes.rate) + inside;
        if (2 * (size_t)block + 2 > rows) {
          rows *= 2;
          double *grown = realloc(scratch, rows * VECTOR_LANES * sizeof(double));
          if (!grown) {
            free(scratch);
            return -1;
          }
          scratch = grown;
        }
        doubles first = starts[row] + middle * scale, second = starts[row] + lanes.sum * scale;
        doubles_unaligned *rows_of_block = (doubles_unaligned *)(scratch + 2 * VECTOR_LANES * (size_t)block);
        rows_of_block[0] = vector_select64(first < last, first, last);
        rows_of_block[1] = vector_select64(second < last, second, last);
        block += 1;
      } while (vector_bits64(inside));
      const int64_t total = __builtin_reduce_add(count);
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
