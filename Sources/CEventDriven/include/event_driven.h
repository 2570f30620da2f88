/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work that follows what is active: sums of the rows that few units pick, neurons that inhibit each other by their
   spikes, and the sparse coding of many data on one dictionary, each datum on its own.

   Every kernel gives the same bits on every instruction set: sums run in the order of their index, and only
   over units that are active. Rows are `width` floats, a multiple of EVENT_DRIVEN_LANES; padding is 0. */
#ifndef INTERSPIKE_EVENT_DRIVEN_H
#define INTERSPIKE_EVENT_DRIVEN_H

#include "instruction_sets.h"
#include <stdint.h>

enum { EVENT_DRIVEN_LANES = 16, EVENT_DRIVEN_TILE = 256 };

typedef struct {
  /* Inner products of atoms, [width, width], symmetric. */
  const float *gram;
  /* Inner products of each datum with each atom, [count, width]. */
  const float *drive;
  long count;
  long width;
} event_driven_problem;

/* result[i, j] = sum over active + of weights[i, l]·rows[l, j], added to or taken from what is there:
   zero weights cost nothing. weights [count, inner], rows [inner, width], result [count, width]. */
void event_driven_combine(instruction_set set, const float *weights, long count,
                          long inner, const float *rows, long width, float sign, float *result);

/* change[k, j] = sum over i of codes[i, k]·residuals[i, j] for atoms from ≤ k < to, and how many codes of
   each are not 0. codes [count, atoms], residuals [count, width], change [to - from, width]. */
void event_driven_atom_changes(instruction_set set, const float *codes, long count,
                               long atoms, const float *residuals, long width, long from, long to,
                               float *change, int *uses);

/* The locally competitive algorithm from u = 0, `iterations` times
     u ← u + rate·(drive - u - gram·a),  a = shrunk(u);
   the diagonal of gram must be 0, atoms of length 1. Shrinkage: u - threshold where u > threshold;
   `is_signed` also below -threshold; `is_hard` keeps u itself. codes [count, width]. */
void event_driven_compete(instruction_set set, const event_driven_problem *problem,
                          const float *thresholds, float rate, int is_signed, int is_hard,
                          long iterations, float *codes);

/* Proximal gradient steps from a = 0,
     a' = shrunk(y + step·(drive - gram·y)) at step·penalty,  y = a' + momentum[t]·(a' - a);
   without `momentum` y = a'. Every `period` steps a datum ends whose duality gap is at most
   tolerance·squares[i]/2. energies: the squared length of each datum. */
void event_driven_descend(instruction_set set, const event_driven_problem *problem,
                          const double *energies, float penalty, float step, int is_signed,
                          const float *momentum, long iterations, long period, double tolerance,
                          float *codes, int *taken);

/* Spiking neurons that inhibit each other. */
typedef struct {
  /* What a spike of neuron k takes from neuron j: tiles of 256 columns one after the other, the last filled
     up with zeros, tile t being [neurons, 256] with k as its row. */
  const float *inhibition;
  long neurons;
  /* Bounds of potentials and of their changes: below hard, above smooth. */
  float lower;
  float largest_change;
  float largest_potential;
} event_driven_network;

/* Spikes of many trials: places trial·neurons + neuron, rising, and how many each. */
typedef struct {
  const uint32_t *places;
  const uint32_t *counts;
  long count;
} event_driven_spikes;

/* One step of every trial, in place: u ← bound(u + bound(drive - Σ count·inhibition[k, ·])), where
   bound(v) = c - ln(1 + e^(c - max(v, lower))). drive and potentials [trials, neurons]. */
void event_driven_integrate(instruction_set set, const event_driven_network *network,
                            const event_driven_spikes *spikes, const float *drive, long trials,
                            float *potentials);

/* result[i, ·] += Σ count·rows[k, ·] over the spikes of trial i; rows [neurons, width], result [trials, width]. */
void event_driven_paint(instruction_set set, const float *rows, long neurons, long width,
                        const event_driven_spikes *spikes, long trials, float *result);

#endif
