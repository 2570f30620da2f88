/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bits.h"
#include "networks.h"
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
    networks_line_take(&line, &arranged, 0.0123 + 1e-5 * source, source, 100, 13, 0.001);
  size_t taken = 0;
  for (size_t i = 0; i < line.count; i++)
    for (size_t a = 0; a < line.due[i].count; a++, taken++) {
      delays[taken] = line.due[i].arrivals[a].time;
      entries[taken] = line.due[i].arrivals[a].target;
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
