/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Targets that are drawn from their source whenever it fires, instead of being stored. Included once for each
   instruction set. docs/SEED-CONTRACT.md says where the draws are. */
#pragma clang fp contract(off)

typedef uint16_t halves __attribute__((ext_vector_type(VECTOR_LANES), aligned(2)));
typedef int32_t ints_unaligned __attribute__((ext_vector_type(VECTOR_LANES), aligned(4)));

/* Words w of Philox blocks, a block a lane; the high halves of the lanes hold rubbish. */
VECTOR_INLINE void targets_words(const networks_procedure *procedure, words counter, words second, words third,
                                 uint32_t source, words out[4]) {
  philox_lanes(counter, (words)(uint64_t)source, second, third, (uint32_t)procedure->key,
               (uint32_t)(procedure->key >> 32), out);
}

/* So many targets, with replacement. The last lane of the first blocks draws the source's phase instead. */
VECTOR_INLINE size_t targets_of_degree(const networks_procedure *procedure, uint32_t source, uint16_t *targets) {
  const words places = vector_places();
  const words second = (words)(uint64_t)procedure->block, third = (words)0;
  words first_counter = places, first_second = second, first_third = third, out[4];
  first_counter[VECTOR_LANES - 1] = 0, first_second[VECTOR_LANES - 1] = 0, first_third[VECTOR_LANES - 1] = 1;
  targets_words(procedure, first_counter, first_second, first_third, source, out);
  const uint64_t phase = ((out[0][VECTOR_LANES - 1] & 0xffffffffu) * procedure->targets) >> 32;
  const size_t count = procedure->least + (procedure->end_rest + phase >= procedure->targets) -
                       (procedure->begin_rest + phase >= procedure->targets);
  size_t lanes = VECTOR_LANES - 1, drawn = 0;
  uint64_t block = 0;
  while (1) {
    const size_t rest = count - drawn;
#pragma unroll
    for (size_t w = 0; w < 4; w++) {
      const words places_within = ((out[w] & 0xffffffffu) * procedure->size) >> 32;
      *(halves *)(targets + drawn) = __builtin_convertvector(places_within, halves);
      const size_t used = rest > w ? (rest - w + 3) / 4 : 0;
      drawn += used < lanes ? used : lanes;
    }
    if (drawn >= count) return count;
    block += lanes;
    lanes = VECTOR_LANES;
    targets_words(procedure, places + block, second, third, source, out);
  }
}

/* Each target on its own, by skips over those that are not connected. */
VECTOR_INLINE size_t targets_of_pairs(const networks_procedure *procedure, uint32_t source, uint16_t *targets) {
  const words places = vector_places();
  size_t drawn = 0;
  uint32_t place = 0;
  for (uint64_t block = 0;; block += VECTOR_LANES) {
    words out[4];
    int32_t skips[4][VECTOR_LANES];
    targets_words(procedure, places + block, (words)(uint64_t)procedure->block, (words)0, source, out);
#pragma unroll
    for (int w = 0; w < 4; w++) {
      const ints leading = __builtin_convertvector((out[w] & 0xffffffffu) >> 1, ints);
      const floats middle = (__builtin_convertvector(leading, floats) + 0.5f) * 0x1p-31f;
      const floats u = vector_min(middle, (floats)0x1.fffffep-1f);
      floats exponent;
      const floats split = vector_split(1.0f - u, &exponent);
      /* Where 1 - u is near 1, u itself is more exact. */
      const floats r = vector_select(exponent == 0.0f, -u, split);
      const floats exponential = -(exponent * 0.693147182f + vector_log_of_split(r));
      const floats skip = vector_min(exponential * procedure->inverse_rate, (floats)65536.0f);
      *(ints_unaligned *)skips[w] = __builtin_convertvector(skip, ints);
    }
    for (int lane = 0; lane < VECTOR_LANES; lane++) {
      for (int w = 0; w < 4; w++) {
        place += (uint32_t)skips[w][lane];
        if (place >= procedure->size) return drawn;
        targets[drawn] = (uint16_t)place;
        drawn += procedure->excludes_self ? procedure->first + place != source : 1;
        place++;
      }
    }
  }
}

size_t KERNEL(draw_targets)(const networks_procedure *procedure, uint32_t source, uint16_t *targets) {
  return procedure->inverse_rate > 0.0f ? targets_of_pairs(procedure, source, targets)
                                        : targets_of_degree(procedure, source, targets);
}

int KERNEL(draw_rows)(const networks_procedure *procedure, uint32_t projection, const networks_volley *volleys,
                      size_t count, networks_drawn *drawn) {
  size_t total = 0;
  drawn->offsets[0] = 0;
  for (size_t i = 0; i < count; i++) {
    if (volleys[i].projection == projection) {
      if (total + procedure->most > drawn->capacity) {
        const size_t capacity = 2 * drawn->capacity + 4 * procedure->most;
        uint16_t *targets = realloc(drawn->targets, capacity * sizeof *targets);
        if (!targets) return -1;
        drawn->targets = targets;
        drawn->capacity = capacity;
      }
      total += KERNEL(draw_targets)(procedure, volleys[i].source, drawn->targets + total);
    }
    drawn->offsets[i + 1] = (uint32_t)total;
  }
  return 0;
}
