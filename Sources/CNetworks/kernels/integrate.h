/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leaky integration in a frame in which nothing leaks. Included once for each instruction set.

   Between arrivals V tends to V∞ = rest + drive as (V - V∞) e^(-t/τ). So y = (V - V∞) e^(t/τ) stands still, an
   arrival of weight w at time t adds w·e^(t/τ) to it, and V ≥ θ is y ≥ (θ - V∞) e^(t/τ). */
#pragma clang fp contract(off)

/* One neuron on its way through the window. */
typedef struct {
  double y;
  double wake;  /* arrivals before it are lost */
  double gap;   /* θ - V∞ */
  double floor; /* reset - V∞ */
  size_t fired;
} networks_neuron;

VECTOR_INLINE int integrate_fire(networks_neuron *neuron, const networks_integration *law, double time,
                                 uint32_t number, networks_spikes *spikes) {
  neuron->wake = time + law->refractory;
  neuron->fired++;
  if (neuron->wake < law->duration) neuron->y = neuron->floor * networks_exp(neuron->wake * law->rate);
  return networks_record(spikes, time, number);
}

/* When the steady current alone takes the neuron to its threshold; +infinity for never.
   Both y and the gap are below 0: y = gap·e^(t/τ). */
VECTOR_INLINE double integrate_crossing(const networks_neuron *neuron, const networks_integration *law) {
  if (!(neuron->gap < 0.0)) return 1.0 / 0.0;
  const double time = neuron->y < neuron->gap
                          ? networks_minus_log(neuron->gap / neuron->y) / law->rate
                          : 0.0;
  return time > neuron->wake ? time : neuron->wake;
}

/* Fires by the steady current until `time`. Returns 1, or the error of networks_integrate. */
VECTOR_INLINE int64_t integrate_drive(networks_neuron *neuron, const networks_integration *law, double time,
                                      uint32_t number, size_t limit, networks_spikes *spikes) {
  while (neuron->wake < law->duration) {
    const double crossing = integrate_crossing(neuron, law);
    if (!(crossing < time)) return 0;
    if (!integrate_fire(neuron, law, crossing, number, spikes)) return -1;
    if (neuron->fired > limit) return (int64_t)number + 1;
  }
  return 0;
}

/* Σ of a neuron's arrivals in y, and of those that excite; in a fixed order. */
VECTOR_INLINE double integrate_sum(const networks_arrivals *arrivals, const double *row_steps,
                                   size_t first, size_t last, size_t begin, size_t end,
                                   double *excitation) {
  double sums[4] = {0.0}, positive[4] = {0.0};
  size_t e = first;
  for (; e + 4 <= last; e += 4) {
#pragma unroll
    for (int i = 0; i < 4; i++) {
      const double step = row_steps[arrivals->entries[e + (size_t)i]];
      sums[i] += step;
      positive[i] += step > 0.0 ? step : 0.0;
    }
  }
  for (; e < last; e++) {
    const double step = row_steps[arrivals->entries[e]];
    sums[0] += step;
    positive[0] += step > 0.0 ? step : 0.0;
  }
  double sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  double high = (positive[0] + positive[1]) + (positive[2] + positive[3]);
  if (arrivals->weights) {
    for (size_t x = begin; x < end; x++) {
      const double step = arrivals->weights[x] * arrivals->growths[x];
      sum += step;
      high += step > 0.0 ? step : 0.0;
    }
  } else {
    double lanes[8] = {0.0};
    size_t x = begin;
    for (; x + 8 <= end; x += 8) {
#pragma unroll
      for (int i = 0; i < 8; i++) lanes[i] += arrivals->growths[x + (size_t)i];
    }
    for (; x < end; x++) lanes[0] += arrivals->growths[x];
    const double outside = arrivals->weight * (((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) +
                                               ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7])));
    sum += outside;
    high += outside > 0.0 ? outside : 0.0;
  }
  *excitation = high;
  return sum;
}

/* What is still to come of a neuron's arrivals: their sum, and that of those that excite. */
typedef struct {
  double sum, excitation;
} networks_rest;

/* Instant after instant: arrivals of one time are added before the sum is compared with the threshold, so their
   order does not matter; a spike then takes all of them. Where `rest` is known the neuron only goes on so while
   it could still reach its threshold; what is left then counts as a sum. */
VECTOR_INLINE int64_t integrate_in_order(networks_neuron *neuron, const networks_integration *law,
                                         const networks_arrivals *arrivals, const double *row_steps,
                                         size_t e, size_t last, size_t x, size_t end, networks_rest rest,
                                         uint32_t number, size_t limit, networks_spikes *spikes) {
  const double never = 1.0 / 0.0;
  double inner = e < last ? arrivals->row_times[arrivals->entries[e]] : never;
  double outer = x < end ? arrivals->times[x] : never;
  double instant = -1.0; /* of the arrival before */
  while (inner < never || outer < never) {
    double time, growth, step;
    if (inner <= outer) {
      const uint32_t row = arrivals->entries[e];
      time = inner, growth = arrivals->row_growths[row], step = row_steps[row];
      e++;
      inner = e < last ? arrivals->row_times[arrivals->entries[e]] : never;
    } else {
      time = outer, growth = arrivals->growths[x];
      step = (arrivals->weights ? arrivals->weights[x] : arrivals->weight) * growth;
      x++;
      outer = x < end ? arrivals->times[x] : never;
    }
    if (neuron->gap < 0.0 && time > instant) {
      const int64_t failure = integrate_drive(neuron, law, time, number, limit, spikes);
      if (failure) return failure;
    }
    instant = time;
    if (time < neuron->wake) continue;
    neuron->y += step;
    rest.sum -= step;
    rest.excitation -= step > 0.0 ? step : 0.0;
    if (inner == time || outer == time) continue;
    if (neuron->y + rest.excitation < neuron->gap) {
      neuron->y += rest.sum;
      return 0;
    }
    if (neuron->y >= neuron->gap * growth) {
      /* Arrivals will be lost: nothing is known of the rest. */
      rest.excitation = never;
      if (!integrate_fire(neuron, law, time, number, spikes)) return -1;
      if (neuron->fired > limit) return (int64_t)number + 1;
    }
  }
  return integrate_drive(neuron, law, law->duration, number, limit, spikes);
}

/* So many arrivals are looked at together where a neuron has twice as many or more. */
enum { INTEGRATE_PART = 16 };

/* The same part after part of the window, each with about so many arrivals: only where what excites within a part could
   take the neuron to its threshold does the order of its arrivals matter. For a neuron that is awake from the beginning
   and whose threshold lies above V∞. */
VECTOR_INLINE int64_t integrate_by_parts(networks_neuron *neuron, const networks_integration *law,
                                         const networks_arrivals *arrivals, const double *row_steps, size_t e,
                                         size_t last, size_t x, size_t end, networks_rest rest, uint32_t number,
                                         size_t limit, networks_spikes *spikes) {
  const double never = 1.0 / 0.0;
  const size_t parts = (last - e + end - x) / INTEGRATE_PART;
  const double length = law->duration / (double)parts;
  for (size_t part = 0; part < parts; part++) {
    const double begin = length * (double)part;
    const double until = part + 1 < parts ? length * (double)(part + 1) : never;
    size_t inner = e, outer = x;
    double sum = 0.0, excitation = 0.0;
    while (inner < last && arrivals->row_times[arrivals->entries[inner]] < until) {
      const double step = row_steps[arrivals->entries[inner++]];
      sum += step;
      excitation += step > 0.0 ? step : 0.0;
    }
    if (arrivals->weights) {
      for (; outer < end && arrivals->times[outer] < until; outer++) {
        const double step = arrivals->weights[outer] * arrivals->growths[outer];
        sum += step;
        excitation += step > 0.0 ? step : 0.0;
      }
    } else {
      double growths = 0.0;
      while (outer < end && arrivals->times[outer] < until) growths += arrivals->growths[outer++];
      const double step = arrivals->weight * growths;
      sum += step;
      excitation += step > 0.0 ? step : 0.0;
    }
    /* The threshold has grown by more than 1 + t/τ. */
    const double bound = neuron->y + excitation + 1e-12 * (excitation + __builtin_fabs(neuron->y));
    if (neuron->wake <= begin && bound < neuron->gap * (1.0 + begin * law->rate)) {
      neuron->y += sum;
    } else {
      const size_t fired = neuron->fired;
      const int64_t failure =
          integrate_in_order(neuron, law, arrivals, row_steps, e, inner, x, outer, (networks_rest){0.0, never},
                             number, limit, spikes);
      if (failure) return failure;
      /* Arrivals will be lost: nothing is known of the rest. */
      if (neuron->fired > fired) rest.excitation = never;
    }
    e = inner, x = outer;
    rest.sum -= sum;
    rest.excitation -= excitation;
    if (neuron->y + rest.excitation < neuron->gap) {
      neuron->y += rest.sum;
      return 0;
    }
  }
  return 0;
}

int64_t KERNEL(integrate_rows)(const networks_integration *law, const networks_arrivals *arrivals,
                               const double *row_steps, size_t first, size_t last, size_t limit,
                               double *potentials, double *ready, const double *drives,
                               networks_spikes *spikes) {
  const double decay = networks_exp(-law->duration * law->rate);
  for (size_t n = first; n < last; n++) {
    const size_t e = arrivals->offsets[n], e_end = arrivals->offsets[n + 1];
    const size_t x = arrivals->starts ? arrivals->starts[n] : 0;
    const size_t x_end = arrivals->starts ? arrivals->starts[n + 1] : 0;
    const double level = law->rest + drives[n];
    networks_neuron neuron = {.y = potentials[n] - level,
                              .wake = ready[n] - law->start,
                              .gap = law->threshold - level,
                              .floor = law->reset - level,
                              .fired = 0};
    if (neuron.wake >= law->duration) continue;
    networks_rest rest = {0.0, 1.0 / 0.0};
    if (neuron.wake > 0.0) {
      neuron.y = neuron.floor * networks_exp(neuron.wake * law->rate);
    } else {
      neuron.wake = 0.0;
      if (neuron.gap >= 0.0 && neuron.y >= neuron.gap) {
        /* It begins at the threshold or above; later only an arrival takes it there. */
        if (!integrate_fire(&neuron, law, 0.0, (uint32_t)n, spikes)) return -1;
      } else if (neuron.gap > 0.0) {
        rest.sum = integrate_sum(arrivals, row_steps, e, e_end, x, x_end, &rest.excitation);
        /* Too far below the threshold for whatever order they come in: growths are at least 1. The margin is
           for the rounding of what is taken from it below. */
        rest.excitation += 1e-12 * (rest.excitation + __builtin_fabs(neuron.y));
        if (neuron.y + rest.excitation < neuron.gap) {
          potentials[n] = level + (neuron.y + rest.sum) * decay;
          continue;
        }
      }
    }
    const int by_parts = rest.excitation < 1.0 / 0.0 && e_end - e + x_end - x >= 2 * INTEGRATE_PART;
    const int64_t failure =
        by_parts ? integrate_by_parts(&neuron, law, arrivals, row_steps, e, e_end, x, x_end, rest, (uint32_t)n, limit,
                                      spikes)
                 : integrate_in_order(&neuron, law, arrivals, row_steps, e, e_end, x, x_end, rest, (uint32_t)n, limit,
                                      spikes);
    if (failure) return failure;
    if (neuron.fired) ready[n] = law->start + neuron.wake;
    potentials[n] = neuron.wake < law->duration ? level + neuron.y * decay : law->reset;
  }
  return 0;
}
