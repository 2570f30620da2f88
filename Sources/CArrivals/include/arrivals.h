/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arrivals of a [trials, neurons] array and their readings.

   Interval pair b of (key, window, trial, neuron) is the Philox block with counter (b, neuron, trial,
   window). A block holds two 64-bit draws; draw d stands for the uniform 1 - floor(d / 2^11)/2^53 in
   (0, 1], and the exponential interval is minus its logarithm, exactly as gsl_ran_exponential makes it
   from a generator that returns d. Arrival times in units of the mean interval:
       S[2b] = S[2b-1] - ln u[2b],   S[2b+1] = S[2b-1] - ln(u[2b]·u[2b+1]),   S[-1] = 0,
   and arrival i falls into the window when S[i] < rate. */
#ifndef INTERSPIKE_ARRIVALS_H
#define INTERSPIKE_ARRIVALS_H

#include "instruction_sets.h"
#include <stddef.h>
#include <stdint.h>

/* Which arrivals: whose, when, under which key. Index i of a row or column stands for trial
   trial_ids[i] (or first_trial + i where trial_ids is null), and likewise for neurons. */
typedef struct {
  uint32_t key[2];
  uint32_t window;
  uint32_t first_trial;
  uint32_t first_neuron;
  const uint32_t *trial_ids;
  const uint32_t *neuron_ids;
  size_t trials;
  size_t neurons;
  /* Logarithm of the expected count in the window, [trials, neurons] row-major; -infinity is rate 0. */
  const float *log_rates;
} arrivals_request;

typedef enum {
  ARRIVALS_SIGMOID = 0,
  ARRIVALS_LINEAR = 1,
  ARRIVALS_CUBIC = 2,
  ARRIVALS_QUINTIC = 3,
  ARRIVALS_COSINE = 4,
} arrivals_indicator;

/* Relaxed counts and their slopes d count / d log-rate, both [trials, neurons].
   Terms beyond `horizon` (in windows) are left out: 1 + temperature for compact indicators. */
void arrivals_relaxed_counts(instruction_set set, const arrivals_request *request,
                             arrivals_indicator indicator, float temperature, float horizon,
                             float saturation, float *counts, float *slopes);

/* Up to which power of a count a gradient is exact. */
typedef enum {
  ARRIVALS_SECOND_ORDER = 2,
  ARRIVALS_THIRD_ORDER = 3,
} arrivals_order;

/* Exact counts z and slopes w, both [trials, neurons], under which E w·f'(z) is d E f(z) / d log-rate for every
   polynomial f of that order: w = (z + rate)/2, or (5·rate + (8 + (1 - z)/rate)·z)/12. */
void arrivals_finite_order(instruction_set set, const arrivals_request *request, arrivals_order order,
                           float *counts, float *slopes);

/* Exact counts, [trials, neurons]. */
void arrivals_counts(instruction_set set, const arrivals_request *request, uint32_t *counts);

/* Spike times, neuron after neuron within trial after trial: start[trial] + S/rate·duration, below
   start[trial] + duration. Writes the number of spikes of each [trial, neuron] to `counts` and returns the
   total, or -1 when `capacity` did not hold them and one more. */
int64_t arrivals_times(instruction_set set, const arrivals_request *request,
                       const double *starts, double duration, uint32_t *counts, double *times,
                       int64_t capacity);

/* Σ e^(t·rate) over the same times of each neuron of the first trial, for a window that begins at 0 and two rates at least 0,
   the slower first; and how many times there are. */
void arrivals_growth_sums(instruction_set set, const arrivals_request *request, double duration,
                          double slow_rate, double fast_rate, uint32_t *counts, double *slow, double *fast);

/* The same spikes of one window, from `start` to `end`, as a list of the neurons that fired:
   neurons[i] = row·neurons + column, rising, and counts[i] ≥ 1 times each, in the order of the list; no time
   lies at `end` or after it. Without `times` only counts are drawn. neurons and counts hold one more than neurons can fire:
   trials·neurons + 1, with `times` also capacity + 1 where that is less.
   Writes how many fired to `active` and returns their spikes, or -1 when `capacity` did not hold them. */
int64_t arrivals_spikes(instruction_set set, const arrivals_request *request, double start,
                        double end, double duration, uint32_t *neurons, uint32_t *counts,
                        double *times, int64_t capacity, int64_t *active);

/* How many windows from the request's on, up to `windows`, pass before one in which a neuron of its first trial
   may fire: all of those are silent, to the bit; the one after them may be too. 0 at once where a window expects
   half a spike or more. */
uint64_t arrivals_silent_windows(instruction_set set, const arrivals_request *request,
                                 uint64_t windows);

/* The expected number of spikes in all, to single precision. */
double arrivals_expected(instruction_set set, const float *log_rates, size_t count);

/* Index of the first log-rate that is NaN or above `limit`, or -1. */
int64_t arrivals_first_invalid(const float *log_rates, size_t count, float limit);

#endif
