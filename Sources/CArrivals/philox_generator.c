/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "philox_generator.h"

#include "philox.h"

typedef struct {
  uint32_t key[2];
  uint32_t counter[4];
  uint32_t words[4];
  uint32_t used; /* draws taken from `words`: 2 when a new block is due */
} philox_state;

void philox_generator_block(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]) {
  philox_block(counter, key, out);
}

uint64_t philox_generator_key(uint64_t key, uint32_t first, uint32_t second, uint32_t third,
                              uint32_t fourth) {
  const uint32_t words[2] = {(uint32_t)key, (uint32_t)(key >> 32)};
  const uint32_t counter[4] = {first, second, third, fourth};
  uint32_t out[4];
  philox_block(counter, words, out);
  return (uint64_t)out[1] << 32 | out[0];
}

static void philox_set(void *memory, unsigned long seed) {
  philox_state *state = memory;
  *state = (philox_state){.key = {(uint32_t)seed, (uint32_t)((uint64_t)seed >> 32)}, .used = 2};
}

static unsigned long philox_get(void *memory) {
  philox_state *state = memory;
  if (state->used == 2) {
    philox_block(state->counter, state->key, state->words);
    /* The block number is the first word; carrying into the address would enter another stream. */
    state->counter[0] += 1;
    state->used = 0;
  }
  const uint32_t *words = state->words + 2 * state->used++;
  return (uint64_t)words[0] << 32 | words[1];
}

static double philox_get_double(void *memory) { return (double)(philox_get(memory) >> 11) * 0x1p-53; }

static const gsl_rng_type philox_type = {
    "philox4x32-10",    UINT64_MAX, 0, sizeof(philox_state), &philox_set, &philox_get,
    &philox_get_double,
};

const gsl_rng_type *philox_generator_type(void) { return &philox_type; }

void philox_generator_seek(gsl_rng *generator, const uint32_t key[2], uint32_t first, uint32_t second,
                           uint32_t third) {
  philox_state *state = gsl_rng_state(generator);
  *state = (philox_state){.key = {key[0], key[1]}, .counter = {0, first, second, third}, .used = 2};
}

const gsl_rng_type *philox_generator_other_type(int index) {
  const gsl_rng_type **types = gsl_rng_types_setup();
  for (int i = 0; types[i]; i++)
    if (i == index) return types[i];
  return 0;
}
