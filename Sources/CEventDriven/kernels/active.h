/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma clang fp contract(off)

/* The units that are active, in rising order: where their rows begin, and their values. */
struct active {
  long count;
  long *rows;
  float *values;
};

VECTOR_INLINE struct active active_make(long capacity) {
  struct active made = {0, malloc((size_t)capacity * sizeof(long)),
                        malloc((size_t)capacity * sizeof(float))};
  if (!made.rows || !made.values) abort();
  return made;
}

VECTOR_INLINE void active_free(struct active *made) {
  free(made->rows);
  free(made->values);
}

/* Adds the lanes of a vector that are set in `bits`; `first` is the unit of lane 0. */
VECTOR_INLINE void active_add(struct active *found, uint32_t bits, floats values, long first, long width) {
  if (!bits) return;
  float lanes[VECTOR_LANES];
  vector_store(lanes, values);
  long count = found->count;
  do {
    const int lane = __builtin_ctz(bits);
    found->rows[count] = (first + lane) * width;
    found->values[count++] = lanes[lane];
    bits &= bits - 1;
  } while (bits);
  found->count = count;
}

/* The units of a dense row that are not 0. */
VECTOR_INLINE void active_collect(struct active *found, const float *values, long count, long width) {
  found->count = 0;
  for (long k = 0; k < count; k++)
    if (values[k] != 0.0f) {
      found->rows[found->count] = k * width;
      found->values[found->count++] = values[k];
    }
}

/* sums[v] -= Σ value·row over the active units, in their order; `vectors` is a constant of the caller. */
VECTOR_INLINE void active_subtract(floats *sums, const int vectors, const float *rows,
                                   const struct active *found) {
  for (long n = 0; n < found->count; n++) {
    const float *row = rows + found->rows[n];
    const floats value = (floats)found->values[n];
#pragma unroll
    for (int v = 0; v < vectors; v++) sums[v] = sums[v] - vector_load(row + v * VECTOR_LANES) * value;
  }
}

/* Calls BODY(vectors, at) over `width` floats, as many vectors at a time as stay in registers. */
#define OVER_SPANS(width, BODY)                                                        \
  do {                                                                                 \
    long at = 0;                                                                       \
    for (; at + SPAN * VECTOR_LANES <= (width); at += SPAN * VECTOR_LANES) BODY(SPAN, at); \
    if (SPAN > 8 && at + 8 * VECTOR_LANES <= (width)) {                                \
      BODY((SPAN > 8 ? 8 : 1), at);                                                    \
      at += 8 * VECTOR_LANES;                                                          \
    }                                                                                  \
    if (SPAN > 4 && at + 4 * VECTOR_LANES <= (width)) {                                \
      BODY((SPAN > 4 ? 4 : 1), at);                                                    \
      at += 4 * VECTOR_LANES;                                                          \
    }                                                                                  \
    if (SPAN > 2 && at + 2 * VECTOR_LANES <= (width)) {                                \
      BODY((SPAN > 2 ? 2 : 1), at);                                                    \
      at += 2 * VECTOR_LANES;                                                          \
    }                                                                                  \
    for (; at < (width); at += VECTOR_LANES) BODY(1, at);                              \
  } while (0)
