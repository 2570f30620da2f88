/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arrivals whose delays differ, kept by the window in which they arrive: each synapse of a spike is looked at once. */
#include "networks.h"

#include <stdlib.h>
#include <string.h>

#pragma clang fp contract(off)

int networks_line_make(networks_delay_line *line, size_t count) {
  line->due = calloc(count ? count : 1, sizeof *line->due);
  line->count = count;
  return line->due ? 0 : -1;
}

void networks_line_free(networks_delay_line *line) {
  for (size_t i = 0; i < line->count; i++) free(line->due[i].arrivals);
  free(line->due);
}

int networks_line_copy(networks_delay_line *line, const networks_delay_line *other) {
  if (networks_line_make(line, other->count)) return -1;
  for (size_t i = 0; i < other->count; i++) {
    const networks_due *from = other->due + i;
    if (!from->count) continue;
    networks_due *to = line->due + i;
    to->arrivals = malloc(from->count * sizeof *to->arrivals);
    if (!to->arrivals) return -1;
    memcpy(to->arrivals, from->arrivals, from->count * sizeof *to->arrivals);
    to->count = to->capacity = from->count;
  }
  return 0;
}

double networks_border(double window, double duration, double delay) {
  const double shifted = window * duration - delay, before = (window - 1.0) * duration;
  return before < shifted ? before : shifted;
}

static int append(networks_due *due, networks_arrival arrival) {
  if (due->count == due->capacity) {
    const size_t capacity = due->capacity ? 2 * due->capacity : 64;
    networks_arrival *arrivals = realloc(due->arrivals, capacity * sizeof *arrivals);
    if (!arrivals) return 0;
    due->arrivals = arrivals;
    due->capacity = capacity;
  }
  due->arrivals[due->count++] = arrival;
  return 1;
}

/* The largest double below a positive one. */
static double next_down(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  bits--;
  memcpy(&x, &bits, sizeof bits);
  return x;
}

int networks_line_take(networks_delay_line *line, const networks_synapses *synapses, double time,
                       uint32_t source, uint32_t first, uint64_t window, double duration) {
  const double last_moment = next_down(duration);
  double delay = -1.0, offset = 0.0;
  uint64_t arriving = 0;
  for (size_t s = synapses->offsets[source]; s < synapses->offsets[source + 1]; s++) {
    const double own = synapses->delays[synapses->delay_places ? synapses->delay_places[s] : s];
    if (own != delay) {
      delay = own;
      /* The window by division, which rounding can take one too far either way. */
      double w = (double)(uint64_t)((time + delay) / duration);
      while (!(networks_border(w, duration, delay) <= time)) w -= 1.0;
      while (networks_border(w + 1.0, duration, delay) <= time) w += 1.0;
      arriving = (uint64_t)w;
      offset = time + delay - w * duration;
      offset = 0.0 >= offset ? 0.0 : offset;
      offset = last_moment < offset ? last_moment : offset;
    }
    if (arriving < window) continue;
    const double weight = synapses->singles   ? (double)synapses->singles[s]
                          : synapses->doubles ? synapses->doubles[s]
                                              : synapses->weight;
    const networks_arrival arrival = {offset, weight, first + synapses->targets[s]};
    if (!append(line->due + arriving % line->count, arrival)) return -1;
  }
  return 0;
}
