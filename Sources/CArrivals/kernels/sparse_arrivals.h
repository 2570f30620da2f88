/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exact arrivals of populations of which few neurons fire: one look at each neuron's first interval in
   single precision passes over those that are surely silent, the others are drawn exactly, a full vector of
   them at a time. Included once for each instruction set, after exact_arrivals.h. */

/* Neurons that may have fired. Room for one vector that waits and one that is added. */
typedef struct {
  size_t count;
  uint32_t place[2 * VECTOR_LANES];
  uint32_t neuron[2 * VECTOR_LANES];
  uint32_t trial[2 * VECTOR_LANES];
  float log_rate[2 * VECTOR_LANES];
} sparse_waiting;

/* Where spikes go, and how much room is left there. */
typedef struct {
  uint32_t *neurons;
  uint32_t *counts;
  double *times; /* null: only counts are wanted */
  double *times_end;
  int64_t active;
  int64_t spikes;
  double *scratch;
  size_t scratch_rows;
  double *allocated;
} sparse_results;

/* Lanes that may hold an arrival before 1, the others surely do not.
   No arrival: -ln u ≥ λ, that is u ≤ e^-λ. Here u is rounded up to 31 bits and e^-λ taken low: for λ ≤ 8 its
   relative error is below 2e-7 (exp) + 8·2e-7 (of λ) + 2e-7 (rounding, u) = 2e-6, half of the margin. */
VECTOR_INLINE uint32_t sparse_candidates(floats log_rate, words neuron, uint32_t trial,
                                         const arrivals_request *request) {
  words drawn[4];
  philox_lanes((words)(uint64_t)0, neuron, (words)(uint64_t)trial, (words)(uint64_t)request->window,
               request->key[0], request->key[1], drawn);
  const uints leading = ~__builtin_convertvector(drawn[0], uints) >> 1;
  const floats above = __builtin_convertvector((ints)leading, floats) * 0x1p-31f + 0x1p-31f;
  const floats rate = vector_exp(log_rate);
  const floats silence = vector_exp(-rate) * (1.0f - 4e-6f);
  const ints silent = (above <= silence) & (rate <= 8.0f);
  return ~vector_bits(silent);
}

/* Draws the first `width` waiting neurons to the end of the window. */
VECTOR_INLINE int sparse_draw(sparse_results *to, sparse_waiting *waiting, size_t width,
                              const arrivals_request *request, double start, doubles last,
                              double duration) {
  for (size_t lane = width; lane < VECTOR_LANES; lane++) waiting->log_rate[lane] = -1.0f / 0.0f;
  const words neuron = __builtin_convertvector(*(const uints_unaligned *)waiting->neuron, words);
  const words trial = __builtin_convertvector(*(const uints_unaligned *)waiting->trial, words);
  const doubles rate = vector_exp64(__builtin_convertvector(vector_load(waiting->log_rate), doubles));
  const doubles scale = duration / rate;
  doubles sum = (doubles)0.0;
  longs count = (longs)0, inside;
  uint32_t block = 0;
  do {
    words drawn[4];
    philox_lanes((words)(uint64_t)block, neuron, trial, (words)(uint64_t)request->window,
                 request->key[0], request->key[1], drawn);
    const words first = (drawn[0] << 32) | (drawn[1] & 0xffffffffu);
    const words second = (drawn[2] << 32) | (drawn[3] & 0xffffffffu);
    const doubles a = __builtin_convertvector((~first >> 11) + 1, doubles);
    const doubles b = __builtin_convertvector((~second >> 11) + 1, doubles);
    doubles middle = sum + vector_exponential64(a, 53.0);
    sum = sum + vector_exponential64(a * b, 106.0);
    inside = sum < rate;
    middle = vector_select64(middle < sum, middle, sum);
    count -= (middle < rate) + inside;
    if (to->times) {
      if (2 * (size_t)block + 2 > to->scratch_rows) {
        const size_t rows = 2 * to->scratch_rows;
        double *grown = malloc(rows * VECTOR_LANES * sizeof(double));
        if (!grown) return 0;
        __builtin_memcpy(grown, to->scratch, to->scratch_rows * VECTOR_LANES * sizeof(double));
        free(to->allocated);
        to->scratch = to->allocated = grown;
        to->scratch_rows = rows;
      }
      const doubles early = start + middle * scale, late = start + sum * scale;
      doubles_unaligned *rows_of_block =
          (doubles_unaligned *)(to->scratch + 2 * VECTOR_LANES * (size_t)block);
      rows_of_block[0] = vector_select64(early < last, early, last);
      rows_of_block[1] = vector_select64(late < last, late, last);
    }
    block += 1;
  } while (vector_bits64(inside));
  int64_t length[VECTOR_LANES];
  __builtin_memcpy(length, &count, sizeof length);
  if (to->times && __builtin_reduce_add(count) > to->times_end - to->times) return 0;
  for (size_t lane = 0; lane < width; lane++) {
    const int64_t n = length[lane];
    /* Silent after all: overwritten by the next, which is cheaper than asking. */
    to->neurons[to->active] = waiting->place[lane];
    to->counts[to->active] = (uint32_t)n;
    to->active += n > 0;
    to->spikes += n;
    if (to->times) {
      for (int64_t i = 0; i < n; i++) to->times[i] = to->scratch[VECTOR_LANES * i + (int64_t)lane];
      to->times += n;
    }
  }
  return 1;
}

int64_t ARRIVALS_KERNEL(spikes)(const arrivals_request *request, double start, double end,
                                double duration, uint32_t *neurons, uint32_t *counts, double *times,
                                int64_t capacity, int64_t *active) {
  double scratch[16 * VECTOR_LANES];
  sparse_waiting waiting = {0};
  sparse_results to = {neurons, counts, times, times ? times + capacity : 0, 0, 0, scratch, 16, 0};
  /* Rounding must not move a spike to the open end of its window. */
  const double within = __builtin_nextafter(start + duration, start), before = __builtin_nextafter(end, start);
  const doubles last = (doubles)(within < before ? within : before);
  int done = 1;
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
      uint32_t bits = sparse_candidates(log_rate, neuron, trial, request);
      if (width < VECTOR_LANES) bits &= (1u << width) - 1;
      while (bits) {
        const size_t lane = (size_t)__builtin_ctz(bits);
        waiting.place[waiting.count] = (uint32_t)(at + lane);
        waiting.neuron[waiting.count] =
            request->neuron_ids ? request->neuron_ids[column + lane]
                                : request->first_neuron + (uint32_t)(column + lane);
        waiting.trial[waiting.count] = trial;
        waiting.log_rate[waiting.count] = request->log_rates[at + lane];
        waiting.count += 1;
        bits &= bits - 1;
      }
      if (waiting.count < VECTOR_LANES) continue;
      done = sparse_draw(&to, &waiting, VECTOR_LANES, request, start, last, duration);
      waiting.count -= VECTOR_LANES;
      for (size_t i = 0; i < waiting.count; i++) {
        waiting.place[i] = waiting.place[VECTOR_LANES + i];
        waiting.neuron[i] = waiting.neuron[VECTOR_LANES + i];
        waiting.trial[i] = waiting.trial[VECTOR_LANES + i];
        waiting.log_rate[i] = waiting.log_rate[VECTOR_LANES + i];
      }
    }
  }
  if (done && waiting.count)
    done = sparse_draw(&to, &waiting, waiting.count, request, start, last, duration);
  free(to.allocated);
  *active = to.active;
  return done ? to.spikes : -1;
}
