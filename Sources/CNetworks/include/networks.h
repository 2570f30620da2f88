/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loops of networks of spiking neurons: handing spikes to their targets, and leaky integration
   from arrival to arrival.

   All times are seconds from the beginning of the window at hand. The same bits on every instruction set. */
#ifndef INTERSPIKE_NETWORKS_H
#define INTERSPIKE_NETWORKS_H

#include "instruction_sets.h"
#include <stddef.h>
#include <stdint.h>

/* exp x. */
double networks_exp(double x);

/* -ln x for a normal x in (0, 1]. */
double networks_minus_log(double x);

/* growths[i] = exp(times[i]·rate). */
void networks_growths(instruction_set set, const double *times, size_t count, double rate,
                      double *growths);

/* counts[targets[i]] += 1. */
void networks_count(const uint32_t *targets, size_t count, uint32_t *counts);

/* Enters a row with each of its targets: entries[ends[target]++] = row. */
void networks_enter(const uint32_t *targets, size_t count, uint32_t row, uint32_t *ends,
                    uint32_t *entries);

/* The same with a row of its own for each target: row, row + 1, … */
void networks_enter_each(const uint32_t *targets, size_t count, uint32_t row, uint32_t *ends,
                         uint32_t *entries);

/* What arrives at the neurons of a population in a window.

   Neuron n receives the rows entries[offsets[n]] … entries[offsets[n + 1] - 1], which are in order of time,
   and the arrivals times[starts[n]] … times[starts[n + 1] - 1] from outside, likewise. Arrivals of equal times
   act together. Growths are e^(t/τ). */
typedef struct {
  const double *row_times, *row_growths, *row_weights; /* `rows` of each */
  const uint32_t *entries;
  const uint64_t *offsets;
  const double *times, *growths;
  const double *weights; /* null where every arrival from outside weighs `weight` */
  const uint64_t *starts; /* null where nothing comes from outside */
  double weight;
} networks_arrivals;

/* Leaky integrate-and-fire neurons with delta synapses. */
typedef struct {
  double threshold;  /* may be +infinity */
  double reset;      /* below the threshold */
  double refractory; /* seconds */
  double rest;
  double rate;       /* 1/τ */
  double start;      /* of the window, in seconds from time 0 */
  double duration;   /* of the window */
} networks_integration;

/* Spikes as they are found, neuron after neuron; `times` and `neurons` are made by malloc. */
typedef struct {
  double *times;
  uint32_t *neurons;
  size_t count, capacity;
} networks_spikes;

/* Takes neurons first ..< last through the window, in which `rows` rows of arrivals are known.

   potentials: V at the beginning, then at the end; ready: when a neuron integrates again, in seconds from time
   0; drives: what a steady current adds to the potential a neuron tends to. Returns 0, or -1 where memory is
   short, or n + 1 where neuron n fires more than `limit` times in the window. */
int64_t networks_integrate(instruction_set set, const networks_integration *law,
                           const networks_arrivals *arrivals, size_t rows, size_t first, size_t last,
                           size_t limit, double *potentials, double *ready, const double *drives,
                           networks_spikes *spikes);

#endif
