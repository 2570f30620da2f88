/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bits.h"
#include "networks.h"
#include <stdio.h>
#include <stdlib.h>

enum { NEURONS = 67, ROWS = 400, PER_NEURON = 40, ENTRIES = NEURONS * PER_NEURON, OUTSIDE = NEURONS * 30 };

static int earlier(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Rising times in (0, 0.1). */
static void moments(double *times, size_t count) {
  bits_draw_doubles(times, count, 0, 0.1);
  qsort(times, count, sizeof *times, earlier);
}

/* Prints what a kernel did to the spikes and to the neurons, and lets go of the spikes. */
static void outcome(const char *kernel, int64_t status, networks_spikes *spikes, const double *state, size_t count) {
  char name[80];
  const double numbers[2] = {(double)status, (double)spikes->count};
  snprintf(name, sizeof name, "%s: outcome", kernel);
  bits_show_doubles(name, numbers, 2);
  snprintf(name, sizeof name, "%s: times", kernel);
  bits_show_doubles(name, spikes->times, spikes->count);
  snprintf(name, sizeof name, "%s: neurons", kernel);
  bits_show_words(name, spikes->neurons, spikes->count);
  snprintf(name, sizeof name, "%s: state", kernel);
  bits_show_doubles(name, state, count);
  free(spikes->times);
  free(spikes->neurons);
}

/* Currents that decay, on the arrivals of the delta synapses: potentials, ready, currents. */
static void bits_of_currents(const networks_arrivals *arrivals, const networks_integration *membrane,
                             const double *drives) {
  static double state[3 * NEURONS];
  for (size_t n = 0; n < NEURONS; n++) {
    state[n] = 0.15 * (double)n;
    state[NEURONS + n] = n % 4 ? 0 : 0.3 + 0.002 * (double)n;
    state[2 * NEURONS + n] = 0.5 * (double)n - 5;
  }
  const networks_currents law = {*membrane, 200};
  networks_spikes spikes = {0};
  const int64_t status =
      networks_integrate_currents(INSTRUCTION_SET_BEST, &law, arrivals, ROWS, OUTSIDE, NEURONS, 10000, state,
                                  state + NEURONS, state + 2 * NEURONS, drives, &spikes);
  outcome("networks_integrate_currents", status, &spikes, state, 3 * NEURONS);
}

/* The same, where arrivals are added up: bundles of a tenth of the synapses each. */
static void bits_of_sums(const networks_synapses *synapses, const networks_integration *membrane, const double *drives) {
  static double state[3 * NEURONS], sums[2 * NEURONS], doubles[ENTRIES];
  static uint32_t counts[NEURONS];
  static float singles[ENTRIES];
  networks_bundle bundles[60];
  for (uint32_t i = 0; i < 60; i++)
    bundles[i] = (networks_bundle){0.1 * (double)(i * 37 % 60) / 60, i % 3, i * 40, 40};
  for (size_t s = 0; s < ENTRIES; s++) singles[s] = 0.01f * (float)(s % 91) - 0.2f, doubles[s] = 0.01 * (double)(s % 77) - 0.2;
  networks_synapses three[3] = {*synapses, *synapses, *synapses};
  three[0].singles = singles;
  three[1].doubles = doubles;
  const uint32_t firsts[3] = {0, 0, 0};
  networks_summing memory = {0};
  networks_summing_reserve(&memory, NEURONS, 1);
  for (size_t n = 0; n < NEURONS; n++) {
    state[n] = 0.15 * (double)n;
    state[NEURONS + n] = n % 4 ? 0 : 0.3 + 0.002 * (double)n;
    state[2 * NEURONS + n] = 0.5 * (double)n - 5;
    counts[n] = (uint32_t)n % 5;
    sums[n] = 1.1 * (double)counts[n], sums[NEURONS + n] = 1.4 * (double)counts[n];
  }
  const networks_currents law = {*membrane, 200};
  const networks_outside outside = {0.3, counts, sums, sums + NEURONS};
  networks_scatter(INSTRUCTION_SET_BEST, &law, bundles, 60, three, firsts, memory.sums);
  bits_show_doubles("networks_scatter", (const double *)memory.sums, 4 * NEURONS);
  const size_t watched = networks_settle(INSTRUCTION_SET_BEST, &law, memory.sums, &outside, 1, NEURONS, state,
                                         state + NEURONS, state + 2 * NEURONS, drives, memory.watched);
  bits_show_words("networks_settle: watched", memory.watched, watched);
  bits_show_doubles("networks_settle: state", state, 3 * NEURONS);
  networks_collect(&memory, bundles, 60, three, firsts, watched);
  bits_show_doubles("networks_collect: times", memory.times, memory.rows);
  bits_show_doubles("networks_collect: weights", memory.weights, memory.rows);
  bits_show_words("networks_collect: entries", memory.entries, memory.rows);
  networks_summing_free(&memory);
}

/* Each kind of membrane with each kind of synapse; potentials in mV, currents scaled to them. */
static void bits_of_membranes(const double *times, const double *weights, const uint64_t *starts) {
  static const char *kinds[] = {"leaky", "exponential", "quadratic"};
  static const char *synapses[] = {"jumps", "exponential currents", "alpha currents", "exponential conductances",
                                   "alpha conductances"};
  static double state[8 * NEURONS], sizes[OUTSIDE];
  for (int kind = 0; kind < 3; kind++) {
    for (int synapse = 0; synapse < 5; synapse++) {
      const int conducts = synapse == networks_exponential_conductances || synapse == networks_alpha_conductances;
      const networks_membrane law = {.kind = kind,
                                     .synapses = synapse,
                                     .rate = kind == networks_quadratic ? 1000 : 50,
                                     .rest = -70,
                                     .threshold = kind == networks_leaky ? -50 : 20,
                                     .reset = -60,
                                     .refractory = 0.002,
                                     .sharpness = 2,
                                     .soft_threshold = -50,
                                     .adaptation_rate = 8,
                                     .coupling = 0.2,
                                     .jump = 5,
                                     .excitation_rate = 200,
                                     .inhibition_rate = 100,
                                     .excitation_reversal = 0,
                                     .inhibition_reversal = -80,
                                     .scale = 130,
                                     .start = 0.3,
                                     .duration = 0.1};
      for (size_t i = 0; i < OUTSIDE; i++)
        sizes[i] = (i % 5 ? 1 : -1) * weights[i] * (conducts ? 0.1 : synapse == networks_jumps ? 1 : 4);
      for (size_t i = 0; i < 8 * NEURONS; i++) state[i] = 0;
      for (size_t n = 0; n < NEURONS; n++) state[n] = -70 + 0.1 * (double)n;
      if (kind == networks_quadratic)
        for (size_t n = 0; n < NEURONS; n++) state[3 * NEURONS + n] = -14;
      networks_spikes spikes = {0};
      const int64_t status = networks_evolve(&law, NEURONS, times, sizes, starts, 10000, state, &spikes);
      char name[80];
      snprintf(name, sizeof name, "networks_evolve: %s, %s", kinds[kind], synapses[synapse]);
      outcome(name, status, &spikes, state, 8 * NEURONS);
    }
  }
  double crossings[40];
  for (int i = 0; i < 20; i++)
    crossings[2 * i] = networks_adapting_crossing(1 + 0.3 * i, 2, 20, 0.5 + i, 3, crossings + 2 * i + 1);
  bits_show_doubles("networks_adapting_crossing", crossings, 40);
}

void bits_of_networks(void) {
  static double row_times[ROWS], row_growths[ROWS], row_weights[ROWS];
  static double times[OUTSIDE], growths[OUTSIDE], weights[OUTSIDE];
  static uint32_t entries[ENTRIES], ends[NEURONS + 1], row_starts[ROWS + 1];
  static uint16_t targets[ENTRIES];
  static networks_volley volleys[ROWS];
  static uint64_t offsets[NEURONS + 1], starts[NEURONS + 1];
  static double potentials[NEURONS], ready[NEURONS], drives[NEURONS];
  bits_restart(6);
  moments(row_times, ROWS);
  networks_growths(INSTRUCTION_SET_BEST, row_times, ROWS, 50, row_growths);
  bits_show_doubles("networks_growths", row_growths, ROWS);
  bits_draw_doubles(row_weights, ROWS, -2, 6);
  for (uint32_t row = 0; row < ROWS; row++)
    for (int i = 0; i < ENTRIES / ROWS; i++) targets[row * (ENTRIES / ROWS) + (uint32_t)i] = (uint16_t)(bits_word() % NEURONS);
  const size_t targeted = ROWS * (ENTRIES / ROWS);
  static uint32_t counts[NEURONS];
  for (uint32_t row = 0; row < ROWS; row++) {
    row_starts[row + 1] = row_starts[row] + ENTRIES / ROWS;
    volleys[row] = (networks_volley){row_times[row], 0, row};
  }
  const networks_synapses synapses = {
      .sources = ROWS, .count = targeted, .offsets = row_starts, .targets = targets, .weight = 1};
  size_t rows = 0;
  networks_count(volleys, ROWS, &synapses, counts, &rows);
  bits_show_words("networks_count", counts, NEURONS);
  for (size_t n = 0; n < NEURONS; n++) {
    offsets[n + 1] = offsets[n] + counts[n];
    ends[n] = (uint32_t)offsets[n];
    starts[n + 1] = starts[n] + 30;
    moments(times + starts[n], 30);
  }
  static double entered_times[ROWS], entered_weights[ROWS];
  rows = 0;
  networks_enter(volleys, ROWS, &synapses, ends, entries, entered_times, entered_weights, &rows);
  bits_show_words("networks_enter", entries, targeted);
  networks_growths(INSTRUCTION_SET_BEST, times, OUTSIDE, 50, growths);
  bits_draw_doubles(weights, OUTSIDE, 0, 3);
  bits_draw_doubles(potentials, NEURONS, 0, 10);
  bits_draw_doubles(ready, NEURONS, 0.29, 0.31);
  bits_draw_doubles(drives, NEURONS, 0, 25);
  const networks_arrivals arrivals = {row_times, row_growths, row_weights, entries, offsets,
                                      times,     growths,     weights,     starts,  0};
  const networks_integration law = {20, 10, 0.002, 0, 50, 0.3, 0.1};
  networks_spikes spikes = {0};
  const int64_t status = networks_integrate(INSTRUCTION_SET_BEST, &law, &arrivals, ROWS, 0, NEURONS, 10000,
                                            potentials, ready, drives, &spikes);
  const double outcome[2] = {(double)status, (double)spikes.count};
  bits_show_doubles("networks_integrate", outcome, 2);
  bits_show_doubles("networks_integrate: times", spikes.times, spikes.count);
  bits_show_words("networks_integrate: neurons", spikes.neurons, spikes.count);
  bits_show_doubles("networks_integrate: potentials", potentials, NEURONS);
  bits_show_doubles("networks_integrate: ready", ready, NEURONS);
  free(spikes.times);
  free(spikes.neurons);
  bits_of_currents(&arrivals, &law, drives);
  bits_of_sums(&synapses, &law, drives);
  bits_of_membranes(times, weights, starts);
  for (int n = 0; n < NEURONS; n++) {
    potentials[n] = networks_exp(drives[n] - 12);
    ready[n] = networks_minus_log((drives[n] + 0.5) / 32);
  }
  bits_show_doubles("networks_exp", potentials, NEURONS);
  bits_show_doubles("networks_minus_log", ready, NEURONS);

  /* Entries out of order, and arrivals of which several are of one instant. */
  for (uint32_t row = 0; row < ROWS; row++) row_times[row] = row_times[row - row % 3];
  for (size_t e = 0; e < targeted; e++) entries[e] = (uint32_t)(e * 7919 % ROWS);
  networks_sort_entries(entries, offsets, NEURONS, row_times, row_weights);
  bits_show_words("networks_sort_entries", entries, targeted);
  static uint32_t sources[ENTRIES];
  static double delays[ENTRIES];
  for (size_t e = 0; e < targeted; e++) sources[e] = bits_word() % 9;
  bits_draw_doubles(delays, targeted, 0.001, 0.004);
  networks_synapses arranged;
  networks_arrange(&arranged, 9, targeted, sources, targets, NULL, 0.5, delays);
  networks_delay_line line;
  networks_line_make(&line, 7);
  for (uint32_t source = 0; source < 9; source++)
    networks_line_take(&line, &arranged, 0, 0.0123 + 1e-5 * source, source, 13, 0.001);
  size_t taken = 0;
  for (size_t i = 0; i < line.count; i++) {
    const networks_due *due = line.due + i;
    networks_sort_bundles(due->bundles, due->count, 0.001);
    for (size_t b = 0; b < due->count; b++)
      for (size_t s = 0; s < due->bundles[b].count; s++, taken++) {
        delays[taken] = due->bundles[b].time;
        entries[taken] = arranged.targets[due->bundles[b].first + s];
      }
  }
  bits_show_doubles("networks_line_take: times", delays, taken);
  bits_show_words("networks_line_take: targets", entries, taken);
  networks_line_free(&line);
  networks_release(&arranged);
  for (int pairs = 0; pairs < 2; pairs++) {
    const networks_procedure procedure = pairs ? networks_procedure_of_pairs(0x123456789abcdef, 40.0f, false, 2, 9000)
                                               : networks_procedure_of_degree(0x123456789abcdef, 900, 1, 9000);
    static uint16_t drawn[4200];
    size_t total = 0;
    for (uint32_t source = 0; source < 5; source++) {
      const size_t count = networks_draw_targets(INSTRUCTION_SET_BEST, &procedure, source, drawn);
      for (size_t i = 0; i < count && total < ENTRIES; i++) entries[total++] = drawn[i];
    }
    bits_show_words(pairs ? "networks_draw_targets: pairs" : "networks_draw_targets: degree", entries, total);
  }
}
