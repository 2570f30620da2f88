/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way through the neurons of all rows for one reading of the arrivals. Included once for each instruction set and
   reading. READING is the prefix of the reading's own parts: `_lanes`, the state of a vector of neurons, whose first
   READING_PARKED floats unfinished neurons need, the `rate` among them; `_reading`, what is read and where it goes;
   `_begin`; `_advance`, which adds a block and returns the lanes that are not finished; and `_finish`, the results of
   those that are.

   Work follows each neuron's own rate: neighbors advance together while enough of them are
   unfinished; the rest move to a waiting list, where stragglers of many rows share vectors. */

typedef struct {
  size_t length;
  uint32_t index[ROWS_WAITING + VECTOR_LANES];
  uint32_t neuron[ROWS_WAITING + VECTOR_LANES];
  uint32_t trial[ROWS_WAITING + VECTOR_LANES];
  uint32_t block[ROWS_WAITING + VECTOR_LANES];
  float state[READING_PARKED][ROWS_WAITING + VECTOR_LANES];
} ROWS(waiting);

VECTOR_INLINE void ROWS(park)(ROWS(waiting) *waiting, const ROWS(lanes) *lanes, uint32_t unfinished,
                              const rows_names *names) {
  /* Through memory once, not lane by lane out of registers. */
  uint32_t name[4][VECTOR_LANES];
  float state[READING_PARKED][VECTOR_LANES];
  __builtin_memcpy(name, names, sizeof name);
  __builtin_memcpy(state, lanes, sizeof state);
  for (; unfinished; unfinished &= unfinished - 1) {
    int lane = __builtin_ctz(unfinished);
    size_t at = waiting->length++;
    waiting->index[at] = name[0][lane];
    waiting->neuron[at] = name[1][lane];
    waiting->trial[at] = name[2][lane];
    waiting->block[at] = name[3][lane];
#pragma unroll
    for (size_t i = 0; i < READING_PARKED; i++) waiting->state[i][at] = state[i][lane];
  }
}

/* One pass over the waiting list: each vector goes on while many of its lanes are unfinished, finished
   neurons are written out, the rest close ranks. */
VECTOR_INLINE void ROWS(pass)(ROWS(waiting) *waiting, const arrivals_request *request,
                              const ROWS(reading) *reading) {
  size_t length = waiting->length;
  uint32_t few = length <= VECTOR_LANES ? 1 : ROWS_FEW;
  waiting->length = 0;
  for (size_t at = 0; at < length; at += VECTOR_LANES) {
    uint32_t present = rows_first(length - at);
    rows_names names = {*(const uints_unaligned *)(waiting->index + at),
                        *(const uints_unaligned *)(waiting->neuron + at),
                        *(const uints_unaligned *)(waiting->trial + at),
                        *(const uints_unaligned *)(waiting->block + at)};
    ROWS(lanes) lanes = {0};
    for (size_t state = 0; state < READING_PARKED; state++)
      ((floats *)&lanes)[state] = vector_load(waiting->state[state] + at);
    if (present != rows_first(VECTOR_LANES)) {
      /* Lanes past the end hold leftovers: give them rate 0, so that they are finished. */
      for (int lane = 0; lane < VECTOR_LANES; lane++)
        if (!(present >> lane & 1)) ((float *)&lanes.rate)[lane] = 0.0f;
    }
    words blocks = __builtin_convertvector(names.block, words);
    const words neurons = __builtin_convertvector(names.neuron, words);
    const words trials = __builtin_convertvector(names.trial, words);
    uint32_t unfinished;
    do {
      words drawn[4];
      philox_lanes(blocks, neurons, trials, (words)(uint64_t)request->window, request->key[0],
                   request->key[1], drawn);
      unfinished = vector_bits(ROWS(advance)(&lanes, drawn, reading)) & present;
      blocks += 1;
    } while ((uint32_t)__builtin_popcount(unfinished) >= few);
    floats counts, slopes;
    ROWS(finish)(&lanes, present & ~unfinished, &names, request, reading, &counts, &slopes);
    uint32_t index[VECTOR_LANES];
    float count[VECTOR_LANES], slope[VECTOR_LANES];
    __builtin_memcpy(index, &names.index, sizeof index);
    __builtin_memcpy(count, &counts, sizeof count);
    __builtin_memcpy(slope, &slopes, sizeof slope);
    for (uint32_t finished = present & ~unfinished; finished; finished &= finished - 1) {
      int lane = __builtin_ctz(finished);
      reading->counts[index[lane]] = count[lane];
      reading->slopes[index[lane]] = slope[lane];
    }
    if (unfinished) {
      names.block = __builtin_convertvector(blocks, uints);
      ROWS(park)(waiting, &lanes, unfinished, &names);
    }
  }
}

VECTOR_INLINE void ROWS(rows)(const arrivals_request *request, const ROWS(reading) *reading) {
  ROWS(waiting) waiting;
  waiting.length = 0;
  for (size_t row = 0; row < request->trials; row++) {
    uint32_t trial_id = request->trial_ids ? request->trial_ids[row] : request->first_trial + (uint32_t)row;
    for (size_t column = 0; column < request->neurons; column += VECTOR_LANES) {
      size_t width = request->neurons - column < VECTOR_LANES ? request->neurons - column : VECTOR_LANES;
      size_t at = row * request->neurons + column;
      uint32_t present = rows_first(width);
      float padded[VECTOR_LANES];
      const float *log_rates = request->log_rates + at;
      if (width < VECTOR_LANES) {
        for (size_t lane = 0; lane < VECTOR_LANES; lane++)
          padded[lane] = lane < width ? log_rates[lane] : -1.0f / 0.0f;
        log_rates = padded;
      }
      words neurons = vector_places() + (words)(uint64_t)(request->first_neuron + column);
      if (request->neuron_ids)
        for (size_t lane = 0; lane < width; lane++) neurons[lane] = request->neuron_ids[column + lane];
      ROWS(lanes) lanes;
      ROWS(begin)(&lanes, vector_load(log_rates), reading);
      uint32_t block = 0, unfinished;
      do {
        words drawn[4];
        philox_lanes((words)(uint64_t)block, neurons, (words)(uint64_t)trial_id,
                     (words)(uint64_t)request->window, request->key[0], request->key[1], drawn);
        unfinished = vector_bits(ROWS(advance)(&lanes, drawn, reading)) & present;
        block += 1;
      } while (__builtin_popcount(unfinished) >= ROWS_FEW);
      const rows_names names = {
          __builtin_convertvector(vector_places(), uints) + (uints)(uint32_t)at,
          __builtin_convertvector(neurons, uints), (uints)trial_id, (uints)block};
      floats counts, slopes;
      ROWS(finish)(&lanes, present & ~unfinished, &names, request, reading, &counts, &slopes);
      if (width == VECTOR_LANES) {
        vector_store(reading->counts + at, counts);
        vector_store(reading->slopes + at, slopes);
      } else {
        __builtin_memcpy(reading->counts + at, &counts, width * sizeof(float));
        __builtin_memcpy(reading->slopes + at, &slopes, width * sizeof(float));
      }
      if (unfinished) {
        ROWS(park)(&waiting, &lanes, unfinished, &names);
        if (waiting.length > ROWS_WAITING - VECTOR_LANES)
          while (waiting.length) ROWS(pass)(&waiting, request, reading);
      }
    }
  }
  while (waiting.length) ROWS(pass)(&waiting, request, reading);
}
