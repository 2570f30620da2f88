/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INTERSPIKE_NETWORKS_RECORD_H
#define INTERSPIKE_NETWORKS_RECORD_H

#include "networks.h"

#include <stdlib.h>

/* Appends a spike; 0 when no memory is left. */
static inline int networks_record(networks_spikes *spikes, double time, uint32_t neuron) {
  if (spikes->count == spikes->capacity) {
    const size_t capacity = spikes->capacity ? 2 * spikes->capacity : 256;
    double *times = realloc(spikes->times, capacity * sizeof(double));
    if (!times) return 0;
    spikes->times = times;
    uint32_t *neurons = realloc(spikes->neurons, capacity * sizeof(uint32_t));
    if (!neurons) return 0;
    spikes->neurons = neurons;
    spikes->capacity = capacity;
  }
  spikes->times[spikes->count] = time;
  spikes->neurons[spikes->count] = neuron;
  spikes->count++;
  return 1;
}

#endif
