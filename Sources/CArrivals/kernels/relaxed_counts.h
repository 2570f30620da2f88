/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The relaxed reading of the arrivals, sixteen neurons at a time. Included once for each instruction set.

   Work follows each neuron's own rate: sixteen neighbours advance together while enough of them are
   unfinished; the rest move to a waiting list, where stragglers of many rows share vectors. */

#include "philox.h"

/* A vector whose unfinished lanes are fewer than this hands them to the waiting list. */
#define RELAXED_FEW 6
#define RELAXED_WAITING 2048

typedef struct {
  f32x16 sum, carry;           /* S after the last block, with Kahan's correction */
  f32x16 count, slope;         /* Σ f and Σ f'·S */
  f32x16 rate, gain;           /* λ and 1/(λT) */
} relaxed_lanes;

typedef struct {
  size_t length;
  uint32_t index[RELAXED_WAITING + 16];
  uint32_t neuron[RELAXED_WAITING + 16];
  uint32_t trial[RELAXED_WAITING + 16];
  uint32_t block[RELAXED_WAITING + 16];
  float state[6][RELAXED_WAITING + 16];
} relaxed_waiting;

typedef struct {
  arrivals_indicator indicator;
  float inverse_temperature, horizon, saturation;
  float *counts, *slopes;
} relaxed_reading;

/* f and f' of x = (λ - S)·gain (published names and formulas: sigmoid, linear, cubic, quintic, cosine;
   u = clamp((x + 1)/2, 0, 1)). */
VECTOR_INLINE void relaxed_indicator(arrivals_indicator indicator, f32x16 x, f32x16 *f, f32x16 *df) {
  if (indicator == ARRIVALS_SIGMOID) {
    f32x16 e = vector_exp(vector_max(-x, (f32x16)-80.0f));
    e = vector_min(e, (f32x16)1e30f);
    f32x16 s = 1.0f / (1.0f + e);
    *f = s;
    *df = s * (e * s);
    return;
  }
  f32x16 u = vector_min(vector_max(x * 0.5f + 0.5f, (f32x16)0.0f), (f32x16)1.0f);
  f32x16 rest = 1.0f - u;
  switch (indicator) {
  case ARRIVALS_LINEAR:
    *f = u;
    *df = vector_keep((u > 0.0f) & (u < 1.0f), (f32x16)0.5f);
    break;
  case ARRIVALS_CUBIC:
    *f = (u * u) * (3.0f - 2.0f * u);
    *df = (3.0f * u) * rest;
    break;
  case ARRIVALS_QUINTIC: {
    f32x16 square = u * u;
    *f = (square * u) * ((6.0f * u - 15.0f) * u + 10.0f);
    *df = (15.0f * square) * (rest * rest);
    break;
  }
  default: { /* cosine: ½(1 - cos πu) = ½(1 + sin πv), v = u - ½ */
    f32x16 v = u - 0.5f, w = v * v;
    f32x16 sine = w * 0.07765591228f - 0.5982904113f;
    sine = sine * w + 2.550077387f;
    sine = sine * w - 5.167710077f;
    sine = (sine * w + 3.14159264f) * v;
    f32x16 cosine = w * 0.2196824236f - 1.331872973f;
    cosine = cosine * w + 4.058410791f;
    cosine = cosine * w - 4.934792802f;
    cosine = cosine * w + 0.999999953f;
    *f = vector_min(vector_max(0.5f * sine + 0.5f, (f32x16)0.0f), (f32x16)1.0f);
    *df = vector_keep((u > 0.0f) & (u < 1.0f), cosine * 0.785398163f);
  }
  }
}

/* Adds the two arrivals of one block. Returns the lanes that have not passed the horizon. */
VECTOR_INLINE i32x16 relaxed_advance(relaxed_lanes *lanes, u64x16 first, u64x16 second,
                                     const relaxed_reading *reading) {
  f32x16 limit = lanes->rate * reading->horizon;
  i32x16 alive = lanes->sum < limit;
  /* The leading 31 bits of 2^32 - 1 - draw: u·2^31 to half a unit. */
  f32x16 a = __builtin_convertvector(
      (i32x16)__builtin_convertvector((first & 0xffffffffu) >> 1, u32x16) ^ 0x7fffffff, f32x16) + 0.5f;
  f32x16 b = __builtin_convertvector(
      (i32x16)__builtin_convertvector((second & 0xffffffffu) >> 1, u32x16) ^ 0x7fffffff, f32x16) + 0.5f;
  f32x16 e;
  f32x16 r = vector_split(a * b, &e);
  f32x16 both = (62.0f - e) * 0.693147182f - vector_log_of_split(r);
  f32x16 before = lanes->sum;
  f32x16 increment = both - lanes->carry;
  f32x16 after = before + increment;
  lanes->carry = (after - before) - increment;
  lanes->sum = after;

  i32x16 saturated = after < lanes->rate * reading->saturation;
  if (vector_bits(alive & ~saturated) == 0) {
    lanes->count += vector_keep(alive, (f32x16)2.0f);
  } else {
    r = vector_split(a, &e);
    f32x16 middle = before + ((31.0f - e) * 0.693147182f - vector_log_of_split(r));
    f32x16 f, df;
    relaxed_indicator(reading->indicator, (lanes->rate - middle) * lanes->gain, &f, &df);
    i32x16 counted = alive & (middle < limit);
    lanes->count += vector_keep(counted, vector_select(saturated, (f32x16)1.0f, f));
    lanes->slope += vector_keep(counted & ~saturated, df * middle);
    relaxed_indicator(reading->indicator, (lanes->rate - after) * lanes->gain, &f, &df);
    counted = alive & (after < limit);
    lanes->count += vector_keep(counted, vector_select(saturated, (f32x16)1.0f, f));
    lanes->slope += vector_keep(counted & ~saturated, df * after);
  }
  return alive & (after < limit);
}

VECTOR_INLINE void relaxed_begin(relaxed_lanes *lanes, f32x16 log_rates, const relaxed_reading *reading) {
  lanes->sum = lanes->carry = lanes->count = lanes->slope = (f32x16)0.0f;
  lanes->rate = vector_exp(log_rates);
  /* A rate of 0 keeps a finite gain: its arrivals lie beyond every horizon and count nothing. */
  lanes->gain = vector_min(reading->inverse_temperature / lanes->rate, (f32x16)1e30f);
}

VECTOR_INLINE void relaxed_park(relaxed_waiting *waiting, const relaxed_lanes *lanes, uint32_t unfinished,
                                const uint32_t *index, const uint32_t *neuron, const uint32_t *trial,
                                const uint32_t *block) {
  while (unfinished) {
    int lane = __builtin_ctz(unfinished);
    unfinished &= unfinished - 1;
    size_t at = waiting->length++;
    waiting->index[at] = index[lane];
    waiting->neuron[at] = neuron[lane];
    waiting->trial[at] = trial[lane];
    waiting->block[at] = block[lane];
    waiting->state[0][at] = ((const float *)&lanes->sum)[lane];
    waiting->state[1][at] = ((const float *)&lanes->carry)[lane];
    waiting->state[2][at] = ((const float *)&lanes->count)[lane];
    waiting->state[3][at] = ((const float *)&lanes->slope)[lane];
    waiting->state[4][at] = ((const float *)&lanes->rate)[lane];
    waiting->state[5][at] = ((const float *)&lanes->gain)[lane];
  }
}

VECTOR_INLINE u64x16 relaxed_widen(const uint32_t *from) {
  typedef uint32_t u32x16_unaligned __attribute__((ext_vector_type(16), aligned(4)));
  return __builtin_convertvector((u32x16) * (const u32x16_unaligned *)from, u64x16);
}

/* One pass over the waiting list: each vector goes on while many of its lanes are unfinished, finished
   neurons are written out, the rest close ranks. */
VECTOR_INLINE void relaxed_pass(relaxed_waiting *waiting, const arrivals_request *request,
                                const relaxed_reading *reading) {
  size_t length = waiting->length;
  uint32_t few = length <= 16 ? 1 : RELAXED_FEW;
  waiting->length = 0;
  for (size_t at = 0; at < length; at += 16) {
    uint32_t present = length - at >= 16 ? 0xffffu : (1u << (length - at)) - 1;
    uint32_t index[16], neuron[16], trial[16], block[16];
    relaxed_lanes lanes;
    __builtin_memcpy(index, waiting->index + at, sizeof index);
    __builtin_memcpy(neuron, waiting->neuron + at, sizeof neuron);
    __builtin_memcpy(trial, waiting->trial + at, sizeof trial);
    __builtin_memcpy(block, waiting->block + at, sizeof block);
    lanes.sum = vector_load(waiting->state[0] + at);
    lanes.carry = vector_load(waiting->state[1] + at);
    lanes.count = vector_load(waiting->state[2] + at);
    lanes.slope = vector_load(waiting->state[3] + at);
    lanes.rate = vector_load(waiting->state[4] + at);
    lanes.gain = vector_load(waiting->state[5] + at);
    if (present != 0xffffu) {
      /* Lanes past the end hold leftovers: give them rate 0, so that they are finished. */
      for (int lane = 0; lane < 16; lane++)
        if (!(present >> lane & 1)) ((float *)&lanes.rate)[lane] = 0.0f;
    }
    u64x16 blocks = relaxed_widen(block);
    const u64x16 neurons = relaxed_widen(neuron), trials = relaxed_widen(trial);
    uint32_t unfinished;
    do {
      u64x16 words[4];
      philox_lanes(blocks, neurons, trials, (u64x16)(uint64_t)request->window, request->key[0],
                     request->key[1], words);
      unfinished = vector_bits(relaxed_advance(&lanes, words[0], words[2], reading)) & present;
      blocks += 1;
    } while ((uint32_t)__builtin_popcount(unfinished) >= few);
    f32x16 slopes = lanes.slope * lanes.gain;
    for (uint32_t finished = present & ~unfinished; finished; finished &= finished - 1) {
      int lane = __builtin_ctz(finished);
      reading->counts[index[lane]] = ((const float *)&lanes.count)[lane];
      reading->slopes[index[lane]] = ((const float *)&slopes)[lane];
    }
    if (unfinished) {
      for (int lane = 0; lane < 16; lane++) block[lane] = (uint32_t)blocks[lane];
      relaxed_park(waiting, &lanes, unfinished, index, neuron, trial, block);
    }
  }
}

VECTOR_INLINE void relaxed_rows(const arrivals_request *request, const relaxed_reading *reading) {
  relaxed_waiting waiting;
  waiting.length = 0;
  for (size_t row = 0; row < request->trials; row++) {
    uint32_t trial_id = request->trial_ids ? request->trial_ids[row] : request->first_trial + (uint32_t)row;
    for (size_t column = 0; column < request->neurons; column += 16) {
      size_t width = request->neurons - column < 16 ? request->neurons - column : 16;
      size_t at = row * request->neurons + column;
      uint32_t present = width == 16 ? 0xffffu : (1u << width) - 1;
      float padded[16];
      const float *log_rates = request->log_rates + at;
      if (width < 16) {
        for (size_t lane = 0; lane < 16; lane++)
          padded[lane] = lane < width ? log_rates[lane] : -1.0f / 0.0f;
        log_rates = padded;
      }
      u64x16 neurons = (u64x16){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15} +
                       (u64x16)(uint64_t)(request->first_neuron + column);
      if (request->neuron_ids)
        for (size_t lane = 0; lane < width; lane++) neurons[lane] = request->neuron_ids[column + lane];
      relaxed_lanes lanes;
      relaxed_begin(&lanes, vector_load(log_rates), reading);
      uint32_t block = 0, unfinished;
      do {
        u64x16 words[4];
        philox_lanes((u64x16)(uint64_t)block, neurons, (u64x16)(uint64_t)trial_id,
                       (u64x16)(uint64_t)request->window, request->key[0], request->key[1], words);
        unfinished = vector_bits(relaxed_advance(&lanes, words[0], words[2], reading)) & present;
        block += 1;
      } while (__builtin_popcount(unfinished) >= RELAXED_FEW);
      f32x16 slopes = lanes.slope * lanes.gain;
      if (width == 16) {
        vector_store(reading->counts + at, lanes.count);
        vector_store(reading->slopes + at, slopes);
      } else {
        __builtin_memcpy(reading->counts + at, &lanes.count, width * sizeof(float));
        __builtin_memcpy(reading->slopes + at, &slopes, width * sizeof(float));
      }
      if (unfinished) {
        uint32_t index[16], ids[16], trial[16], blocks[16];
        for (int lane = 0; lane < 16; lane++) {
          index[lane] = (uint32_t)(at + lane);
          ids[lane] = (uint32_t)neurons[lane];
          trial[lane] = trial_id;
          blocks[lane] = block;
        }
        relaxed_park(&waiting, &lanes, unfinished, index, ids, trial, blocks);
        if (waiting.length > RELAXED_WAITING - 16)
          while (waiting.length) relaxed_pass(&waiting, request, reading);
      }
    }
  }
  while (waiting.length) relaxed_pass(&waiting, request, reading);
}

void ARRIVALS_KERNEL(relaxed_counts)(const arrivals_request *request, arrivals_indicator indicator,
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
