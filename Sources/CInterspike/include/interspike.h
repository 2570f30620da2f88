/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Interspike in C: exact spike trains of Poisson and other neurons, their counts, and counts with slopes, whole or
   relaxed.

   Every number is a pure function of its address (seed, purpose, window, trial, neuron): the same for any
   number of calls, any split of the arrays, any number of threads and any instruction set
   (docs/SEED-CONTRACT.md). Only streams keep a state, so all functions may be called from many threads at
   once, on one population or process too.

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

/* Grows with what is declared here. A library of one version does all that earlier ones do. */
#define INTERSPIKE_ABI_VERSION 2

/* The INTERSPIKE_ABI_VERSION of the library that is loaded; it does what this header says when it is at least the
   header's. Libraries of version 1 lack this function. */
uint32_t interspike_newest_abi_version(void);

/* Always 1: programs built against version 1 use a library that answers so, and they can. */
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

/* ---- Other point processes, since version 2 -------------------------------------------------------------

   Here time is a stretch in seconds from 0 on, and the spikes those of the same process in Swift. Of an address, seed,
   trial and neuron count; window must be 0 and purpose null, for each process has purposes of its own. Two
   processes under one seed fire together: give one of them the seed of a named stream. */

/* Neurons of one kind of process; never changed once opened. */
typedef struct interspike_process interspike_process;

/* Closes it; null is let pass. Streams of it may go on. */
void interspike_process_close(interspike_process *process);

/* The neurons of a population of constant rates. */
interspike_status interspike_process_of_population(const interspike_population *population,
                                                   interspike_process **process);

/* Neurons that fire at rates in Hz on average and cannot fire for dead_times[neurons] seconds after each spike. */
interspike_status interspike_open_refractory(const double *hertz, const double *dead_times,
                                             size_t neurons, interspike_process **process);

/* Neurons whose intervals are gamma of shapes[neurons], 0.01 to 1e6; 1 is Poisson. */
interspike_status interspike_open_gamma(const double *hertz, const double *shapes, size_t neurons,
                                        interspike_process **process);

/* Poisson neurons whose rates are hertz[steps, neurons] from borders[step] to borders[step + 1] seconds; there are
   steps + 1 borders, ascending from 0 on, and no spikes outside them. */
interspike_status interspike_open_stepped(const double *borders, size_t steps, const double *hertz,
                                          size_t neurons, double window_duration,
                                          interspike_process **process);

/* Poisson neurons at hertz * (1 + modulations * sin(2 pi frequencies t + phases)), all [neurons]; modulations are 0 to
   1, phases in radians. */
interspike_status interspike_open_sinusoidal(const double *hertz, const double *modulations,
                                             const double *frequencies, const double *phases,
                                             size_t neurons, double window_duration,
                                             interspike_process **process);

/* Poisson neurons that copy each spike of one mother, which fires at mother_hertz, with copy_probabilities[neurons],
   and fire at private_hertz[neurons] besides. The counts of two neurons have the covariance
   mother_hertz * p_1 * p_2 * duration. */
interspike_status interspike_open_correlated(double mother_hertz, const double *copy_probabilities,
                                             const double *private_hertz, size_t neurons,
                                             double window_duration,
                                             interspike_process **process);

/* Independent Poisson neurons drawn as one: a spike in order of time costs the same however many neurons there are. */
interspike_status interspike_open_pooled(const double *hertz, size_t neurons,
                                         double window_duration, interspike_process **process);

/* Spike times of `neurons` neurons from address->neuron on, from `begin` to before `end` seconds, neuron after neuron;
   counts[neurons]. `total` and `capacity` as in interspike_times. Refused, since a draw cannot be interrupted: more than
   1e8 expected spikes of one neuron, 1e10 of all or 1e11 windows; dead times and gamma intervals count from 0 s on.
   Streams have no such bounds after `begin`. */
interspike_status interspike_process_times(const interspike_process *process,
                                           const interspike_address *address, size_t neurons,
                                           double begin, double end, uint64_t *counts,
                                           double *times, size_t capacity, size_t *total);

/* The spikes of a process in order of time, taken bit by bit. One thread at a time may take from it. */
typedef struct interspike_stream interspike_stream;

/* Opens the stream of all neurons from `begin` to before `end` seconds; `end` may be infinite. */
interspike_status interspike_stream_open(const interspike_process *process,
                                         const interspike_address *address, double begin,
                                         double end, interspike_stream **stream);

/* Takes the next spikes before `until` seconds, at most `capacity` of them, which may be 0; `total` is their number. If
   it is below `capacity`, there are no more before `until`. */
interspike_status interspike_stream_next(interspike_stream *stream, double until, double *times,
                                         uint32_t *neurons, size_t capacity, size_t *total);

/* Closes it; null is let pass. */
void interspike_stream_close(interspike_stream *stream);

/* ---- Numbers as spikes, since version 2 ------------------------------------------------------------------ */

/* How numbers become spikes; never changed once opened. */
typedef struct interspike_code interspike_code;

/* Closes it; null is let pass. */
void interspike_code_close(interspike_code *code);

/* The larger, the faster: numbers 0 to 1 are rates from minimum_hertz to maximum_hertz. */
interspike_status interspike_open_rate_code(double minimum_hertz, double maximum_hertz,
                                            interspike_code **code);

/* The larger, the sooner: a number x of 0 to 1 is one spike after time_constant * ln(x/(x - threshold)) seconds. */
interspike_status interspike_open_latency_code(double time_constant, double threshold,
                                               interspike_code **code);

/* Neurons that each prefer a value: baseline + (peak - baseline) * exp(-(x - preferred)^2/(2 width^2)) Hz. On a circle of
   a `period` above 0, distances are taken the short way round; 0 for values on a line. */
interspike_status interspike_open_tuning_code(const double *preferred, size_t neurons, double width,
                                              double baseline_hertz, double peak_hertz,
                                              double period, interspike_code **code);

/* How many neurons speak for a number: 1, or those of a tuning code. */
size_t interspike_code_neurons(const interspike_code *code);

/* The rates of the neurons that speak for values[count], hertz[count, interspike_code_neurons]. Refused for
   latencies, which are no rates. */
interspike_status interspike_code_rates(const interspike_code *code, const double *values,
                                        size_t count, double *hertz);

/* The spikes of all neurons while stimuli[stimuli, numbers] are shown one after the other, each for `trials` windows of
   `window` seconds: presentation p lasts from p to p + 1 windows. Neuron n speaks for number n divided by
   interspike_code_neurons; counts[numbers * interspike_code_neurons]. Of the address only the seed counts. With that of
   the stream "encode" these are the spikes of `interspike encode`. `total` and `capacity` as in interspike_times.
   Refused: more than 1e8 expected spikes or presentations of one neuron, or 1e10 spikes of all. */
interspike_status interspike_encode(const interspike_code *code, const interspike_address *address,
                                    const float *stimuli, size_t stimuli_count, size_t numbers,
                                    size_t trials, double window, uint64_t *counts,
                                    double *times, size_t capacity, size_t *total);

#ifdef __cplusplus
}
#endif
#endif
