/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Philox4x32-10 as a generator type of GSL, so that every GSL variate can be drawn from any address. */
#ifndef INTERSPIKE_PHILOX_GENERATOR_H
#define INTERSPIKE_PHILOX_GENERATOR_H

#include <gsl/gsl_rng.h>
#include <stdint.h>

/* 64-bit draws (two a block, first words leading), 53-bit doubles in [0, 1). */
const gsl_rng_type *philox_generator_type(void);

/* Points a generator of that type at block 0 of counter (·, first, second, third) under `key`. */
void philox_generator_seek(gsl_rng *generator, const uint32_t key[2], uint32_t first, uint32_t second,
                           uint32_t third);

/* One block, for known-answer tests and key derivation. */
void philox_generator_block(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/* The first two words of a block, the first one low: the key of a purpose. */
uint64_t philox_generator_key(uint64_t key, uint32_t first, uint32_t second, uint32_t third,
                              uint32_t fourth);

/* GSL's generators by index in the order of gsl_rng_types_setup(), null past the end. */
const gsl_rng_type *philox_generator_other_type(int index);

#endif
