/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Picks the kernels for the processor at hand; the result does not depend on the choice. */
#include "kernel_dispatch.h"
#include "networks.h"

#include <stdlib.h>

KERNEL_DISPATCH(void, networks, growths, (times, count, rate, growths), const double *times, size_t count,
                double rate, double *growths)
KERNEL_DISPATCH(int64_t, networks, integrate_rows,
                (law, arrivals, row_steps, first, last, limit, potentials, ready, drives, spikes),
                const networks_integration *law, const networks_arrivals *arrivals,
                const double *row_steps, size_t first, size_t last, size_t limit, double *potentials,
                double *ready, const double *drives, networks_spikes *spikes)

KERNEL_DISPATCH(int64_t, networks, integrate_currents,
                (law, arrivals, rows, outside, neurons, limit, potentials, ready, currents, drives, spikes),
                const networks_currents *law, const networks_arrivals *arrivals, size_t rows, size_t outside,
                size_t neurons, size_t limit, double *potentials, double *ready, double *currents,
                const double *drives, networks_spikes *spikes)

KERNEL_DISPATCH(int, networks, scatter, (law, bundles, count, synapses, firsts, sums), const networks_currents *law,
                const networks_bundle *bundles, size_t count, const networks_synapses *synapses, const uint32_t *firsts,
                networks_sum *sums)
KERNEL_DISPATCH(size_t, networks, settle,
                (law, sums, outside, inputs, neurons, potentials, ready, currents, drives, watched),
                const networks_currents *law, networks_sum *sums, const networks_outside *outside, size_t inputs,
                size_t neurons, double *potentials, const double *ready, double *currents, const double *drives,
                uint32_t *watched)

KERNEL_DISPATCH(size_t, networks, draw_targets, (procedure, source, targets),
                const networks_procedure *procedure, uint32_t source, uint16_t *targets)
KERNEL_DISPATCH(int, networks, draw_rows, (procedure, projection, volleys, count, drawn),
                const networks_procedure *procedure, uint32_t projection, const networks_volley *volleys,
                size_t count, networks_drawn *drawn)

int64_t networks_integrate(instruction_set set, const networks_integration *law,
                           const networks_arrivals *arrivals, size_t rows, size_t first, size_t last,
                           size_t limit, double *potentials, double *ready, const double *drives,
                           networks_spikes *spikes) {
  double *steps = malloc((rows ? rows : 1) * sizeof(double));
  if (!steps) return -1;
  for (size_t row = 0; row < rows; row++)
    steps[row] = arrivals->row_weights[row] * arrivals->row_growths[row];
  const int64_t failure = networks_integrate_rows(set, law, arrivals, steps, first, last, limit,
                                                  potentials, ready, drives, spikes);
  free(steps);
  return failure;
}
