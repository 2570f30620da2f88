/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The relaxed reading of the arrivals, a vector of neurons at a time. Included once for each instruction
   set. */

#include "vector_math.h"

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

/* Adds the two arrivals of one block, whose draws begin with words 0 and 2. Returns the lanes that have not
   passed the horizon. */
VECTOR_INLINE ints relaxed_advance(relaxed_lanes *lanes, const words drawn[4], const relaxed_reading *reading) {
  const floats limit = lanes->rate * reading->horizon;
  const floats before = lanes->arrival.value;
  const ints alive = before < limit;
  /* The leading 31 bits of a draw d, and of 1 - d: u·2^31 to half a unit. */
  const ints d = (ints)__builtin_convertvector((drawn[0] & 0xffffffffu) >> 1, uints);
  const ints d2 = (ints)__builtin_convertvector((drawn[2] & 0xffffffffu) >> 1, uints);
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

VECTOR_INLINE void relaxed_finish(const relaxed_lanes *lanes, uint32_t finished, const rows_names *names,
                                  const arrivals_request *request, const relaxed_reading *reading,
                                  floats *counts, floats *slopes) {
  *counts = lanes->count.value;
  *slopes = lanes->slope.value * lanes->gain;
}

#define READING relaxed
#define READING_PARKED (sizeof(relaxed_lanes) / sizeof(floats))
#include "neuron_rows.h"
#undef READING
#undef READING_PARKED

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
