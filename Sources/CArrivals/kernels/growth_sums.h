/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of exponentials over the exact arrivals of each neuron: what an input adds to variables that decay. No time is
   kept. Neurons that have not left the window when most of their vector have wait until they fill vectors of their own.
   Included once for each instruction set, after exact_arrivals.h. */

enum { GROWTHS_WAITING = 512, GROWTHS_FEW = VECTOR_LANES / 2 };

/* e^(t·rate), by as many terms as are needed for times up to the window's duration. */
typedef enum { GROWTHS_TINY, GROWTHS_SMALL, GROWTHS_ANY } growths_range;

VECTOR_INLINE growths_range growths_range_of(double largest) {
  return largest <= 0x1p-6 ? GROWTHS_TINY : largest <= 0x1p-2 ? GROWTHS_SMALL : GROWTHS_ANY;
}

/* The terms left out are below 2^-53. */
VECTOR_INLINE doubles growths_exp(doubles x, growths_range range) {
  if (range == GROWTHS_ANY) return vector_exp64(x);
  doubles p = (doubles)(1.0 / 720);
  if (range == GROWTHS_SMALL) {
    p = x * (1.0 / 39916800) + 1.0 / 3628800;
    p = p * x + 1.0 / 362880;
    p = p * x + 1.0 / 40320;
    p = p * x + 1.0 / 5040;
    p = p * x + 1.0 / 720;
  }
  p = p * x + 1.0 / 120;
  p = p * x + 1.0 / 24;
  p = p * x + 1.0 / 6;
  p = p * x + 0.5;
  return (p * x) * x + x + 1.0;
}

typedef struct {
  doubles sum;  /* S after the last block */
  doubles rate; /* λ */
  doubles scale;
  doubles slow, fast; /* the sums */
  longs count;
  words neuron, block, place;
} growths_lanes;

typedef struct {
  size_t length;
  double sum[GROWTHS_WAITING + VECTOR_LANES], rate[GROWTHS_WAITING + VECTOR_LANES];
  double slow[GROWTHS_WAITING + VECTOR_LANES], fast[GROWTHS_WAITING + VECTOR_LANES];
  uint64_t count[GROWTHS_WAITING + VECTOR_LANES], neuron[GROWTHS_WAITING + VECTOR_LANES];
  uint64_t block[GROWTHS_WAITING + VECTOR_LANES], place[GROWTHS_WAITING + VECTOR_LANES];
} growths_waiting;

typedef struct {
  double rates[2], duration, last;
  growths_range ranges[2];
  uint32_t *counts;
  double *slow, *fast;
} growths_reading;

/* Two arrivals of each lane. Returns the lanes that have not left the window. */
VECTOR_INLINE longs growths_advance(growths_lanes *lanes, const arrivals_request *request, words trial,
                                    const growths_reading *reading, growths_range slow, growths_range fast) {
  words drawn[4];
  philox_lanes(lanes->block, lanes->neuron, trial, (words)(uint64_t)request->window, request->key[0], request->key[1],
               drawn);
  const words first = (drawn[0] << 32) | (drawn[1] & 0xffffffffu);
  const words second = (drawn[2] << 32) | (drawn[3] & 0xffffffffu);
  const doubles a = __builtin_convertvector((~first >> 11) + 1, doubles);
  const doubles b = __builtin_convertvector((~second >> 11) + 1, doubles);
  doubles middle = lanes->sum + vector_exponential64(a, 53.0);
  lanes->sum = lanes->sum + vector_exponential64(a * b, 106.0);
  middle = vector_select64(middle < lanes->sum, middle, lanes->sum);
  const doubles last = (doubles)reading->last;
  doubles early = middle * lanes->scale, late = lanes->sum * lanes->scale;
  early = vector_select64(early < last, early, last);
  late = vector_select64(late < last, late, last);
  const longs one = middle < lanes->rate, two = lanes->sum < lanes->rate;
  const doubles none = (doubles)0.0;
  lanes->slow += vector_select64(one, growths_exp(early * reading->rates[0], slow), none);
  lanes->slow += vector_select64(two, growths_exp(late * reading->rates[0], slow), none);
  lanes->fast += vector_select64(one, growths_exp(early * reading->rates[1], fast), none);
  lanes->fast += vector_select64(two, growths_exp(late * reading->rates[1], fast), none);
  lanes->count -= one + two;
  lanes->block += 1;
  return two;
}

VECTOR_INLINE void growths_park(growths_waiting *waiting, const growths_lanes *lanes, uint32_t unfinished) {
  /* Through memory once, not lane by lane out of registers. */
  double numbers[5][VECTOR_LANES];
  uint64_t names[4][VECTOR_LANES];
  __builtin_memcpy(numbers, lanes, sizeof numbers);
  __builtin_memcpy(names, &lanes->count, sizeof names);
  size_t at = waiting->length;
  for (; unfinished; unfinished &= unfinished - 1, at++) {
    const int lane = __builtin_ctz(unfinished);
    waiting->sum[at] = numbers[0][lane], waiting->rate[at] = numbers[1][lane];
    waiting->slow[at] = numbers[3][lane], waiting->fast[at] = numbers[4][lane];
    waiting->count[at] = names[0][lane], waiting->neuron[at] = names[1][lane];
    waiting->block[at] = names[2][lane], waiting->place[at] = names[3][lane];
  }
  waiting->length = at;
}

VECTOR_INLINE void growths_pass(growths_waiting *waiting, const arrivals_request *request, words trial,
                                const growths_reading *reading, growths_range slow, growths_range fast) {
  const size_t length = waiting->length;
  const int few = length <= VECTOR_LANES ? 1 : GROWTHS_FEW;
  waiting->length = 0;
  for (size_t at = 0; at < length; at += VECTOR_LANES) {
    const size_t width = length - at < VECTOR_LANES ? length - at : VECTOR_LANES;
    const uint32_t present = (uint32_t)((1ull << width) - 1);
    growths_lanes lanes;
    lanes.sum = *(const doubles_unaligned *)(waiting->sum + at);
    lanes.rate = *(const doubles_unaligned *)(waiting->rate + at);
    lanes.slow = *(const doubles_unaligned *)(waiting->slow + at);
    lanes.fast = *(const doubles_unaligned *)(waiting->fast + at);
    lanes.count = (longs)*(const words_unaligned *)(waiting->count + at);
    lanes.neuron = *(const words_unaligned *)(waiting->neuron + at);
    lanes.block = *(const words_unaligned *)(waiting->block + at);
    lanes.place = *(const words_unaligned *)(waiting->place + at);
    lanes.scale = reading->duration / lanes.rate;
    uint32_t unfinished;
    do {
      unfinished = vector_bits64(growths_advance(&lanes, request, trial, reading, slow, fast)) & present;
    } while (__builtin_popcount(unfinished) >= few);
    double sums[2][VECTOR_LANES];
    uint64_t counts[VECTOR_LANES];
    __builtin_memcpy(sums, &lanes.slow, sizeof sums);
    __builtin_memcpy(counts, &lanes.count, sizeof counts);
    for (uint32_t done = present & ~unfinished; done; done &= done - 1) {
      const int lane = __builtin_ctz(done);
      const uint64_t place = waiting->place[at + (size_t)lane];
      reading->counts[place] = (uint32_t)counts[lane];
      reading->slow[place] = sums[0][lane];
      reading->fast[place] = sums[1][lane];
    }
    if (unfinished) growths_park(waiting, &lanes, unfinished);
  }
}

VECTOR_INLINE void growths_all(const arrivals_request *request, const growths_reading *reading, growths_range slow,
                               growths_range fast) {
  growths_waiting waiting;
  waiting.length = 0;
  const words trial = (words)(uint64_t)(request->trial_ids ? request->trial_ids[0] : request->first_trial);
  float known[VECTOR_LANES];
  doubles rate = (doubles)0.0, scale = (doubles)0.0;
  for (size_t column = 0; column < request->neurons; column += VECTOR_LANES) {
    const size_t width = request->neurons - column < VECTOR_LANES ? request->neurons - column : VECTOR_LANES;
    float padded[VECTOR_LANES];
    const float *log_rates = request->log_rates + column;
    if (width < VECTOR_LANES) {
      for (size_t lane = 0; lane < VECTOR_LANES; lane++) padded[lane] = lane < width ? log_rates[lane] : -1.0f / 0.0f;
      log_rates = padded;
    }
    /* Neighbors mostly have one rate. */
    if (!column || __builtin_memcmp(known, log_rates, sizeof known)) {
      __builtin_memcpy(known, log_rates, sizeof known);
      rate = vector_exp64(__builtin_convertvector(*(const floats_unaligned *)log_rates, doubles));
      scale = reading->duration / rate;
    }
    growths_lanes lanes = {.sum = (doubles)0.0, .rate = rate, .scale = scale, .slow = (doubles)0.0, .fast = (doubles)0.0};
    lanes.count = (longs)0;
    lanes.block = (words)0;
    lanes.place = vector_places() + (words)(uint64_t)column;
    lanes.neuron = lanes.place + (words)(uint64_t)request->first_neuron;
    if (request->neuron_ids)
      for (size_t lane = 0; lane < width; lane++) lanes.neuron[lane] = request->neuron_ids[column + lane];
    uint32_t unfinished;
    do {
      unfinished = vector_bits64(growths_advance(&lanes, request, trial, reading, slow, fast));
    } while (__builtin_popcount(unfinished) >= GROWTHS_FEW);
    const uints counts = __builtin_convertvector(lanes.count, uints);
    __builtin_memcpy(reading->counts + column, &counts, width * sizeof(uint32_t));
    __builtin_memcpy(reading->slow + column, &lanes.slow, width * sizeof(double));
    __builtin_memcpy(reading->fast + column, &lanes.fast, width * sizeof(double));
    if (unfinished) growths_park(&waiting, &lanes, unfinished);
    while (waiting.length > GROWTHS_WAITING - VECTOR_LANES) growths_pass(&waiting, request, trial, reading, slow, fast);
  }
  while (waiting.length) growths_pass(&waiting, request, trial, reading, slow, fast);
}

void KERNEL(growth_sums)(const arrivals_request *request, double duration, double slow_rate, double fast_rate,
                         uint32_t *counts, double *slow, double *fast) {
  const growths_reading reading = {.rates = {slow_rate, fast_rate},
                                   .duration = duration,
                                   .last = __builtin_nextafter(duration, 0.0),
                                   .counts = counts,
                                   .slow = slow,
                                   .fast = fast};
  const growths_range ranges[2] = {growths_range_of(duration * slow_rate), growths_range_of(duration * fast_rate)};
  if (ranges[0] == GROWTHS_TINY && ranges[1] == GROWTHS_SMALL)
    growths_all(request, &reading, GROWTHS_TINY, GROWTHS_SMALL);
  else if (ranges[0] <= GROWTHS_SMALL && ranges[1] <= GROWTHS_SMALL)
    growths_all(request, &reading, GROWTHS_SMALL, GROWTHS_SMALL);
  else
    growths_all(request, &reading, GROWTHS_ANY, GROWTHS_ANY);
}
