/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exponential currents whose arrivals are added up as they are handed out, neuron by neuron, and never listed but for
   the few neurons that may fire. Included once for each instruction set, after currents.h. */
#pragma clang fp contract(off)

typedef double currents_sums __attribute__((ext_vector_type(4), aligned(32)));

int KERNEL(scatter)(const networks_currents *law, const networks_bundle *bundles, size_t count,
                    const networks_synapses *synapses, const uint32_t *firsts, networks_sum *sums) {
  if (!count) return 0;
  const size_t room = (count + 1 + VECTOR_LANES) & ~(size_t)1;
  currents_growth *growths = malloc(room * sizeof *growths + count * sizeof(double));
  if (!growths) return -1;
  double *times = (double *)(growths + room);
  for (size_t i = 0; i < count; i++) times[i] = bundles[i].time;
  currents_growths(law, times, count, growths);
  const double any = -1.0 / 0.0;
  for (size_t i = 0; i < count; i++) {
    if (i + BUNDLES_AHEAD < count) {
      const networks_bundle *ahead = bundles + i + BUNDLES_AHEAD;
      const networks_synapses *their = synapses + ahead->projection;
      __builtin_prefetch(their->targets + ahead->first);
      __builtin_prefetch(their->targets + ahead->first + ahead->count - 1);
      if (their->singles) {
        __builtin_prefetch(their->singles + ahead->first);
        __builtin_prefetch(their->singles + ahead->first + ahead->count - 1);
      } else if (their->doubles) {
        __builtin_prefetch(their->doubles + ahead->first);
      }
    }
    const networks_synapses *own = synapses + bundles[i].projection;
    const size_t first = bundles[i].first, end = first + bundles[i].count;
    const uint16_t *targets = own->targets;
    currents_sums *to = (currents_sums *)(sums + firsts[bundles[i].projection]);
    /* The third is the weight, where that excites. */
    const currents_sums scale = {growths[i].x, growths[i].y, 1.0, 0.0}, least = {any, any, 0.0, any};
    if (own->singles) {
      for (size_t s = first; s < end; s++) {
        const currents_sums step = (double)own->singles[s] * scale;
        to[targets[s]] += step > least ? step : least;
      }
    } else if (own->doubles) {
      for (size_t s = first; s < end; s++) {
        const currents_sums step = own->doubles[s] * scale;
        to[targets[s]] += step > least ? step : least;
      }
    } else {
      currents_sums step = own->weight * scale;
      step = step > least ? step : least;
      for (size_t s = first; s < end; s++) to[targets[s]] += step;
    }
  }
  free(growths);
  return 0;
}

typedef double currents_table __attribute__((ext_vector_type(4 * VECTOR_LANES), aligned(32)));

/* A vector of neurons, or what is left of one. Returns how many are watched so far. */
VECTOR_INLINE size_t currents_settle_sums(const currents_window *window, networks_sum *sums,
                                          const networks_outside *outside, size_t inputs, size_t first, size_t lanes,
                                          double *potentials, const double *ready, double *currents,
                                          const double *drives, uint32_t *watched, size_t count) {
  currents_table *own = (currents_table *)(sums + first);
  const currents_table table = *own;
  *own = (currents_table)0.0;
  doubles membranes = __builtin_shufflevector(table, table, 0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60);
  doubles synapses = __builtin_shufflevector(table, table, 1, 5, 9, 13, 17, 21, 25, 29, 33, 37, 41, 45, 49, 53, 57, 61);
  doubles excitations =
      __builtin_shufflevector(table, table, 2, 6, 10, 14, 18, 22, 26, 30, 34, 38, 42, 46, 50, 54, 58, 62);
  for (size_t i = 0; i < inputs; i++) {
    const double weight = outside[i].weight;
    membranes += weight * currents_load(outside[i].membranes + first, lanes);
    synapses += weight * currents_load(outside[i].synapses + first, lanes);
    uints counts = (uints)0;
    if (lanes == VECTOR_LANES) counts = *(const uints_unaligned *)(outside[i].counts + first);
    else memcpy(&counts, outside[i].counts + first, lanes * sizeof(uint32_t));
    excitations += __builtin_convertvector(counts, doubles) * (weight > 0.0 ? weight : 0.0);
  }
  uint32_t left =
      currents_settle(window, membranes, synapses, excitations, first, lanes, potentials, ready, currents, drives);
  for (; left; left &= left - 1) watched[count++] = (uint32_t)(first + (size_t)__builtin_ctz(left));
  return count;
}

size_t KERNEL(settle)(const networks_currents *law, networks_sum *sums, const networks_outside *outside, size_t inputs,
                      size_t neurons, double *potentials, const double *ready, double *currents, const double *drives,
                      uint32_t *watched) {
  const currents_window window = currents_window_of(law, NULL);
  size_t count = 0, first = 0;
  for (; first + VECTOR_LANES <= neurons; first += VECTOR_LANES)
    count = currents_settle_sums(&window, sums, outside, inputs, first, VECTOR_LANES, potentials, ready, currents,
                                 drives, watched, count);
  if (first < neurons)
    count = currents_settle_sums(&window, sums, outside, inputs, first, neurons - first, potentials, ready, currents,
                                 drives, watched, count);
  return count;
}
