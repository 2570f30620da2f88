/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Standard variates of a [trials, neurons] array, each a pure function of its address.

   The variate of (trial, neuron) is made of word `neuron mod 4` of the Philox block with counter
   (neuron div 4, 0, trial, window): one 32-bit word w a variate.
     uniform   u = (floor(w / 2^9) + 1/2) / 2^23
     others    sign bit s = floor(w / 2^31), tail v = (w mod 2^31 + 1/2) / 2^31 in (0, 1):
     normal    x = ±z with P(|Z| > z) = v, minus where s is set
     Laplace   x = ∓ln v, minus where s is set
     Gumbel    x = -ln(-ln u), u = v/2 where s is clear, else 1 - v/2 */
#ifndef INTERSPIKE_VARIATES_H
#define INTERSPIKE_VARIATES_H

#include "arrivals.h"

typedef enum {
  VARIATES_UNIFORM = 0,
  VARIATES_NORMAL = 1,
  VARIATES_LAPLACE = 2,
  VARIATES_GUMBEL = 3,
} variates_law;

/* Writes trials · neurons variates, row-major; the rows are trials first_trial, first_trial + 1, … */
void arrivals_variates(instruction_set set, variates_law law, const uint32_t key[2],
                       uint32_t window, uint32_t first_trial, size_t trials, size_t neurons,
                       float *variates);

#endif
