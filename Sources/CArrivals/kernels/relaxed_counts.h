/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The relaxed reading of the arrivals, a vector of neurons at a time. Included once for each instruction
   set.

   Work follows each neuron's own rate: neighbors advance together while enough of them are
   unfinished; the rest move to a waiting list, where stragglers of many rows share vectors. */

#include "philox.h"

/* A vector whose unfinished lanes are fewer than this hands them to the waiting list. */
#define RELAXED_FEW 10
/* Room for the stragglers of many rows: their states, 48 bytes each, take 100 kB and stay in the second cache. */
#define RELAXED_WAITING 2048

/* A running sum whose rounding errors are carried along (W. Kahan, CACM 8 (1965) 40): ten thousand terms
   lose no more than one. */
typedef struct {
  floats value, carry;
} relaxed_sum;

typedef struct {
  relaxed_sum arrival;      /* S after the last block */
  relaxed_sum count, slope; /* Σ f and Σ f'·S */
  floats rate, gain;        /* λ and 1/(λT) */
} relaxed_lanes;

#define RELAXED_STATES (sizeof(relaxed_lanes) / sizeof(floats))

typedef struct {
  size_t length;
  uint32_t index[RELAXED_WAITING + VECTOR_LANES];
  uint32_t neuron[RELAXED_WAITING + VECTOR_LANES];
  uint32_t trial[RELAXED_WAITING + VECTOR_LANES];
  uint32_t block[RELAXED_WAITING + VECTOR_LANES];
  float state[RELAXED_STATES][RELAXED_WAITING + VECTOR_LANES];
} relaxed_waiting;

typedef struct {
  arrivals_indicator indicator;
  float inverse_temperature, horizon, saturation;
  float *counts, *slopes;
} relaxed_reading;

/* f and f' of x = (λ - S)·gain (published names and formulas: sigmoid, linear, cubic, quintic, cosine;
   u = clamp((x + 1)/2, 0, 1)). */
VECTOR_INLINE void relaxed_indicator(arrivals_indicator indicator, floats x, floats *f, floats *df) {
  if (indicator == ARRIVALS_SIGMOID) {
    /* Bounds far outside what matters: f is 1 long before x = 80, and a finite e keeps e·s from being ∞·0. */
    floats e = vector_exp(vector_max(-x, (floats)-80.0f));
    e = vector_min(e, (floats)1e30f);
    floats s = 1.0f / (1.0f + e);
    *f = s;
    *df = s * (e * s);
    return;
  }
  floats u = vector_min(vector_max(x * 0.5f + 0.5f, (floats)0.0f), (floats)1.0f);
  floats rest = 1.0f - u;
  switch (indicator) {
  case ARRIVALS_LINEAR:
    *f = u;
    *df = vector_keep((u > 0.0f) & (u < 1.0f), (floats)0.5f);
    break;
  case ARRIVALS_CUBIC:
    *f = (u * u) * (3.0f - 2.0f * u);
    *df = (3.0f * u) * rest;
    break;
  case ARRIVALS_QUINTIC: {
    floats square = u * u;
    *f = (square * u) * ((6.0f * u - 15.0f) * u + 10.0f);
    *df = (15.0f * square) * (rest * rest);
    break;
  }
  default: { /* cosine: ½(1 - cos πu) = ½(1 + sin πv), v = u - ½ */
    floats v = u - 0.5f, w = v * v;
    floats sine = w * 0.07765591228f - 0.5982904113f;
    sine = sine * w + 2.550077387f;
    sine = sine * w - 5.167710077f;
    sine = (sine * w + 3.14159264f) * v;
    floats cosine = w * 0.2196824236f - 1.331872973f;
    cosine = cosine * w + 4.058410791f;
    cosine = cosine * w - 4.934792802f;
    cosine = cosine * w + 0.999999953f;
    *f = vector_min(vector_max(0.5f * sine + 0.5f, (floats)0.0f), (floats)1.0f);
    *df = vector_keep((u > 0.0f) & (u < 1.0f), cosine * 0.785398163f);
  }
  }
}

/* Adds to the lanes of `mask`; the others must not even lose their carry, or neighbours would be felt. */
VECTOR_INLINE void relaxed_add(relaxed_sum *sum, ints mask, floats term) {
  floats increment = vector_keep(mask, term - sum->carry);
  floats after = sum->value + increment;
  sum->carry = (after - sum->value) - increment;
  sum->value = after;
}

/* Adds the two arrivals of one block, whose draws begin with these words. Returns the lanes that have not
   passed the horizon. */
VECTOR_INLINE ints relaxed_advance(relaxed_lanes *lanes, words first, words second,
                                   const relaxed_reading *reading) {
  const floats limit = lanes->rate * reading->horizon;
  const floats before = lanes->arrival.value;
  const ints alive = before < limit;
  /* The leading 31 bits of a draw d, and of 1 - d: u·2^31 to half a unit. */
  const ints d = (ints)__builtin_convertvector((first & 0xffffffffu) >> 1, uints);
  const ints d2 = (ints)__builtin_convertvector((second & 0xffffffffu) >> 1, uints);
  const floats a = __builtin_convertvector(d ^ 0x7fffffff, floats) + 0.5f;
  const floats b = __builtin_convertvector(d2 ^ 0x7fffffff, floats) + 0.5f;
  floats e;
  floats r = vector_split(a * b, &e);
  /* a·b counts units of 2^-62, and 0.693… is ln 2: -ln(u₁u₂) = (62 - e) ln 2 - ln r. */
  relaxed_add(&lanes->arrival, alive, (62.0f - e) * 0.693147182f - vector_log_of_split(r));
  const floats after = lanes->arrival.value;

  const ints saturated = after < lanes->rate * reading->saturation;
  if (vector_bits(alive & ~saturated) == 0) {
    lanes->count.value += vector_keep(alive, (floats)2.0f); /* whole numbers: nothing to carry */
    return alive & (after < limit);
  }
  r = vector_split(a, &e);
  /* Short intervals decide whether a neuron of low rate fires at all: there ln u = ln(1 - v) from v itself. */
  const floats v = (__builtin_convertvector(d, floats) + 0.5f) * 0x1p-31f;
  r = vector_select(e == 31.0f, -v, r);
  const floats middle = before + ((31.0f - e) * 0.693147182f - vector_log_of_split(r));
  floats f1, f2, slope1, slope2;
  relaxed_indicator(reading->indicator, (lanes->rate - middle) * lanes->gain, &f1, &slope1);
  relaxed_indicator(reading->indicator, (lanes->rate - after) * lanes->gain, &f2, &slope2);
  const ints counted1 = alive & (middle < limit), counted2 = alive & (after < limit);
  relaxed_add(&lanes->count, alive,
              vector_select(saturated, (floats)2.0f,
                            vector_keep(counted1, f1) + vector_keep(counted2, f2)));
  relaxed_add(&lanes->slope, alive & ~saturated,
              vector_keep(counted1, slope1 * middle) + vector_keep(counted2, slope2 * after));
  return counted2;
}

VECTOR_INLINE void relaxed_begin(relaxed_lanes *lanes, floats log_rates, const relaxed_reading *reading) {
  *lanes = (relaxed_lanes){0};
  lanes->rate = vector_exp(log_rates);
  /* A rate of 0 keeps a finite gain: its arrivals lie beyond every horizon and count nothing. */
  lanes->gain = vector_min(reading->inverse_temperature / lanes->rate, (floats)1e30f);
}

/* What tells the lanes apart: place in the result, neuron, trial and next block. */
typedef struct {
  uints index, neuron, trial, block;
} relaxed_names;

VECTOR_INLINE void relaxed_park(relaxed_waiting *waiting, const relaxed_lanes *lanes, uint32_t unfinished,
                                const relaxed_names *names) {
  /* Through memory once, not lane by lane out of registers. */
  uint32_t name[4][VECTOR_LANES];
  float state[RELAXED_STATES][VECTOR_LANES];
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
    for (size_t i = 0; i < RELAXED_STATES; i++) waiting->state[i][at] = state[i][lane];
  }
}

/* The first `count` lanes, as bits. */
VECTOR_INLINE uint32_t relaxed_first(size_t count) {
  return count >= VECTOR_LANES ? (uint32_t)((1ull << VECTOR_LANES) - 1) : (1u << count) - 1;
}

/* One pass over the waiting list: each vector goes on while many of its lanes are unfinished, finished
   neurons are written out, the rest close ranks. */
VECTOR_INLINE void relaxed_pass(relaxed_waiting *waiting, const arrivals_request *request,
                                const relaxed_reading *reading) {
  size_t length = waiting->length;
  uint32_t few = length <= VECTOR_LANES ? 1 : RELAXED_FEW;
  waiting->length = 0;
  for (size_t at = 0; at < length; at += VECTOR_LANES) {
    uint32_t present = relaxed_first(length - at);
    relaxed_names names = {*(const uints_unaligned *)(waiting->index + at),
                           *(const uints_unaligned *)(waiting->neuron + at),
                           *(const uints_unaligned *)(waiting->trial + at),
                           *(const uints_unaligned *)(waiting->block + at)};
    relaxed_lanes lanes;
    for (size_t state = 0; state < RELAXED_STATES; state++)
      ((floats *)&lanes)[state] = vector_load(waiting->state[state] + at);
    if (present != relaxed_first(VECTOR_LANES)) {
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
      unfinished = vector_bits(relaxed_advance(&lanes, drawn[0], drawn[2], reading)) & present;
      blocks += 1;
    } while ((uint32_t)__builtin_popcount(unfinished) >= few);
    const floats slopes = lanes.slope.value * lanes.gain;
    uint32_t index[VECTOR_LANES];
    float count[VECTOR_LANES], slope[VECTOR_LANES];
    __builtin_memcpy(index, &names.index, sizeof index);
    __builtin_memcpy(count, &lanes.count.value, sizeof count);
    __builtin_memcpy(slope, &slopes, sizeof slope);
    for (uint32_t finished = present & ~unfinished; finished; finished &= finished - 1) {
      int lane = __builtin_ctz(finished);
      reading->counts[index[lane]] = count[lane];
      reading->slopes[index[lane]] = slope[lane];
    }
    if (unfinished) {
      names.block = __builtin_convertvector(blocks, uints);
      relaxed_park(waiting, &lanes, unfinished, &names);
    }
  }
}

VECTOR_INLINE void relaxed_rows(const arrivals_request *request, const relaxed_reading *reading) {
  relaxed_waiting waiting;
  waiting.length = 0;
  for (size_t row = 0; row < request->trials; row++) {
    uint32_t trial_id = request->trial_ids ? request->trial_ids[row] : request->first_trial + (uint32_t)row;
    for (size_t column = 0; column < request->neurons; column += VECTOR_LANES) {
      size_t width = request->neurons - column < VECTOR_LANES ? request->neurons - column : VECTOR_LANES;
      size_t at = row * request->neurons + column;
      uint32_t present = relaxed_first(width);
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
      relaxed_lanes lanes;
      relaxed_begin(&lanes, vector_load(log_rates), reading);
      uint32_t block = 0, unfinished;
      do {
        words drawn[4];
        philox_lanes((words)(uint64_t)block, neurons, (words)(uint64_t)trial_id,
                       (words)(uint64_t)request->window, request->key[0], request->key[1], drawn);
        unfinished = vector_bits(relaxed_advance(&lanes, drawn[0], drawn[2], reading)) & present;
        block += 1;
      } while (__builtin_popcount(unfinished) >= RELAXED_FEW);
      floats slopes = lanes.slope.value * lanes.gain;
      if (width == VECTOR_LANES) {
        vector_store(reading->counts + at, lanes.count.value);
        vector_store(reading->slopes + at, slopes);
      } else {
        __builtin_memcpy(reading->counts + at, &lanes.count.value, width * sizeof(float));
        __builtin_memcpy(reading->slopes + at, &slopes, width * sizeof(float));
      }
      if (unfinished) {
        const relaxed_names names = {
            __builtin_convertvector(vector_places(), uints) + (uints)(uint32_t)at,
            __builtin_convertvector(neurons, uints), (uints)trial_id, (uints)block};
        relaxed_park(&waiting, &lanes, unfinished, &names);
        if (waiting.length > RELAXED_WAITING - VECTOR_LANES)
          while (waiting.length) relaxed_pass(&waiting, request, reading);
      }
    }
  }
  while (waiting.length) relaxed_pass(&waiting, request, reading);
}

void KERNEL(relaxed_counts)(const arrivals_request *request, arrivals_indicator indicator,
                            float temperature, float horizon, float saturation, float *counts,
                            float *slopes) {
  relaxed_reading reading = {indicator, 1.0f / temperature, horizon, saturation, counts, slopes};
  /* The indicator is a constant inside each copy of the loop. */
  switch (indicator) {
  case ARRIVALS_SIGMOID: reading.indicator = ARRIVALS_SIGMOID; relaxed_rows(request, &reading); break;
  case ARRIVALS_LINEAR: reading.indicator = ARRIVALS_LINEAR; relaxed_rows(request, &reading); break;
  case ARRIVALS_CUBIC: reading.indicator = ARRIVALS_CUBIC; relaxed_rows(request, &reading); break;
  case ARRIVALS_QUINTIC: reading.indicator = ARRIVALS_QUINTIC; relaxed_rows(request, &reading); break;
  case ARRIVALS_COSINE: reading.indicator = ARRIVALS_COSINE; relaxed_rows(request, &reading); break;
  }
}
