/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact counts and slopes of finite order, a vector of neurons at a time. Included once for each instruction set, after
   exact_arrivals.h.

   Arrival i lies in the window when S[i] < λ, that is when e^λ·u[0]·…·u[i] > 1: single precision multiplies, without
   a logarithm. Where a product is so near to 1 that its rounding could tell it to the wrong side, one neuron in many
   thousands, the neuron is counted anew in double precision: counts are those of the exact readings, always. */

typedef struct {
  floats left;     /* e^λ·Πu·2^(-64·reserve) > 0, and 0 once the neuron has left the window */
  floats reserve;  /* powers of 2^64 that `left` did not hold */
  floats rate;
  floats count;
  uint32_t doubtful; /* lanes whose count is not sure; those of unfinished lanes are, so far */
} finite_order_lanes;

typedef struct {
  arrivals_order order;
  float *counts, *slopes;
} finite_order_reading;

/* Above this rate rounding leaves so much in doubt that all are counted in double precision. */
#define FINITE_ORDER_LARGEST 1024.0f

VECTOR_INLINE void finite_order_begin(finite_order_lanes *lanes, floats log_rates,
                                      const finite_order_reading *reading) {
  *lanes = (finite_order_lanes){0};
  lanes->rate = vector_exp(log_rates);
  const ints large = ~(lanes->rate <= FINITE_ORDER_LARGEST), some = log_rates > -1.0f / 0.0f;
  floats rest = vector_min(lanes->rate, (floats)FINITE_ORDER_LARGEST);
  if (vector_bits(rest > 44.0f)) {
    /* 64 ln 2 = 44.3614… in two parts: whole numbers below 2^12 times the first are exact. */
    lanes->reserve = __builtin_convertvector(__builtin_convertvector(rest * 0.02254f, ints), floats);
    rest = (rest - lanes->reserve * 44.359375f) - lanes->reserve * 0.00204455584f;
  }
  lanes->left = vector_keep(some & ~large, vector_max(vector_exp_within(rest), (floats)1.0f));
  lanes->doubtful = vector_bits(some & large);
}

/* The leading 31 bits of 1 - d, for a draw d: u·2^31 to half a unit. */
VECTOR_INLINE floats finite_order_uniform(words draw) {
  const ints d = (ints)__builtin_convertvector((draw & 0xffffffffu) >> 1, uints);
  return __builtin_convertvector(d ^ 0x7fffffff, floats) + 0.5f;
}

/* All bits of it. */
VECTOR_INLINE floats finite_order_small_uniform(words high, words low) {
  const words draw = (high << 32) | (low & 0xffffffffu);
  return __builtin_convertvector(__builtin_convertvector((~draw >> 11) + 1, doubles) * 0x1p-22, floats);
}

VECTOR_INLINE ints finite_order_advance(finite_order_lanes *lanes, const words drawn[4],
                                        const finite_order_reading *reading) {
  if (vector_bits(lanes->reserve > 0.0f)) {
    /* Two draws take at most 2^106 away, and two thirds of that almost never: see `doubtful`. */
    const ints refill = (lanes->reserve > 0.0f) & (lanes->left < 0x1p60f);
    lanes->left = vector_select(refill, lanes->left * 0x1p64f, lanes->left);
    lanes->reserve -= vector_keep(refill, (floats)1.0f);
  }
  const ints inside = lanes->left > 0.0f;
  floats a = finite_order_uniform(drawn[0]), b = finite_order_uniform(drawn[2]);
  if (vector_bits(vector_min(a, b) < 0x1p19f)) {
    a = finite_order_small_uniform(drawn[0], drawn[1]);
    b = finite_order_small_uniform(drawn[2], drawn[3]);
  }
  const floats middle = lanes->left * (a * 0x1p-31f), after = middle * (b * 0x1p-31f);
  /* |Δ ln left| ≤ 5e-7·λ + 3e-7 from λ and its exponential, and for each draw 2^-20 from its missing bits and 2^-22
     from rounding; a little more is taken, for |x - 1| in place of |ln x|. */
  const floats margin = lanes->rate * 6e-7f + (lanes->count + 2.0f) * 0x1.6p-20f + 4e-7f;
  const floats off = vector_min(__builtin_elementwise_abs(middle - 1.0f), __builtin_elementwise_abs(after - 1.0f));
  const ints first_inside = inside & (middle > 1.0f), second_inside = inside & (after > 1.0f);
  /* A neuron that seems to have left with powers in reserve has not. */
  const ints doubtful = inside & ((off <= margin) | (~second_inside & (lanes->reserve > 0.0f)));
  lanes->count += vector_keep(first_inside, (floats)1.0f) + vector_keep(second_inside, (floats)1.0f);
  const ints going = second_inside & ~doubtful;
  lanes->doubtful |= vector_bits(doubtful);
  lanes->left = vector_keep(going, after);
  return going;
}

/* Counts the lanes of `which` in double precision. */
static __attribute__((noinline)) void finite_order_recount(floats *counts, uint32_t which,
                                                           const rows_names *names,
                                                           const arrivals_request *request) {
  float log_rate[VECTOR_LANES];
  uint32_t index[VECTOR_LANES];
  __builtin_memcpy(index, &names->index, sizeof index);
  for (int lane = 0; lane < VECTOR_LANES; lane++)
    log_rate[lane] = which >> lane & 1 ? request->log_rates[index[lane]] : -1.0f / 0.0f;
  exact_lanes lanes;
  lanes.sum = (doubles)0.0;
  lanes.rate = vector_exp64(__builtin_convertvector(vector_load(log_rate), doubles));
  lanes.neuron = __builtin_convertvector(names->neuron, words);
  const longs exact = exact_count(lanes, request, __builtin_convertvector(names->trial, words));
  float count[VECTOR_LANES], found[VECTOR_LANES];
  *(floats_unaligned *)count = *counts;
  *(floats_unaligned *)found = __builtin_convertvector(exact, floats);
  for (; which; which &= which - 1) count[__builtin_ctz(which)] = found[__builtin_ctz(which)];
  *counts = vector_load(count);
}

VECTOR_INLINE void finite_order_finish(const finite_order_lanes *lanes, uint32_t finished,
                                       const rows_names *names, const arrivals_request *request,
                                       const finite_order_reading *reading, floats *counts, floats *slopes) {
  floats z = lanes->count;
  const floats rate = lanes->rate;
  const uint32_t doubtful = lanes->doubtful & finished;
  if (doubtful) finite_order_recount(&z, doubtful, names, request);
  *counts = z;
  if (reading->order == ARRIVALS_SECOND_ORDER) {
    *slopes = (z + rate) * 0.5f;
    return;
  }
  /* (8λ + 1)z - z² over λ, so that rates near 0, whose counts are 0, divide nothing by almost nothing. */
  const floats quotient = (1.0f - z) / vector_max(rate, (floats)1e-30f);
  *slopes = (rate * 5.0f + vector_keep(z > 0.0f, (quotient + 8.0f) * z)) / 12.0f;
}

#define READING finite_order
#define READING_PARKED 4
#include "neuron_rows.h"
#undef READING
#undef READING_PARKED

void KERNEL(finite_order)(const arrivals_request *request, arrivals_order order, float *counts, float *slopes) {
  finite_order_reading reading = {order, counts, slopes};
  /* The order is a constant inside each copy of the loop. */
  switch (order) {
  case ARRIVALS_SECOND_ORDER:
    reading.order = ARRIVALS_SECOND_ORDER;
    finite_order_rows(request, &reading);
    break;
  case ARRIVALS_THIRD_ORDER:
    reading.order = ARRIVALS_THIRD_ORDER;
    finite_order_rows(request, &reading);
    break;
  }
}
