/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Picks the kernels for the processor at hand; the result does not depend on the choice. */
#include "event_driven.h"
#include "kernel_dispatch.h"

#define KERNEL(type, name, arguments, ...) \
  KERNEL_DISPATCH(type, event_driven, name, arguments, __VA_ARGS__)

KERNEL(void, combine, (weights, count, inner, rows, width, sign, result), const float *weights,
       long count, long inner, const float *rows, long width, float sign, float *result)
KERNEL(void, atom_changes, (codes, count, atoms, residuals, width, from, to, change, uses),
       const float *codes, long count, long atoms, const float *residuals, long width, long from, long to,
       float *change, int *uses)
KERNEL(void, compete, (problem, thresholds, rate, is_signed, is_hard, iterations, codes),
       const event_driven_problem *problem, const float *thresholds, float rate, int is_signed,
       int is_hard, long iterations, float *codes)
KERNEL(void, descend,
       (problem, energies, penalty, step, is_signed, momentum, iterations, period, tolerance, codes,
        taken),
       const event_driven_problem *problem, const double *energies, float penalty, float step,
       int is_signed, const float *momentum, long iterations, long period, double tolerance,
       float *codes, int *taken)
KERNEL(void, integrate, (network, spikes, drive, trials, potentials),
       const event_driven_network *network, const event_driven_spikes *spikes, const float *drive, long trials, float *potentials)
KERNEL(void, paint, (rows, neurons, width, spikes, trials, result), const float *rows, long neurons,
       long width, const event_driven_spikes *spikes, long trials, float *result)
