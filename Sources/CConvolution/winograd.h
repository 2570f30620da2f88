/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convolutions with 3 × 3 filters in a quarter of the multiplications: F(4 × 4, 3 × 3) of A. Lavin and
   S. Gray, Fast algorithms for convolutional neural networks, 2016, arXiv:1509.09308, §4.3.

   With 4 × 4 results a tile and the points 0, ±5/8, ±3/2, ∞:
     y = Aᵀ[Σ_c (G w Gᵀ) ⊙ (Bᵀ x B)]A
   The sums over channels are 36 products of matrices. Sixteen channels fill a register, so that pictures
   stay as they are. Rounding errors are a few times those of the sum in order. */
#ifndef INTERSPIKE_CONVOLUTION_WINOGRAD_H
#define INTERSPIKE_CONVOLUTION_WINOGRAD_H

#include "plan.h"

/* Whether this way is open for these extents on this processor, and worth it. */
int winograd_suits(const struct convolution_geometry *geometry);

/* As in convolution.h; returns 0 when there is no memory. */
int winograd_run(struct workspace *workspace, const struct convolution_geometry *geometry,
                 enum direction direction, const float *input, const float *weight,
                 const float *bias, const float *output);

#endif
