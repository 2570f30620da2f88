/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Interspike in C: exact Poisson spike trains, their counts, and counts with slopes, whole or relaxed.

   Every number is a pure function of its address (seed, purpose, window, trial, neuron): the same for any
   number of calls, any split of the arrays, any number of threads and any instruction set
   (docs/SEED-CONTRACT.md). Nothing here keeps a state, so all functions may be called from many threads at
   once, on one population too.

   Every function that can fail returns a status, INTERSPIKE_OK when it did what is asked. Otherwise it has
   written nothing but what is said below, and interspike_error_message() says in a sentence what was wrong,
   until the next failure in the same thread.

   Arrays are row-major and belong to the caller. */
#ifndef INTERSPIKE_H
#define INTERSPIKE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Grows when a function or its meaning changes; new functions leave it alone. */
#define INTERSPIKE_ABI_VERSION 1

/* The INTERSPIKE_ABI_VERSION of the library that is loaded. */
uint32_t interspike_abi_version(void);

/* The version of the random streams; numbers of equal versions are equal. What is declared here draws the same
   numbers in version 2 as in version 1. */
uint32_t interspike_stream_version(void);

/* The seed of a named stream under a seed, to be put into an address: `interspike sample --seed 7 --stream input`
   draws what interspike_stream_seed(7, "input") does here. The numbers of different names, and those of the seed
   itself, are independent. Null and "" name the seed itself. */
uint64_t interspike_stream_seed(uint64_t seed, const char *stream);

typedef int32_t interspike_status;
enum {
  INTERSPIKE_OK = 0,
  /* An argument is outside its domain, or a null pointer. */
  INTERSPIKE_INVALID_ARGUMENT = 1,
  /* The spikes do not fit; the number needed has been written. */
  INTERSPIKE_BUFFER_TOO_SMALL = 2
};

/* What the last failure in this thread was, in UTF-8; empty before the first. */
const char *interspike_error_message(void);

/* Whose draws: trial and neuron are those of the first row and the first column of an array. */
typedef struct interspike_address {
  uint64_t seed;
  /* What the numbers are for; null for "simulation". Purposes share no number. */
  const char *purpose;
  uint32_t window;
  uint32_t trial;
  uint32_t neuron;
} interspike_address;

/* f of the relaxed count z = sum over arrivals of f((1 - t)/T), t in windows. */
typedef int32_t interspike_indicator;
enum {
  INTERSPIKE_SIGMOID = 0,
  INTERSPIKE_LINEAR = 1,
  INTERSPIKE_CUBIC = 2,
  INTERSPIKE_QUINTIC = 3,
  INTERSPIKE_COSINE = 4
};

/* ---- Any log-rates ------------------------------------------------------------------------------------

   log_rates[trials, neurons] is the natural logarithm of the expected count in the window; -infinity for
   silence; NaN and rates above 1e6 a window are refused. */

/* Exact counts, counts[trials, neurons]. */
interspike_status interspike_counts(const interspike_address *address, const float *log_rates,
                                    size_t trials, size_t neurons, uint32_t *counts);

/* Relaxed counts and their slopes dz/d log rate, both [trials, neurons], at a temperature T in (0, 1]. */
interspike_status interspike_relaxed_counts(const interspike_address *address, const float *log_rates,
                                            size_t trials, size_t neurons,
                                            interspike_indicator indicator, double temperature,
                                            float *counts, float *slopes);

/* Exact counts z and slopes w of finite order, both [trials, neurons]: the mean of w * f'(z) is the derivative of the
   mean of f(z) with respect to the log rate, exactly, for every polynomial f of degree `order`, 2 or 3.
       order 2: w = (z + rate)/2       order 3: w = (5 rate + (8 + (1 - z)/rate) z)/12
   The counts are those of interspike_counts, as floats. Backward pass of a loss: its derivative with respect to each
   count, times w. */
interspike_status interspike_finite_order_counts(const interspike_address *address,
                                                 const float *log_rates, size_t trials,
                                                 size_t neurons, int32_t order, float *counts,
                                                 float *slopes);

/* Spike times in seconds from the beginning of the window, neuron after neuron within trial after trial,
   ascending in each; counts[trials, neurons] says how many belong to each. `total` is their number, also
   when it is above `capacity` and INTERSPIKE_BUFFER_TOO_SMALL is returned; `counts` and `times` then hold
   nothing of use. With room for one spike more than there are, they are drawn straight into `times`. */
interspike_status interspike_times(const interspike_address *address, const float *log_rates,
                                   size_t trials, size_t neurons, double window_duration,
                                   uint32_t *counts, double *times, size_t capacity, size_t *total);

/* ---- A population of constant rates ------------------------------------------------------------------- */

/* Independent Poisson neurons; never changed once opened. */
typedef struct interspike_population interspike_population;

/* Opens a population of neurons at rates in Hz, time being cut into windows of so many seconds.
   Refused: NaN, negative and infinite rates, rates above 1e9 Hz or 1e6 spikes a window. */
interspike_status interspike_population_open(const double *hertz, size_t neurons,
                                             double window_duration,
                                             interspike_population **population);

/* Closes it; null is let pass. */
void interspike_population_close(interspike_population *population);

/* Exact counts of `neurons` neurons from address->neuron on, counts[neurons]. */
interspike_status interspike_population_counts(const interspike_population *population,
                                               const interspike_address *address, size_t neurons,
                                               uint32_t *counts);

/* Relaxed counts and slopes of `neurons` neurons from address->neuron on. */
interspike_status interspike_population_relaxed_counts(const interspike_population *population,
                                                       const interspike_address *address,
                                                       size_t neurons,
                                                       interspike_indicator indicator,
                                                       double temperature, float *counts,
                                                       float *slopes);

/* Spike times in seconds from time 0, where window w lasts from w to w + 1 durations; else as
   interspike_times. With purpose null these are the spikes of `interspike sample`. Two populations under one seed fire
   together: give one of them the seed of a named stream. */
interspike_status interspike_population_times(const interspike_population *population,
                                              const interspike_address *address, size_t neurons,
                                              uint32_t *counts, double *times, size_t capacity,
                                              size_t *total);

#ifdef __cplusplus
}
#endif
#endif
