/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hands spikes to their targets, a block of these at a time, and the exponential and logarithm of the vector kernels
   one at a time. */
#include "networks.h"

#include <stdlib.h>
#include <string.h>

#define VECTOR_LANES 1
#include "vector_math.h"

double networks_exp(double x) { return vector_exp64((doubles)x)[0]; }

double networks_minus_log(double x) { return vector_exponential64((doubles)x, 0.0)[0]; }

/* Rows of synapses lie far apart: what a volley some places ahead needs is asked for early. */
enum { OFFSETS_AHEAD = 24, SYNAPSES_AHEAD = 8 };

static inline void look_ahead(const networks_volley *volleys, size_t count, const networks_synapses *synapses,
                              size_t i) {
  if (i + OFFSETS_AHEAD < count) {
    const networks_volley *volley = volleys + i + OFFSETS_AHEAD;
    const networks_synapses *own = synapses + volley->projection;
    if (own->offsets && !own->by_volley) __builtin_prefetch(own->offsets + volley->source);
  }
  if (i + SYNAPSES_AHEAD < count) {
    const networks_volley *volley = volleys + i + SYNAPSES_AHEAD;
    const networks_synapses *own = synapses + volley->projection;
    if (!own->offsets || own->by_volley) return;
    const uint16_t *first = own->targets + own->offsets[volley->source];
    __builtin_prefetch(first);
    __builtin_prefetch(first + 32);
  }
}

void networks_count(const networks_volley *volleys, size_t count, const networks_synapses *synapses,
                    uint32_t *counts, size_t *rows) {
  size_t found = 0;
  for (size_t i = 0; i < count; i++) {
    look_ahead(volleys, count, synapses, i);
    const networks_synapses *own = synapses + volleys[i].projection;
    if (!own->offsets) continue;
    const size_t place = own->by_volley ? i : volleys[i].source;
    const size_t first = own->offsets[place], last = own->offsets[place + 1];
    for (size_t s = first; s < last; s++) counts[own->targets[s]]++;
    found += own->singles || own->doubles ? last - first : first < last;
  }
  *rows += found;
}

void networks_enter(const networks_volley *volleys, size_t count, const networks_synapses *synapses,
                    uint32_t *ends, uint32_t *entries, double *row_times, double *row_weights, size_t *rows) {
  size_t row = *rows;
  for (size_t i = 0; i < count; i++) {
    look_ahead(volleys, count, synapses, i);
    const networks_synapses *own = synapses + volleys[i].projection;
    if (!own->offsets) continue;
    const size_t place = own->by_volley ? i : volleys[i].source;
    const size_t first = own->offsets[place], last = own->offsets[place + 1];
    if (first == last) continue;
    if (own->singles || own->doubles) {
      for (size_t s = first; s < last; s++, row++) {
        entries[ends[own->targets[s]]++] = (uint32_t)row;
        row_times[row] = volleys[i].time;
        row_weights[row] = own->singles ? (double)own->singles[s] : own->doubles[s];
      }
    } else {
      for (size_t s = first; s < last; s++) entries[ends[own->targets[s]]++] = (uint32_t)row;
      row_times[row] = volleys[i].time;
      row_weights[row] = own->weight;
      row++;
    }
  }
  *rows = row;
}

/* Bundles lie far apart, too. */
static inline void look_ahead_of_bundles(const networks_bundle *bundles, size_t count, size_t i,
                                         const networks_synapses *synapses, int weights) {
  if (i + BUNDLES_AHEAD >= count) return;
  const networks_bundle *bundle = bundles + i + BUNDLES_AHEAD;
  const networks_synapses *own = synapses + bundle->projection;
  if (!weights) {
    __builtin_prefetch(own->targets + bundle->first);
    __builtin_prefetch(own->targets + bundle->first + bundle->count - 1);
  } else if (own->singles) {
    __builtin_prefetch(own->singles + bundle->first);
    __builtin_prefetch(own->singles + bundle->first + bundle->count - 1);
  } else if (own->doubles) {
    __builtin_prefetch(own->doubles + bundle->first);
  }
}

void networks_count_bundles(const networks_bundle *bundles, size_t count, const networks_synapses *synapses,
                            const uint32_t *firsts, uint32_t *counts, size_t *rows) {
  for (size_t i = 0; i < count; i++) {
    look_ahead_of_bundles(bundles, count, i, synapses, 0);
    const networks_synapses *own = synapses + bundles[i].projection;
    const uint16_t *targets = own->targets + bundles[i].first;
    uint32_t *counted = counts + firsts[bundles[i].projection];
    for (size_t s = 0; s < bundles[i].count; s++) counted[targets[s]]++;
    *rows += own->singles || own->doubles ? bundles[i].count : 1;
  }
}

void networks_enter_bundles(const networks_bundle *bundles, size_t count, const networks_synapses *synapses,
                            const uint32_t *firsts, uint32_t *ends, uint32_t *entries, double *row_times,
                            double *row_weights, size_t *rows) {
  size_t row = *rows;
  for (size_t i = 0; i < count; i++) {
    look_ahead_of_bundles(bundles, count, i, synapses, 1);
    const networks_synapses *own = synapses + bundles[i].projection;
    const uint16_t *targets = own->targets + bundles[i].first;
    uint32_t *places = ends + firsts[bundles[i].projection];
    if (own->singles || own->doubles) {
      for (size_t s = 0; s < bundles[i].count; s++, row++) {
        entries[places[targets[s]]++] = (uint32_t)row;
        row_times[row] = bundles[i].time;
        row_weights[row] = own->singles ? (double)own->singles[bundles[i].first + s] : own->doubles[bundles[i].first + s];
      }
    } else {
      for (size_t s = 0; s < bundles[i].count; s++) entries[places[targets[s]]++] = (uint32_t)row;
      row_times[row] = bundles[i].time;
      row_weights[row] = own->weight;
      row++;
    }
  }
  *rows = row;
}

uint64_t networks_places(const uint32_t *counts, size_t neurons, uint32_t *ends, uint64_t *offsets) {
  uint64_t total = 0;
  offsets[0] = 0;
  for (size_t n = 0; n < neurons; n++) {
    const uint32_t count = counts[n]; /* which may lie where the place goes */
    ends[n] = (uint32_t)total;
    total += count;
    offsets[n + 1] = total;
  }
  return total;
}

static inline int volley_in_order(const networks_volley *a, const networks_volley *b, const double *weights) {
  if (a->time != b->time) return a->time < b->time;
  return weights[a->projection] <= weights[b->projection];
}

/* The end of the ascending run that begins at `first`. */
static size_t volley_run(const networks_volley *volleys, size_t first, size_t count, const double *weights) {
  size_t end = first + 1;
  while (end < count && volley_in_order(volleys + end - 1, volleys + end, weights)) end++;
  return end;
}

void networks_sort_volleys(networks_volley *volleys, size_t count, const double *weights, networks_volley *other) {
  if (count < 2) return;
  networks_volley *from = volleys, *to = other;
  while (volley_run(from, 0, count, weights) < count) {
    for (size_t first = 0; first < count;) {
      const size_t middle = volley_run(from, first, count, weights);
      const size_t end = middle < count ? volley_run(from, middle, count, weights) : count;
      size_t a = first, b = middle;
      for (size_t i = first; i < end; i++)
        to[i] = a < middle && (b == end || volley_in_order(from + a, from + b, weights)) ? from[a++] : from[b++];
      first = end;
    }
    networks_volley *last = from;
    from = to, to = last;
  }
  if (from != volleys) memcpy(volleys, from, count * sizeof *volleys);
}

/* What entries are sorted by. */
typedef struct {
  const double *times, *weights;
} row_order;

static inline int row_before(row_order order, uint32_t a, uint32_t b) {
  if (order.times[a] != order.times[b]) return order.times[a] < order.times[b];
  return order.weights[a] < order.weights[b];
}

static size_t entry_run(row_order order, const uint32_t *entries, size_t first, size_t count) {
  size_t end = first + 1;
  while (end < count && !row_before(order, entries[end], entries[end - 1])) end++;
  return end;
}

/* Below this many, moving entries one by one is quicker than merging. */
enum { FEW_ENTRIES = 24 };

static void sort_entries(row_order order, uint32_t *entries, size_t count, uint32_t *other) {
  if (count <= FEW_ENTRIES) {
    for (size_t i = 1; i < count; i++) {
      const uint32_t entry = entries[i];
      size_t place = i;
      for (; place > 0 && row_before(order, entry, entries[place - 1]); place--)
        entries[place] = entries[place - 1];
      entries[place] = entry;
    }
    return;
  }
  uint32_t *from = entries, *to = other;
  while (entry_run(order, from, 0, count) < count) {
    for (size_t first = 0; first < count;) {
      const size_t middle = entry_run(order, from, first, count);
      const size_t end = middle < count ? entry_run(order, from, middle, count) : count;
      size_t a = first, b = middle;
      for (size_t i = first; i < end; i++)
        to[i] = a < middle && (b == end || !row_before(order, from[b], from[a])) ? from[a++] : from[b++];
      first = end;
    }
    uint32_t *last = from;
    from = to, to = last;
  }
  if (from != entries) memcpy(entries, from, count * sizeof *entries);
}

int networks_sort_entries(uint32_t *entries, const uint64_t *offsets, size_t neurons, const double *row_times,
                          const double *row_weights) {
  size_t longest = 0;
  for (size_t n = 0; n < neurons; n++)
    if (offsets[n + 1] - offsets[n] > longest) longest = offsets[n + 1] - offsets[n];
  if (longest < 2) return 0;
  uint32_t *other = malloc(longest * sizeof *other);
  if (!other) return -1;
  const row_order order = {row_times, row_weights};
  for (size_t n = 0; n < neurons; n++)
    sort_entries(order, entries + offsets[n], offsets[n + 1] - offsets[n], other);
  free(other);
  return 0;
}
