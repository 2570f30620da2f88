/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From synapses as they are drawn, target after target, to those of a block, source after source. */
#include "networks.h"

#include <stdlib.h>
#include <string.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

/* Memory for synapses, which are read a few at a time from anywhere: where there is much of it, in pages as large as the
   system has, of which the processor finds more at once. */
static void *synapse_memory(size_t bytes) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  enum { HUGE_PAGE = 1 << 21 };
  if (bytes >= 2 * (size_t)HUGE_PAGE) {
    const size_t room = (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
    void *memory = aligned_alloc(HUGE_PAGE, room);
    if (memory) madvise(memory, bytes / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE);
    return memory;
  }
#endif
  return malloc(bytes);
}

typedef struct {
  double delay, weight;
  uint16_t target;
} synapse;

static inline int synapse_before(const synapse *a, const synapse *b) {
  if (a->delay != b->delay) return a->delay < b->delay;
  if (a->target != b->target) return a->target < b->target;
  return a->weight < b->weight;
}

/* Merge sort of a row; `other` has room for as many. */
static void sort_row(synapse *row, size_t count, synapse *other) {
  if (count <= 12) {
    for (size_t i = 1; i < count; i++) {
      const synapse moved = row[i];
      size_t place = i;
      for (; place > 0 && synapse_before(&moved, row + place - 1); place--) row[place] = row[place - 1];
      row[place] = moved;
    }
    return;
  }
  const size_t middle = count / 2;
  sort_row(row, middle, other);
  sort_row(row + middle, count - middle, other);
  memcpy(other, row, middle * sizeof *row);
  for (size_t a = 0, b = middle, i = 0; a < middle; i++)
    row[i] = b == count || !synapse_before(row + b, other + a) ? other[a++] : row[b++];
}

/* Delays that many synapses share: those of a table of 2^16, found by hashing. */
typedef struct {
  double *values;
  uint32_t *slots; /* place + 1, or 0 */
  size_t count;
} delay_table;

enum { TABLE_SIZE = 1 << 16, TABLE_SLOTS = 1 << 18 };

static int table_place(delay_table *table, double delay, uint16_t *place) {
  uint64_t bits;
  memcpy(&bits, &delay, sizeof bits);
  uint32_t slot = (uint32_t)((bits * 0x9e3779b97f4a7c15u) >> 46);
  while (table->slots[slot]) {
    if (table->values[table->slots[slot] - 1] == delay) {
      *place = (uint16_t)(table->slots[slot] - 1);
      return 1;
    }
    slot = (slot + 1) & (TABLE_SLOTS - 1);
  }
  if (table->count == TABLE_SIZE) return 0;
  *place = (uint16_t)table->count;
  table->values[table->count++] = delay;
  table->slots[slot] = (uint32_t)table->count;
  return 1;
}

/* Runs of one delay, where they take fewer bytes than a place for each synapse. Returns -1 where memory is short. */
static int join_delays(networks_synapses *synapses) {
  const uint16_t *places = synapses->delay_places;
  size_t count = 0;
  for (size_t source = 0; source < synapses->sources; source++)
    for (size_t s = synapses->offsets[source]; s < synapses->offsets[source + 1]; s++)
      count += s == synapses->offsets[source] || places[s] != places[s - 1];
  const size_t bytes = (synapses->sources + 1) * sizeof(uint32_t) + count * (sizeof(uint32_t) + sizeof(uint16_t));
  if (bytes >= synapses->count * sizeof(uint16_t)) return 0;
  synapses->runs = malloc((synapses->sources + 1) * sizeof(uint32_t));
  synapses->run_ends = malloc(count * sizeof(uint32_t));
  synapses->run_places = malloc(count * sizeof(uint16_t));
  if (!synapses->runs || !synapses->run_ends || !synapses->run_places) return -1;
  size_t run = 0;
  for (size_t source = 0; source < synapses->sources; source++) {
    synapses->runs[source] = (uint32_t)run;
    for (size_t s = synapses->offsets[source]; s < synapses->offsets[source + 1]; s++) {
      if (s == synapses->offsets[source] || places[s] != places[s - 1]) synapses->run_places[run++] = places[s];
      synapses->run_ends[run - 1] = (uint32_t)(s + 1);
    }
  }
  synapses->runs[synapses->sources] = (uint32_t)run;
  free(synapses->delay_places);
  synapses->delay_places = NULL;
  return 0;
}

/* An index for each delay where there are at most 2^16 of them. Returns -1 where memory is short. */
static int index_delays(networks_synapses *synapses) {
  delay_table table = {malloc(TABLE_SIZE * sizeof(double)), calloc(TABLE_SLOTS, sizeof(uint32_t)), 0};
  uint16_t *places = malloc(synapses->count * sizeof *places);
  if (!table.values || !table.slots || !places) {
    free(table.values), free(table.slots), free(places);
    return -1;
  }
  int few = 1;
  for (size_t s = 0; s < synapses->count && few; s++)
    few = table_place(&table, synapses->delays[s], places + s);
  free(table.slots);
  /* A table nearly as long as the list saves nothing. */
  few = few && table.count * sizeof(double) < synapses->count * (sizeof(double) - sizeof(uint16_t));
  if (!few) {
    free(table.values), free(places);
    return 0;
  }
  free(synapses->delays);
  double *values = realloc(table.values, (table.count ? table.count : 1) * sizeof(double));
  synapses->delays = values ? values : table.values;
  synapses->delay_places = places;
  return join_delays(synapses);
}

/* Weights in single precision where it holds them all. Returns -1 where memory is short. */
static int shorten_weights(networks_synapses *synapses) {
  for (size_t s = 0; s < synapses->count; s++)
    if ((double)(float)synapses->doubles[s] != synapses->doubles[s]) return 0;
  synapses->singles = synapse_memory((synapses->count ? synapses->count : 1) * sizeof *synapses->singles);
  if (!synapses->singles) return -1;
  for (size_t s = 0; s < synapses->count; s++) synapses->singles[s] = (float)synapses->doubles[s];
  free(synapses->doubles);
  synapses->doubles = NULL;
  return 0;
}

/* Puts rows in the order of their delays, or synapses of one target in that of their weights. */
static int sort_rows(networks_synapses *synapses) {
  size_t longest = 0;
  for (size_t s = 0; s < synapses->sources; s++) {
    const size_t length = synapses->offsets[s + 1] - synapses->offsets[s];
    if (length > longest) longest = length;
  }
  if (longest < 2) return 0;
  synapse *row = malloc(2 * longest * sizeof *row);
  if (!row) return -1;
  for (size_t source = 0; source < synapses->sources; source++) {
    const size_t first = synapses->offsets[source], count = synapses->offsets[source + 1] - first;
    for (size_t i = 0; i < count; i++)
      row[i] = (synapse){synapses->delays ? synapses->delays[first + i] : 0.0,
                         synapses->doubles ? synapses->doubles[first + i] : 0.0, synapses->targets[first + i]};
    sort_row(row, count, row + longest);
    for (size_t i = 0; i < count; i++) {
      if (synapses->delays) synapses->delays[first + i] = row[i].delay;
      if (synapses->doubles) synapses->doubles[first + i] = row[i].weight;
      synapses->targets[first + i] = row[i].target;
    }
  }
  free(row);
  return 0;
}

int networks_arrange(networks_synapses *synapses, size_t sources, size_t count, const uint32_t *drawn_sources,
                     const uint16_t *drawn_targets, const double *weights, double weight,
                     const double *delays) {
  const size_t some = count ? count : 1;
  *synapses = (networks_synapses){.sources = sources, .count = count, .weight = weight};
  synapses->offsets = calloc(sources + 2, sizeof(uint32_t));
  synapses->targets = synapse_memory(some * sizeof(uint16_t));
  if (weights) synapses->doubles = malloc(some * sizeof(double));
  if (delays) synapses->delays = malloc(some * sizeof(double));
  if (!synapses->offsets || !synapses->targets || (weights && !synapses->doubles) ||
      (delays && !synapses->delays))
    return -1;
  /* offsets[s + 1] counts up to where the row of s ends while it is filled. */
  uint32_t *ends = synapses->offsets + 1;
  for (size_t i = 0; i < count; i++) ends[drawn_sources[i] + 1]++;
  for (size_t s = 0; s < sources; s++) ends[s + 1] += ends[s];
  for (size_t i = 0; i < count; i++) {
    const uint32_t place = ends[drawn_sources[i]]++;
    synapses->targets[place] = drawn_targets[i];
    if (weights) synapses->doubles[place] = weights[i];
    if (delays) synapses->delays[place] = delays[i];
  }
  if ((weights || delays) && sort_rows(synapses)) return -1;
  if (weights && shorten_weights(synapses)) return -1;
  return delays ? index_delays(synapses) : 0;
}

void networks_release(networks_synapses *synapses) {
  free(synapses->offsets), free(synapses->targets), free(synapses->singles), free(synapses->doubles);
  free(synapses->delay_places), free(synapses->delays);
  free(synapses->runs), free(synapses->run_ends), free(synapses->run_places);
}

size_t networks_size(const networks_synapses *synapses) {
  size_t each = sizeof(uint16_t);
  if (synapses->singles) each += sizeof(float);
  if (synapses->doubles) each += sizeof(double);
  size_t runs = 0;
  if (synapses->runs) {
    runs = (synapses->sources + 1) * sizeof(uint32_t) +
           synapses->runs[synapses->sources] * (sizeof(uint32_t) + sizeof(uint16_t));
  } else if (synapses->delays) {
    each += synapses->delay_places ? sizeof(uint16_t) : sizeof(double);
  }
  return (synapses->sources + 1) * sizeof(uint32_t) + synapses->count * each + runs;
}

bool networks_delays(const networks_synapses *synapses, double *shortest, double *longest) {
  bool any = false;
  if (!synapses->delays) return false;
  const size_t count = synapses->runs ? synapses->runs[synapses->sources] : synapses->count;
  const uint16_t *places = synapses->runs ? synapses->run_places : synapses->delay_places;
  for (size_t s = 0; s < count; s++) {
    const double delay = synapses->delays[places ? places[s] : s];
    *shortest = any && *shortest <= delay ? *shortest : delay;
    *longest = any && *longest >= delay ? *longest : delay;
    any = true;
  }
  return any;
}
