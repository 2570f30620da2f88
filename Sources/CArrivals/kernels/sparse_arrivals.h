/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exact arrivals of populations of which few neurons fire: one look at each neuron's first interval in
   single precision passes over those that are surely silent, the others are followed exactly: the first
   block of all of them, the blocks after it of those that are not done, in full vectors each time. Included once
   for each instruction set, after exact_arrivals.h. */

/* Neurons followed at once: enough for full vectors, and their lists, about 80 kB, stay in the second cache. Rows are
   the arrivals of a vector at the beginning; they grow when a neuron fires more. */
enum { SPARSE_CHUNK = 1024, SPARSE_ROWS = 16 };

/* Some neurons that may have fired, in the order of their places, and what the first block gave them. */
typedef struct {
  size_t count;
  uint32_t place[SPARSE_CHUNK];
  uint32_t neuron[SPARSE_CHUNK];
  uint32_t trial[SPARSE_CHUNK];
  float log_rate[SPARSE_CHUNK];
  /* The first block's two draws. */
  uint64_t first[SPARSE_CHUNK];
  uint64_t second[SPARSE_CHUNK];
  uint32_t fired[SPARSE_CHUNK];
  double rate[SPARSE_CHUNK];
  double sum[SPARSE_CHUNK];
  double early[SPARSE_CHUNK];
  double late[SPARSE_CHUNK];
  /* Those that have not left the window, and how many spikes the blocks after the first gave each. */
  size_t unfinished;
  uint32_t slot[SPARSE_CHUNK];
  uint32_t later[SPARSE_CHUNK];
  /* Times of those spikes, one neuron's after the other's. */
  double *more;
  size_t more_count, more_capacity;
  /* Arrivals of a vector of neurons, a row an arrival. */
  double *rows;
  size_t row_capacity;
} sparse_chunk;

/* Where spikes go, and how much room is left there. */
typedef struct {
  double start, duration;
  doubles last;
  uint32_t *neurons;
  uint32_t *counts;
  double *times; /* null: only counts are wanted */
  double *times_end;
  int64_t active;
  int64_t spikes;
} sparse_results;

/* Makes room for `capacity` doubles, keeping what is there. */
VECTOR_INLINE int sparse_grow(double **room, size_t *size, size_t capacity) {
  if (capacity <= *size) return 1;
  while (*size < capacity) *size *= 2;
  double *grown = realloc(*room, *size * sizeof(double));
  if (grown) *room = grown;
  return grown != 0;
}

/* The two draws of a block. */
VECTOR_INLINE void sparse_draws(const arrivals_request *request, uint32_t block, words neuron,
                                words trial, words *first, words *second) {
  words drawn[4];
  philox_lanes((words)(uint64_t)block, neuron, trial, (words)(uint64_t)request->window,
               request->key[0], request->key[1], drawn);
  *first = (drawn[0] << 32) | (drawn[1] & 0xffffffffu);
  *second = (drawn[2] << 32) | (drawn[3] & 0xffffffffu);
}

/* Lanes that may hold an arrival before 1, the others surely do not.
   No arrival: -ln u ≥ λ, that is u ≤ e^-λ. Here u is rounded up to 31 bits and e^-λ taken low, by the
   first terms of its series, which lie below it for every λ ≥ 0. They are above 0 for λ < 1.6 only, where the
   errors of λ (2e-7) and of rounding change them by less than 2e-6, half of the margin; faster neurons are
   all looked at, and nearly all of them fire. */
VECTOR_INLINE uint32_t sparse_candidates(floats log_rate, words first) {
  const uints leading = __builtin_convertvector(~first >> 33, uints);
  const floats above = __builtin_convertvector((ints)leading, floats) * 0x1p-31f + 0x1p-31f;
  const floats rate = vector_exp(log_rate);
  const floats silence = 1.0f - rate * (1.0f - rate * (0.5f - rate * (1.0f / 6.0f)));
  return vector_bits(above > silence - 4e-6f);
}

/* S of a block's two arrivals, the first never after the second. */
VECTOR_INLINE void sparse_block(words first, words second, doubles *sum, doubles *middle) {
  const doubles a = __builtin_convertvector((~first >> 11) + 1, doubles);
  const doubles b = __builtin_convertvector((~second >> 11) + 1, doubles);
  *middle = *sum + vector_exponential64(a, 53.0);
  *sum = *sum + vector_exponential64(a * b, 106.0);
  *middle = vector_select64(*middle < *sum, *middle, *sum);
}

/* When an arrival is, moved to the last moment of the window where rounding carried it out. */
VECTOR_INLINE doubles sparse_time(const sparse_results *to, doubles sum, doubles rate) {
  const doubles time = to->start + sum * (to->duration / rate);
  return vector_select64(time < to->last, time, to->last);
}

VECTOR_INLINE void sparse_first_block(sparse_chunk *chunk, const sparse_results *to) {
  for (size_t lane = chunk->count; lane % VECTOR_LANES; lane++) {
    chunk->log_rate[lane] = -1.0f / 0.0f;
    chunk->first[lane] = chunk->second[lane] = 0;
  }
  chunk->unfinished = 0;
  for (size_t at = 0; at < chunk->count; at += VECTOR_LANES) {
    const words first = *(const words_unaligned *)(chunk->first + at);
    const words second = *(const words_unaligned *)(chunk->second + at);
    const doubles rate =
        vector_exp64(__builtin_convertvector(vector_load(chunk->log_rate + at), doubles));
    doubles sum = (doubles)0.0, middle;
    sparse_block(first, second, &sum, &middle);
    const longs inside = sum < rate, one = middle < rate;
    *(uints_unaligned *)(chunk->fired + at) = __builtin_convertvector(-(one + inside), uints);
    *(doubles_unaligned *)(chunk->rate + at) = rate;
    *(doubles_unaligned *)(chunk->sum + at) = sum;
    if (to->times) {
      *(doubles_unaligned *)(chunk->early + at) = sparse_time(to, middle, rate);
      *(doubles_unaligned *)(chunk->late + at) = sparse_time(to, sum, rate);
    }
    uint32_t bits = vector_bits64(inside);
    while (bits) {
      chunk->slot[chunk->unfinished++] = (uint32_t)at + (uint32_t)__builtin_ctz(bits);
      bits &= bits - 1;
    }
  }
}

VECTOR_INLINE int sparse_later_blocks(sparse_chunk *chunk, const arrivals_request *request,
                                      const sparse_results *to) {
  chunk->more_count = 0;
  for (size_t at = 0; at < chunk->unfinished; at += VECTOR_LANES) {
    const size_t left = chunk->unfinished - at, width = left < VECTOR_LANES ? left : VECTOR_LANES;
    uint32_t neurons[VECTOR_LANES] = {0}, trials[VECTOR_LANES] = {0};
    double sums[VECTOR_LANES], rates[VECTOR_LANES];
    for (size_t lane = 0; lane < VECTOR_LANES; lane++) {
      const uint32_t slot = chunk->slot[at + (lane < width ? lane : 0)];
      neurons[lane] = chunk->neuron[slot];
      trials[lane] = chunk->trial[slot];
      sums[lane] = chunk->sum[slot];
      rates[lane] = lane < width ? chunk->rate[slot] : 0.0;
    }
    const words neuron = __builtin_convertvector(*(const uints_unaligned *)neurons, words);
    const words trial = __builtin_convertvector(*(const uints_unaligned *)trials, words);
    const doubles rate = *(const doubles_unaligned *)rates;
    doubles sum = *(const doubles_unaligned *)sums, middle;
    longs count = (longs)0, inside;
    uint32_t block = 1;
    do {
      words first, second;
      sparse_draws(request, block, neuron, trial, &first, &second);
      sparse_block(first, second, &sum, &middle);
      inside = sum < rate;
      count -= (middle < rate) + inside;
      if (to->times) {
        const size_t row = 2 * (size_t)(block - 1) * VECTOR_LANES;
        if (!sparse_grow(&chunk->rows, &chunk->row_capacity, row + 2 * VECTOR_LANES)) return 0;
        *(doubles_unaligned *)(chunk->rows + row) = sparse_time(to, middle, rate);
        *(doubles_unaligned *)(chunk->rows + row + VECTOR_LANES) = sparse_time(to, sum, rate);
      }
      block += 1;
    } while (vector_bits64(inside));
    int64_t length[VECTOR_LANES];
    __builtin_memcpy(length, &count, sizeof length);
    for (size_t lane = 0; lane < width; lane++) {
      const size_t n = (size_t)length[lane];
      chunk->later[at + lane] = (uint32_t)n;
      if (!to->times) continue;
      if (!sparse_grow(&chunk->more, &chunk->more_capacity, chunk->more_count + n)) return 0;
      for (size_t i = 0; i < n; i++)
        chunk->more[chunk->more_count + i] = chunk->rows[VECTOR_LANES * i + lane];
      chunk->more_count += n;
    }
  }
  return 1;
}

/* Draws a chunk and hands on those that fired. */
VECTOR_INLINE int sparse_draw(sparse_chunk *chunk, const arrivals_request *request, sparse_results *to) {
  sparse_first_block(chunk, to);
  if (!sparse_later_blocks(chunk, request, to)) return 0;
  size_t unfinished = 0, more = 0;
  for (size_t i = 0; i < chunk->count; i++) {
    size_t n = chunk->fired[i], rest = 0;
    if (n == 2 && unfinished < chunk->unfinished && chunk->slot[unfinished] == i)
      rest = chunk->later[unfinished++];
    if (to->times && (int64_t)(n + rest) > to->times_end - to->times) return 0;
    /* Silent after all: overwritten by the next, which is cheaper than asking. */
    to->neurons[to->active] = chunk->place[i];
    to->counts[to->active] = (uint32_t)(n + rest);
    to->active += n > 0;
    to->spikes += (int64_t)(n + rest);
    if (!to->times) continue;
    if (n > 0) to->times[0] = chunk->early[i];
    if (n > 1) to->times[1] = chunk->late[i];
    for (size_t j = 0; j < rest; j++) to->times[n + j] = chunk->more[more + j];
    to->times += n + rest;
    more += rest;
  }
  chunk->count = 0;
  return 1;
}

int64_t KERNEL(spikes)(const arrivals_request *request, double start, double end,
                       double duration, uint32_t *neurons, uint32_t *counts, double *times,
                       int64_t capacity, int64_t *active) {
  /* Rounding must not move a spike to the open end of its window. */
  const double within = __builtin_nextafter(start + duration, start);
  const double before = __builtin_nextafter(end, start);
  sparse_results to = {.start = start,
                       .duration = duration,
                       .last = (doubles)(within < before ? within : before),
                       .neurons = neurons,
                       .counts = counts,
                       .times = times,
                       .times_end = times ? times + capacity : 0};
  sparse_chunk chunk;
  chunk.count = 0;
  chunk.more_capacity = SPARSE_CHUNK;
  chunk.row_capacity = SPARSE_ROWS * VECTOR_LANES;
  chunk.more = times ? malloc(chunk.more_capacity * sizeof(double)) : 0;
  chunk.rows = times ? malloc(chunk.row_capacity * sizeof(double)) : 0;
  int done = !times || (chunk.more && chunk.rows);
  for (size_t row = 0; done && row < request->trials; row++) {
    const uint32_t trial =
        request->trial_ids ? request->trial_ids[row] : request->first_trial + (uint32_t)row;
    for (size_t column = 0; done && column < request->neurons; column += VECTOR_LANES) {
      const size_t width =
          request->neurons - column < VECTOR_LANES ? request->neurons - column : VECTOR_LANES;
      const size_t at = row * request->neurons + column;
      floats log_rate = (floats)(-1.0f / 0.0f);
      if (width == VECTOR_LANES) log_rate = vector_load(request->log_rates + at);
      else __builtin_memcpy(&log_rate, request->log_rates + at, width * sizeof(float));
      words neuron = vector_places() + (words)(uint64_t)(request->first_neuron + column);
      if (request->neuron_ids)
        for (size_t lane = 0; lane < width; lane++) neuron[lane] = request->neuron_ids[column + lane];
      words first, second;
      sparse_draws(request, 0, neuron, (words)(uint64_t)trial, &first, &second);
      uint32_t bits = sparse_candidates(log_rate, first);
      if (width < VECTOR_LANES) bits &= (1u << width) - 1;
      if (!bits) continue;
      uint64_t firsts[VECTOR_LANES], seconds[VECTOR_LANES];
      *(words_unaligned *)firsts = first;
      *(words_unaligned *)seconds = second;
      while (bits) {
        const size_t lane = (size_t)__builtin_ctz(bits), slot = chunk.count++;
        chunk.place[slot] = (uint32_t)(at + lane);
        chunk.neuron[slot] = request->neuron_ids ? request->neuron_ids[column + lane]
                                                 : request->first_neuron + (uint32_t)(column + lane);
        chunk.trial[slot] = trial;
        chunk.first[slot] = firsts[lane];
        chunk.second[slot] = seconds[lane];
        chunk.log_rate[slot] = request->log_rates[at + lane];
        bits &= bits - 1;
      }
      if (chunk.count + VECTOR_LANES > SPARSE_CHUNK) done = sparse_draw(&chunk, request, &to);
    }
  }
  if (done && chunk.count) done = sparse_draw(&chunk, request, &to);
  free(chunk.more);
  free(chunk.rows);
  *active = to.active;
  return done ? to.spikes : -1;
}
