/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arrivals whose delays differ, by the window in which they arrive: bundles of synapses that a spike reaches at one time. */
#include "networks.h"

#include <stdlib.h>
#include <string.h>

#pragma clang fp contract(off)

int networks_line_make(networks_delay_line *line, size_t wanted) {
  size_t count = 1;
  while (count < wanted) count *= 2;
  line->due = calloc(count ? count : 1, sizeof *line->due);
  line->count = count;
  return line->due ? 0 : -1;
}

void networks_line_free(networks_delay_line *line) {
  for (size_t i = 0; i < line->count; i++) free(line->due[i].bundles);
  free(line->due);
}

int networks_line_copy(networks_delay_line *line, const networks_delay_line *other) {
  if (networks_line_make(line, other->count)) return -1;
  for (size_t i = 0; i < other->count; i++) {
    const networks_due *from = other->due + i;
    if (!from->count) continue;
    networks_due *to = line->due + i;
    to->bundles = malloc(from->count * sizeof *to->bundles);
    if (!to->bundles) return -1;
    memcpy(to->bundles, from->bundles, from->count * sizeof *to->bundles);
    to->count = to->capacity = from->count;
  }
  return 0;
}

double networks_border(double window, double duration, double delay) {
  const double shifted = window * duration - delay, before = (window - 1.0) * duration;
  return before < shifted ? before : shifted;
}

static int append(networks_due *due, networks_bundle bundle) {
  if (due->count == due->capacity) {
    const size_t capacity = due->capacity ? 2 * due->capacity : 64;
    networks_bundle *bundles = realloc(due->bundles, capacity * sizeof *bundles);
    if (!bundles) return 0;
    due->bundles = bundles;
    due->capacity = capacity;
  }
  due->bundles[due->count++] = bundle;
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

/* The end of the synapses that have the delay of the first. */
static size_t delay_end(const networks_synapses *synapses, size_t first, size_t end) {
  size_t s = first + 1;
  if (synapses->delay_places) {
    while (s < end && synapses->delay_places[s] == synapses->delay_places[first]) s++;
  } else {
    while (s < end && synapses->delays[s] == synapses->delays[first]) s++;
  }
  return s;
}

int networks_line_take(networks_delay_line *line, const networks_synapses *synapses, uint32_t projection,
                       double time, uint32_t source, uint64_t window, double duration) {
  const double last_moment = next_down(duration), frequency = 1.0 / duration;
  const size_t end = synapses->offsets[source + 1];
  size_t run = synapses->runs ? synapses->runs[source] : 0;
  for (size_t first = synapses->offsets[source], next; first < end; first = next) {
    double delay;
    if (synapses->runs) {
      next = synapses->run_ends[run];
      delay = synapses->delays[synapses->run_places[run++]];
    } else {
      next = delay_end(synapses, first, end);
      delay = synapses->delays[synapses->delay_places ? synapses->delay_places[first] : first];
    }
    /* The window by division, which rounding can take one too far either way. */
    double w = (double)(uint64_t)((time + delay) * frequency);
    while (!(networks_border(w, duration, delay) <= time)) w -= 1.0;
    while (networks_border(w + 1.0, duration, delay) <= time) w += 1.0;
    const uint64_t arriving = (uint64_t)w;
    if (arriving < window) continue;
    double offset = time + delay - w * duration;
    offset = 0.0 >= offset ? 0.0 : offset;
    offset = last_moment < offset ? last_moment : offset;
    const networks_bundle bundle = {offset, projection, (uint32_t)first, (uint32_t)(next - first)};
    if (!append(line->due + (arriving & (line->count - 1)), bundle)) return -1;
  }
  return 0;
}

/* Moves each to its place among those before it; gives up after so many moves. */
static int insert(networks_bundle *bundles, size_t count, size_t moves) {
  for (size_t i = 1; i < count; i++) {
    const networks_bundle bundle = bundles[i];
    size_t place = i;
    for (; place > 0 && bundle.time < bundles[place - 1].time; place--) bundles[place] = bundles[place - 1];
    bundles[place] = bundle;
    if (moves < i - place) return 0;
    moves -= i - place;
  }
  return 1;
}

static void merge(networks_bundle *bundles, size_t count, networks_bundle *other) {
  if (count < 2) return;
  const size_t middle = count / 2;
  merge(bundles, middle, other);
  merge(bundles + middle, count - middle, other);
  memcpy(other, bundles, middle * sizeof *other);
  for (size_t a = 0, b = middle, i = 0; a < middle; i++)
    bundles[i] = b == count || other[a].time <= bundles[b].time ? other[a++] : bundles[b++];
}

int networks_sort_bundles(networks_bundle *bundles, size_t count, double duration) {
  if (count > 16) {
    /* Into as many parts of the window as there are bundles; what is left to move are neighbors. */
    size_t *places = calloc(count + 1, sizeof *places);
    networks_bundle *other = malloc(count * sizeof *other);
    if (!places || !other) {
      free(places), free(other);
      return -1;
    }
    const double scale = (double)count / duration;
    for (size_t i = 0; i < count; i++) {
      const size_t part = (size_t)(bundles[i].time * scale);
      places[(part < count ? part : count - 1) + 1]++;
    }
    for (size_t part = 1; part <= count; part++) places[part] += places[part - 1];
    for (size_t i = 0; i < count; i++) {
      const size_t part = (size_t)(bundles[i].time * scale);
      other[places[part < count ? part : count - 1]++] = bundles[i];
    }
    memcpy(bundles, other, count * sizeof *bundles);
    if (!insert(bundles, count, 8 * count)) merge(bundles, count, other);
    free(places), free(other);
  } else {
    insert(bundles, count, count * count);
  }
  for (size_t i = 1; i < count; i++)
    if (bundles[i].time == bundles[i - 1].time) return 1;
  return 0;
}
