/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory for arrivals as sums, and the arrivals of those neurons for which sums are not enough. */
#include "networks.h"

#include <stdlib.h>
#include <string.h>

int networks_summing_reserve(networks_summing *memory, size_t neurons, size_t inputs) {
  if (neurons > memory->neurons) {
    /* A vector more than there are neurons. */
    const size_t room = (neurons + 31) & ~(size_t)15;
    free(memory->sums), free(memory->slots), free(memory->watched), free(memory->offsets);
    memory->sums = aligned_alloc(64, room * sizeof *memory->sums);
    memory->slots = calloc(room, sizeof *memory->slots);
    memory->watched = malloc(room * sizeof *memory->watched);
    memory->offsets = malloc((room + 1) * sizeof *memory->offsets);
    memory->neurons = neurons;
    if (!memory->sums || !memory->slots || !memory->watched || !memory->offsets) return -1;
    memset(memory->sums, 0, room * sizeof *memory->sums);
  }
  if (neurons * inputs > memory->outside_room) {
    free(memory->outside_counts), free(memory->outside_sums);
    memory->outside_room = neurons * inputs;
    memory->outside_counts = malloc(memory->outside_room * sizeof *memory->outside_counts);
    memory->outside_sums = malloc(2 * memory->outside_room * sizeof *memory->outside_sums);
    if (!memory->outside_counts || !memory->outside_sums) return -1;
  }
  return 0;
}

void networks_summing_free(networks_summing *memory) {
  free(memory->sums), free(memory->slots), free(memory->watched), free(memory->offsets);
  free(memory->outside_counts), free(memory->outside_sums);
  free(memory->owners), free(memory->entries), free(memory->times), free(memory->weights);
}

static int reserve_rows(networks_summing *memory, size_t rows) {
  if (rows <= memory->room) return 1;
  const size_t room = rows + rows / 2 + 1024;
  uint32_t *owners = realloc(memory->owners, room * sizeof *owners);
  if (owners) memory->owners = owners;
  uint32_t *entries = realloc(memory->entries, room * sizeof *entries);
  if (entries) memory->entries = entries;
  double *times = realloc(memory->times, room * sizeof *times);
  if (times) memory->times = times;
  double *weights = realloc(memory->weights, room * sizeof *weights);
  if (weights) memory->weights = weights;
  if (!owners || !entries || !times || !weights) return 0;
  memory->room = room;
  return 1;
}

int networks_collect(networks_summing *memory, const networks_bundle *bundles, size_t count,
                     const networks_synapses *synapses, const uint32_t *firsts, size_t watched) {
  for (size_t i = 0; i < watched; i++) memory->slots[memory->watched[i]] = (uint16_t)(i + 1);
  memset(memory->offsets, 0, (watched + 1) * sizeof *memory->offsets);
  size_t rows = 0;
  for (size_t i = 0; i < count; i++) {
    const networks_synapses *own = synapses + bundles[i].projection;
    const uint16_t *slots = memory->slots + firsts[bundles[i].projection];
    const size_t first = bundles[i].first, end = first + bundles[i].count;
    if (!reserve_rows(memory, rows + bundles[i].count)) return -1;
    for (size_t s = first; s < end; s++) {
      const uint16_t slot = slots[own->targets[s]];
      if (!slot) continue;
      memory->offsets[slot]++;
      memory->owners[rows] = (uint32_t)slot - 1;
      memory->times[rows] = bundles[i].time;
      memory->weights[rows] = own->singles ? (double)own->singles[s] : own->doubles ? own->doubles[s] : own->weight;
      rows++;
    }
  }
  for (size_t i = 0; i < watched; i++) memory->slots[memory->watched[i]] = 0;
  /* offsets[i] counts up to where those of i end while they are filled. */
  for (size_t i = 0; i < watched; i++) memory->offsets[i + 1] += memory->offsets[i];
  for (size_t row = 0; row < rows; row++) memory->entries[memory->offsets[memory->owners[row]]++] = (uint32_t)row;
  for (size_t i = watched; i > 0; i--) memory->offsets[i] = memory->offsets[i - 1];
  memory->offsets[0] = 0;
  memory->rows = rows;
  return networks_sort_entries(memory->entries, memory->offsets, watched, memory->times, memory->weights);
}
