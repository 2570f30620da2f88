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

VECTOR_INLINE void watch_sums_span(const int vectors, long at, struct watch *watch) {
  floats sums[SPAN];
#pragma unroll
  for (int v = 0; v < vectors; v++) sums[v] = vector_load(watch->drive + at + v * VECTOR_LANES);
  active_subtract(sums, vectors, watch->rows + at, &watch->before);
#pragma unroll
  for (int v = 0; v < vectors; v++) vector_store(watch->sums + at + v * VECTOR_LANES, sums[v]);
}

/* ‖Φ(a - a(0))‖², where `sums` belong to the codes a and `current` to a(0). */
VECTOR_INLINE float moved_square(const float *code, const float *start, const float *sums,
                                 const float *current, long width) {
  floats squares = (floats)0.0f;
  for (long at = 0; at < width; at += VECTOR_LANES) {
    const floats moved = vector_load(code + at) - vector_load(start + at);
    squares += moved * ((vector_load(current + at) - vector_load(sums + at)) + moved);
  }
  float part[VECTOR_LANES];
  vector_store(part, squares);
  for (int half = VECTOR_LANES / 2; half > 0; half /= 2)
    for (int i = 0; i < half; i++) part[i] += part[i + half];
  return part[0];
}

/* One step of the watched units. */
VECTOR_INLINE void watch_step(struct watch *watch, const struct competition *state) {
  watch->after.count = 0;
  for (long at = 0; at < watch->width; at += VECTOR_LANES) {
    vector_store(watch->history + at, vector_load(watch->history + at) * (1.0f - state->rate) +
                                          vector_load(watch->code + at));
    floats potential = vector_load(watch->u + at);
    potential = potential + (vector_load(watch->sums + at) - potential) * state->rate;
    vector_store(watch->u + at, potential);
    ints passes;
    const floats code = shrunk(potential, vector_load(watch->thresholds + at), state->sign_bit,
                               state->shift, &passes);
    vector_store(watch->code + at, code);
    for (uint32_t lanes = vector_bits(passes); lanes; lanes &= lanes - 1) {
      const long i = at + __builtin_ctz(lanes);
      watch->after.rows[watch->after.count] = watch_row(watch, state, i);
      watch->after.values[watch->after.count++] = watch->code[i];
    }
  }
  const struct active swapped = watch->before;
  watch->before = watch->after;
  watch->after = swapped;
}

/* drive - gram·a, and the potentials of silent units after `kept` = (1-r)ⁿ, in one pass over gram. */
VECTOR_INLINE void look_span(const int vectors, long at, struct competition *state, float kept,
                             const struct active *history) {
  floats sums[SPAN], missed[SPAN];
#pragma unroll
  for (int v = 0; v < vectors; v++) {
    sums[v] = vector_load(state->drive + at + v * VECTOR_LANES);
    missed[v] = (floats)0.0f;
  }
  for (long n = 0; n < history->count; n++) {
    const float *row = state->gram + at + history->rows[n];
    const floats past = (floats)history->values[n], now = (floats)state->before.values[n];
#pragma unroll
    for (int v = 0; v < vectors; v++) {
      const floats inhibition = vector_load(row + v * VECTOR_LANES);
      sums[v] = sums[v] - inhibition * now;
      missed[v] = missed[v] + inhibition * past;
    }
  }
#pragma unroll
  for (int v = 0; v < vectors; v++) {
    const long place = at + v * VECTOR_LANES;
    vector_store(state->currents + place, sums[v]);
    vector_store(state->u + place, vector_load(state->u + place) * kept +
                                       vector_load(state->drive + place) * (1.0f - kept) -
                                       missed[v] * state->rate);
  }
}

/* Ends a watch: all units are looked at again. */
VECTOR_INLINE void watch_end(struct watch *watch, struct competition *state, float kept) {
  struct active *history = &watch->after;
  history->count = 0;
  for (long i = 0; i < watch->count; i++)
    if (watch->history[i] != 0.0f || watch->code[i] != 0.0f) {
      history->rows[history->count] = watch->units[i] * state->width;
      history->values[history->count] = watch->history[i];
      state->before.values[history->count++] = watch->code[i];
    }
  /* Two sums for each vector: half as many vectors at a time. */
  enum { HALF = SPAN / 2 };
  long at = 0;
  for (; at + HALF * VECTOR_LANES <= state->width; at += HALF * VECTOR_LANES)
    look_span(HALF, at, state, kept, history);
  for (; at < state->width; at += VECTOR_LANES) look_span(1, at, state, kept, history);
  memset(state->codes, 0, (size_t)state->width * sizeof(float));
  state->before.count = 0;
  for (long i = 0; i < watch->count; i++) {
    const long unit = watch->units[i];
    state->u[unit] = watch->u[i];
    if (watch->code[i] == 0.0f) continue;
    state->codes[unit] = watch->code[i];
    state->before.rows[state->before.count] = unit * state->width;
    state->before.values[state->before.count++] = watch->code[i];
  }
}

VECTOR_INLINE float root(float square) {
  const floats found = __builtin_elementwise_sqrt((floats)(square > 0.0f ? square : 0.0f));
  return found[0];
}

/* At most `steps` steps, of which the watched units take each; gives how many were taken. */
VECTOR_INLINE long compete_watching(struct watch *watch, struct competition *state, long steps) {
  watch_gather(watch, state);
  const float limit = watch->drift * watch->drift;
  float kept = 1.0f, largest = 0.0f;
  long taken = 0;
  while (taken < steps) {
#define BODY(vectors, at) watch_sums_span(vectors, at, watch)
    OVER_SPANS(watch->width, BODY);
#undef BODY
    if (taken > 0) {
      const float square = moved_square(watch->code, watch->start, watch->sums, watch->current, watch->width);
      if (!(square <= limit)) {
        largest = 2.0f * square;
        break;
      }
      if (square > largest) largest = square;
    }
    watch_step(watch, state);
    kept *= 1.0f - state->rate;
    taken++;
  }
  watch_end(watch, state, kept);
  watch->speed = root(largest) / (float)taken;
  return taken;
}

/* (1-r)ⁿ, step by step. */
VECTOR_INLINE float kept_after(long steps, float rate) {
  float kept = 1.0f;
  for (long s = 0; s < steps; s++) kept *= 1.0f - rate;
  return kept;
}

/* How many steps can be watched before the next look, up to `most`; 0 when it does not pay. */
VECTOR_INLINE long watch_plan(struct watch *watch, const struct competition *state, long most) {
  for (long steps = most; steps >= 4; steps /= 2) {
    watch->drift = 1.5f * watch->speed * (float)steps;
    if (watch_choose(watch, state, 1.0f - kept_after(steps, state->rate))) return steps;
  }
  return 0;
}

void KERNEL(compete)(const sparse_coding_problem *problem, const float *thresholds, float rate,
                     int is_signed, int is_hard, long iterations, float *codes) {
  const long width = problem->width;
  /* A quarter of the time constant between two looks, in which potentials move by a fifth of the way. */
  const long period = rate > 0.0f && rate < 0.25f ? (long)(0.25f / rate) : 1;
  struct competition state = {.gram = problem->gram,
                              .thresholds = thresholds,
                              .rate = rate,
                              .sign_bit = is_signed ? (ints)INT32_MIN : (ints)0,
                              .shift = is_hard ? (ints)0 : (ints)-1,
                              .width = width,
                              .u = malloc((size_t)width * 4 * sizeof(float)),
                              .before = active_make(width),
                              .after = active_make(width)};
  if (!state.u) abort();
  state.currents = state.u + width;
  float *earlier = state.currents + width;
  struct watch watch = watch_make(width);
  for (long i = 0; i < problem->count; i++) {
    state.drive = problem->drive + i * width;
    state.codes = codes + i * width;
    memset(state.u, 0, (size_t)width * sizeof(float));
    memset(state.codes, 0, (size_t)width * sizeof(float));
    memcpy(state.currents, state.drive, (size_t)width * sizeof(float));
    memset(watch.is_watched, 0, (size_t)width * sizeof(float));
    state.before.count = watch.count = 0;
    watch.speed = 1.0f / 0.0f;
    for (long t = 0; t < iterations;) {
      const long left = iterations - t;
      const long planned = watch_plan(&watch, &state, left < period ? left : period);
      if (planned > 0) {
        t += compete_watching(&watch, &state, planned);
        continue;
      }
      const long steps = left < 8 ? left : 8;
      memcpy(earlier, state.currents, (size_t)width * sizeof(float));
      memcpy(earlier + width, state.codes, (size_t)width * sizeof(float));
      compete_everywhere(&state, steps);
      watch.speed =
          root(moved_square(state.codes, earlier + width, state.currents, earlier, width)) /
          (float)steps;
      t += steps;
    }
  }
  free(state.u);
  active_free(&state.before);
  active_free(&state.after);
  watch_free(&watch);
}
