/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma clang fp contract(off)

/* Most units are far below their threshold and cannot reach it for a while. Between two looks at all units
   only the others, which are watched, take every step; what silent units missed is then made up for at once:

     u(n) = (1-r)ⁿ u(0) + (1 - (1-r)ⁿ) drive - r gram·S,   S = Σ_s (1-r)^(n-1-s) a(s)

   A unit j is silent for sure as long as |gramⱼ·(a(s) - a(0))| ≤ ‖Φ(a(s) - a(0))‖ ≤ drift, atoms having
   length 1, and u(0) + (1 - (1-r)ⁿ) max(0, currentⱼ(0) + drift - u(0)) is below its threshold. The norm is
   followed step by step over the watched units; a look is taken at once when it would pass `drift`. So codes
   are those of all units taking every step, but for rounding. */
struct watch {
  /* Which units are watched, and as a mask of all. */
  long count;
  long width;
  int *units;
  float *is_watched;
  /* Rows of gram between watched units, made when first needed: slots[i] is -1 before. */
  float *rows;
  long row_count;
  int *slots;
  /* Of the watched units. */
  float *u, *code, *start, *thresholds, *drive, *current, *sums, *history;
  struct active before, after;
  /* How far Φa may move during a watch, and how far it moved in a step of late. */
  float drift, speed;
};

VECTOR_INLINE struct watch watch_make(long width) {
  const long most = width / 2 + VECTOR_LANES;
  struct watch made = {.units = malloc((size_t)width * sizeof(int)),
                       .slots = malloc((size_t)width * sizeof(int)),
                       .rows = malloc((size_t)(most * most) * sizeof(float)),
                       .is_watched = malloc((size_t)width * 9 * sizeof(float)),
                       .before = active_make(width),
                       .after = active_make(width)};
  if (!made.units || !made.slots || !made.rows || !made.is_watched) abort();
  float **parts[] = {&made.u,     &made.code,    &made.start, &made.thresholds,
                     &made.drive, &made.current, &made.sums,  &made.history};
  for (int i = 0; i < 8; i++) *parts[i] = made.is_watched + (i + 1) * width;
  return made;
}

VECTOR_INLINE void watch_free(struct watch *watch) {
  free(watch->units);
  free(watch->slots);
  free(watch->rows);
  free(watch->is_watched);
  active_free(&watch->before);
  active_free(&watch->after);
}

/* The lanes of units that might become active within the reach `share` and `drift`, active ones among them. */
VECTOR_INLINE uint32_t watch_lanes(const struct competition *state, long at, float share, float drift) {
  const floats threshold = vector_load(state->thresholds + at);
  const floats u = (floats)((ints)vector_load(state->u + at) & ~state->sign_bit);
  const floats current = (floats)((ints)vector_load(state->currents + at) & ~state->sign_bit);
  const floats room = current + drift - u;
  const floats reach = u + vector_max(room, (floats)0.0f) * share;
  const floats slack = (threshold + (floats)((ints)room & INT32_MAX)) * 1e-5f;
  return vector_bits(~(reach + slack < threshold));
}

/* Watches the units that have to be; 0 when those are too many for it to pay. */
VECTOR_INLINE int watch_choose(struct watch *watch, const struct competition *state, float share) {
  long needed = 0, missing = 0;
  for (long at = 0; at < state->width; at += VECTOR_LANES) {
    const uint32_t lanes = watch_lanes(state, at, share, watch->drift);
    const uint32_t watched = vector_bits(vector_load(watch->is_watched + at) > 0.0f);
    needed += __builtin_popcount(lanes);
    missing += __builtin_popcount(lanes & ~watched);
  }
  if (2 * needed > state->width) return 0;
  if (missing == 0 && 2 * watch->count <= 3 * needed + 2 * VECTOR_LANES) return 1;
  long count = 0;
  memset(watch->is_watched, 0, (size_t)state->width * sizeof(float));
  watch->count = 0;
  for (long at = 0; at < state->width; at += VECTOR_LANES) {
    uint32_t lanes = watch_lanes(state, at, 2.0f * share, 2.0f * watch->drift);
    for (; lanes; lanes &= lanes - 1) {
      const long unit = at + __builtin_ctz(lanes);
      if (2 * count >= state->width) {
        memset(watch->is_watched, 0, (size_t)state->width * sizeof(float));
        return 0;
      }
      watch->is_watched[unit] = 1.0f;
      watch->slots[count] = -1;
      watch->units[count++] = (int)unit;
    }
  }
  watch->count = count;
  watch->width = (count + VECTOR_LANES - 1) / VECTOR_LANES * VECTOR_LANES;
  watch->row_count = 0;
  return 1;
}

/* The row of gram of the i-th watched unit, between watched units. */
VECTOR_INLINE long watch_row(struct watch *watch, const struct competition *state, long i) {
  if (watch->slots[i] < 0) {
    const float *gram = state->gram + watch->units[i] * state->width;
    float *row = watch->rows + watch->row_count * watch->width;
    for (long j = 0; j < watch->count; j++) row[j] = gram[watch->units[j]];
    for (long j = watch->count; j < watch->width; j++) row[j] = 0.0f;
    watch->slots[i] = (int)watch->row_count++;
  }
  return watch->slots[i] * watch->width;
}

VECTOR_INLINE void watch_gather(struct watch *watch, const struct competition *state) {
  for (long i = 0; i < watch->count; i++) {
    const long unit = watch->units[i];
    watch->u[i] = state->u[unit];
    watch->code[i] = state->codes[unit];
    watch->thresholds[i] = state->thresholds[unit];
    watch->drive[i] = state->drive[unit];
    watch->current[i] = state->currents[unit];
  }
  for (long i = watch->count; i < watch->width; i++) {
    watch->u[i] = watch->code[i] = watch->drive[i] = watch->current[i] = 0.0f;
    watch->thresholds[i] = 1.0f / 0.0f;
  }
  memcpy(watch->start, watch->code, (size_t)watch->width * sizeof(float));
  memset(watch->history, 0, (size_t)watch->width * sizeof(float));
  watch->before.count = 0;
  for (long i = 0; i < watch->count; i++)
    if (watch->code[i] != 0.0f) {
      watch->before.rows[watch->before.count] = watch_row(watch, state, i);
      watch->before.values[watch->before.count++] = watch->code[i];
    }
}
