/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leaky integration of currents that decay exponentially. Included once for each instruction set.

   With y = V - V∞, V∞ = rest + drive, and a current c:  y' = (c - y)/τ_m,  c' = -c/τ_s,  so with k = τ_s/(τ_s - τ_m)

     y(t) = (y - k c) e^(-t/τ_m) + k c e^(-t/τ_s)        c(t) = c e^(-t/τ_s)

   Arrivals of weights w_i at t_i add Σ k w_i (e^((t_i - t)/τ_s) - e^((t_i - t)/τ_m)) to y, which two sums over a neuron's
   arrivals give for the end of the window. Before that, y lies below what it would be under a steady current of max(c, 0)
   and all that excites. A neuron for which that is below its threshold is done; it is so for nearly all in nearly every
   window. The others go from arrival to arrival. */
#pragma clang fp contract(off)

/* What an arrival adds: to Σ w e^(t/τ_m), to Σ w e^(t/τ_s), and to what excites. */
typedef double currents_step __attribute__((ext_vector_type(4), aligned(16)));
/* e^(t/τ_m) and e^(t/τ_s). */
typedef double currents_growth __attribute__((ext_vector_type(2), aligned(16)));

/* The window's numbers, and what arrives in it. */
typedef struct {
  const networks_currents *law;
  const networks_arrivals *arrivals;
  const currents_step *steps;             /* of each row, and a 0 behind them */
  const currents_growth *growths, *outer; /* of each row; of each arrival from outside, and a 0 behind them */
  size_t nothing, outside;                /* the places of these */
  double k, end_membrane, end_synapse;    /* what is left of a potential and a current at the end */
  int is_long;                            /* growths would leave the numbers: there are none */
} currents_window;

/* A neuron on its way. */
typedef struct {
  double y, c, time, wake;
  currents_growth growth; /* at `time` */
  double gap, floor;      /* θ - V∞, reset - V∞ */
  size_t fired;
} currents_neuron;

VECTOR_INLINE currents_growth currents_growth_at(const networks_currents *law, double time) {
  return (currents_growth){networks_exp(time * law->membrane.rate), networks_exp(time * law->synaptic_rate)};
}

/* What is left, from one time to a later one. */
VECTOR_INLINE currents_growth currents_decay(const currents_window *window, double from, currents_growth early,
                                             double to, currents_growth late) {
  return window->is_long ? currents_growth_at(window->law, from - to) : early / late;
}

/* y after a time, less what it is to reach. */
VECTOR_INLINE double currents_excess(const networks_currents *law, double a, double b, double gap, double time,
                                     double *slope) {
  const double membrane = a * networks_exp(-time * law->membrane.rate);
  const double synapse = b * networks_exp(-time * law->synaptic_rate);
  *slope = -(membrane * law->membrane.rate + synapse * law->synaptic_rate);
  return membrane + synapse - gap;
}

/* When y first reaches the gap from below, where it does so before `high`: Newton's steps, and halves where they lead
   out of what is known. */
VECTOR_INLINE double currents_root(const networks_currents *law, double a, double b, double gap, double high) {
  const double enough = 0x1p-50 * high;
  double low = 0.0, time = high;
  for (int i = 0; i < 200; i++) {
    double slope;
    const double excess = currents_excess(law, a, b, gap, time, &slope);
    if (excess < 0.0) low = time;
    else high = time;
    const double newton = time - excess / slope;
    const double next = newton > low && newton < high ? newton : low + (high - low) / 2;
    if (__builtin_fabs(newton - time) <= enough || !(next > low && next < high)) break;
    time = next;
  }
  return time;
}

/* Where y has its only extremum; negative for nowhere. */
VECTOR_INLINE double currents_extremum(const networks_currents *law, double a, double b) {
  const double ratio = -(a * law->membrane.rate) / (b * law->synaptic_rate);
  if (!(ratio > 0x1p-1000 && ratio < 0x1p1000)) return -1.0;
  const double logarithm = ratio > 1.0 ? networks_minus_log(1.0 / ratio) : -networks_minus_log(ratio);
  return logarithm / (law->membrane.rate - law->synaptic_rate);
}

/* Without an arrival until `end`. Returns 0, or the error of networks_integrate_currents. */
VECTOR_INLINE int64_t currents_advance(const currents_window *window, currents_neuron *neuron, double end,
                                       currents_growth growth, uint32_t number, size_t limit,
                                       networks_spikes *spikes) {
  const networks_currents *law = window->law;
  while (neuron->time < end) {
    if (neuron->time < neuron->wake) {
      const int stays = neuron->wake >= end;
      const double until = stays ? end : neuron->wake;
      const currents_growth late =
          stays || window->is_long ? growth : currents_growth_at(law, until);
      neuron->c *= currents_decay(window, neuron->time, neuron->growth, until, late).y;
      neuron->y = neuron->floor;
      neuron->time = until;
      neuron->growth = late;
      continue;
    }
    const currents_growth decay = currents_decay(window, neuron->time, neuron->growth, end, growth);
    const double b = window->k * neuron->c, a = neuron->y - b, span = end - neuron->time;
    const double last = a * decay.x + b * decay.y;
    double crossing = -1.0;
    if (neuron->y >= neuron->gap) {
      crossing = 0.0;
    } else if (last >= neuron->gap) {
      crossing = currents_root(law, a, b, neuron->gap, span);
    } else {
      /* Only a maximum in between can be above, and only where a steady current would lead there. */
      const double current = neuron->c > 0.0 ? neuron->c : 0.0;
      const double bound = neuron->y * decay.x + current * (1.0 - decay.x);
      if (bound + 1e-12 * (__builtin_fabs(a) + __builtin_fabs(b)) >= neuron->gap) {
        const double top = currents_extremum(law, a, b);
        double slope;
        if (top > 0.0 && top < span && currents_excess(law, a, b, neuron->gap, top, &slope) >= 0.0)
          crossing = currents_root(law, a, b, neuron->gap, top);
      }
    }
    if (!(crossing >= 0.0)) {
      neuron->y = last;
      neuron->c *= decay.y;
      neuron->time = end;
      neuron->growth = growth;
      return 0;
    }
    neuron->time += crossing;
    neuron->c *= networks_exp(-crossing * law->synaptic_rate);
    neuron->y = neuron->floor;
    neuron->wake = neuron->time + law->membrane.refractory;
    if (!window->is_long) neuron->growth = currents_growth_at(law, neuron->time);
    if (!networks_record(spikes, neuron->time, number)) return -1;
    if (++neuron->fired > limit) return (int64_t)number + 1;
  }
  return 0;
}

/* From arrival to arrival. `rest` is what all arrivals of the neuron add, where it is awake from the beginning. */
VECTOR_INLINE int64_t currents_in_order(const currents_window *window, currents_neuron *neuron, currents_step rest,
                                        uint32_t number, size_t limit, networks_spikes *spikes) {
  const networks_arrivals *arrivals = window->arrivals;
  const networks_currents *law = window->law;
  const double duration = law->membrane.duration, never = 1.0 / 0.0;
  size_t e = arrivals->offsets[number], x = arrivals->starts ? arrivals->starts[number] : 0;
  const size_t last = arrivals->offsets[number + 1], end = arrivals->starts ? arrivals->starts[number + 1] : 0;
  const currents_growth at_end = {1.0 / window->end_membrane, 1.0 / window->end_synapse};
  int knows_rest = !window->is_long && !(neuron->wake > 0.0);
  while (e < last || x < end) {
    const double inner = e < last ? arrivals->row_times[arrivals->entries[e]] : never;
    const double outer = x < end ? arrivals->times[x] : never;
    double time, weight;
    currents_growth growth = {1.0, 1.0};
    if (inner <= outer) {
      const uint32_t row = arrivals->entries[e++];
      time = inner, weight = arrivals->row_weights[row];
      if (!window->is_long) growth = window->growths[row];
    } else {
      time = outer, weight = arrivals->weights ? arrivals->weights[x] : arrivals->weight;
      if (!window->is_long) growth = window->outer[x];
      x++;
    }
    const int64_t failure = currents_advance(window, neuron, time, growth, number, limit, spikes);
    if (failure) return failure;
    neuron->c += weight;
    if (neuron->fired || !knows_rest) continue;
    rest -= (currents_step){weight * growth.x, weight * growth.y, weight > 0.0 ? weight : 0.0, 0.0};
    const double current = (neuron->c > 0.0 ? neuron->c : 0.0) + rest.z;
    const double decay = window->end_membrane * growth.x;
    const double highest = neuron->y * decay + current * (1.0 - decay);
    const double bound = highest > neuron->y ? highest : neuron->y;
    if (bound + 1e-12 * (__builtin_fabs(neuron->y) + current) < neuron->gap) {
      const double b = window->k * neuron->c;
      const double synapse = window->end_synapse * growth.y;
      neuron->y = (neuron->y - b) * decay + b * synapse +
                  window->k * (rest.y * window->end_synapse - rest.x * window->end_membrane);
      neuron->c = neuron->c * synapse + rest.y * window->end_synapse;
      return 0;
    }
  }
  return currents_advance(window, neuron, duration, at_end, number, limit, spikes);
}

/* Arrivals of a neuron that are added without asking whether there are so many: hardly any processor guesses right. */
enum { CURRENTS_USUAL = 4 };

/* All bits where a place is before the end, else none. */
VECTOR_INLINE size_t currents_mask(size_t place, size_t end) { return (size_t)((int64_t)(place - end) >> 63); }

/* What all arrivals of a neuron add; in a fixed order. */
VECTOR_INLINE currents_step currents_sum(const currents_window *window, size_t number) {
  const networks_arrivals *arrivals = window->arrivals;
  static const uint32_t none = 0;
  const uint32_t *entries = window->nothing ? arrivals->entries : &none;
  currents_step sums[2] = {{0.0, 0.0, 0.0, 0.0}, {0.0, 0.0, 0.0, 0.0}};
  const size_t first = arrivals->offsets[number], last = arrivals->offsets[number + 1];
#pragma unroll
  for (size_t i = 0; i < CURRENTS_USUAL; i++) {
    const size_t mask = currents_mask(first + i, last);
    const size_t row = (entries[(first + i) & mask] & mask) | (window->nothing & ~mask);
    sums[i % 2] += window->steps[row];
  }
  size_t e = first + CURRENTS_USUAL;
  for (; e + 2 <= last; e += 2) {
    sums[0] += window->steps[entries[e]];
    sums[1] += window->steps[entries[e + 1]];
  }
  if (e < last) sums[0] += window->steps[entries[e]];
  const currents_step inner = sums[0] + sums[1];
  if (!arrivals->starts) return inner;
  const size_t begin = arrivals->starts[number], end = arrivals->starts[number + 1];
  if (arrivals->weights) {
    currents_growth sum = {0.0, 0.0};
    double excitation = 0.0;
    for (size_t x = begin; x < end; x++) {
      const double weight = arrivals->weights[x];
      sum += weight * window->outer[x];
      excitation += weight > 0.0 ? weight : 0.0;
    }
    return inner + (currents_step){sum.x, sum.y, excitation, 0.0};
  }
  currents_growth outer[2] = {{0.0, 0.0}, {0.0, 0.0}};
#pragma unroll
  for (size_t i = 0; i < CURRENTS_USUAL; i++) {
    const size_t mask = currents_mask(begin + i, end);
    outer[i % 2] += window->outer[((begin + i) & mask) | (window->outside & ~mask)];
  }
  size_t x = begin + CURRENTS_USUAL;
  for (; x + 2 <= end; x += 2) {
    outer[0] += window->outer[x];
    outer[1] += window->outer[x + 1];
  }
  if (x < end) outer[0] += window->outer[x];
  const currents_growth sum = arrivals->weight * (outer[0] + outer[1]);
  const double excitation = (double)(end - begin) * (arrivals->weight > 0.0 ? arrivals->weight : 0.0);
  return inner + (currents_step){sum.x, sum.y, excitation, 0.0};
}

typedef double currents_twice __attribute__((ext_vector_type(2 * VECTOR_LANES), aligned(16)));

/* Both growths of each time, and a 0; `growths` has room for a vector more. */
VECTOR_INLINE void currents_growths(const networks_currents *law, const double *times, size_t count,
                                    currents_growth *growths) {
  for (size_t i = 0; i < count; i += VECTOR_LANES) {
    double moments[VECTOR_LANES] = {0.0};
    const size_t lanes = count - i < VECTOR_LANES ? count - i : VECTOR_LANES;
    if (lanes < VECTOR_LANES) memcpy(moments, times + i, lanes * sizeof(double));
    const doubles t = *(const doubles_unaligned *)(lanes < VECTOR_LANES ? moments : times + i);
    const doubles membrane = vector_exp64(t * law->membrane.rate);
    const doubles synapse = vector_exp64(t * law->synaptic_rate);
    *(currents_twice *)(growths + i) =
        __builtin_shufflevector(membrane, synapse, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23, 8, 24, 9,
                                25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  }
  growths[count] = (currents_growth){0.0, 0.0};
}

/* The neurons' own numbers, a lane each; lanes behind the last are 0. */
VECTOR_INLINE doubles currents_load(const double *values, size_t lanes) {
  if (lanes == VECTOR_LANES) return *(const doubles_unaligned *)values;
  double some[VECTOR_LANES] = {0.0};
  memcpy(some, values, lanes * sizeof(double));
  return *(const doubles_unaligned *)some;
}
VECTOR_INLINE void currents_store(double *values, size_t lanes, doubles result) {
  if (lanes == VECTOR_LANES) *(doubles_unaligned *)values = result;
  else memcpy(values, &result, lanes * sizeof(double));
}

/* One neuron that may fire, or that wakes within the window. */
VECTOR_INLINE int64_t currents_watch(const currents_window *window, currents_step sum, size_t number, size_t limit,
                                     double *potential, double *ready, double *current, double drive,
                                     networks_spikes *spikes) {
  const networks_integration *membrane = &window->law->membrane;
  const double level = membrane->rest + drive;
  currents_neuron neuron = {.y = *potential - level,
                            .c = *current,
                            .time = 0.0,
                            .wake = *ready - membrane->start,
                            .growth = {1.0, 1.0},
                            .gap = membrane->threshold - level,
                            .floor = membrane->reset - level,
                            .fired = 0};
  const int64_t failure = currents_in_order(window, &neuron, sum, (uint32_t)number, limit, spikes);
  if (failure) return failure;
  if (neuron.fired) *ready = membrane->start + neuron.wake;
  *potential = neuron.wake >= membrane->duration ? membrane->reset : level + neuron.y;
  *current = neuron.c;
  return __builtin_isfinite(*potential) ? 0 : (int64_t)number + 1;
}

/* The window's numbers; its rows come later. */
VECTOR_INLINE currents_window currents_window_of(const networks_currents *law, const networks_arrivals *arrivals) {
  const networks_integration *membrane = &law->membrane;
  return (currents_window){
      .law = law,
      .arrivals = arrivals,
      .k = membrane->rate / (membrane->rate - law->synaptic_rate),
      .end_membrane = networks_exp(-membrane->duration * membrane->rate),
      .end_synapse = networks_exp(-membrane->duration * law->synaptic_rate),
      .is_long = membrane->duration * membrane->rate > 100.0 || membrane->duration * law->synaptic_rate > 100.0};
}

/* Takes a vector of neurons to the end of the window by what arrives at them in sum. Returns the lanes that may fire, or
   that wake within the window, which are left as they were. */
VECTOR_INLINE uint32_t currents_settle(const currents_window *window, doubles membranes, doubles synapses,
                                       doubles excitations, size_t first, size_t lanes, double *potentials,
                                       const double *ready, double *currents, const double *drives) {
  const networks_integration *membrane = &window->law->membrane;
  const doubles wakes = currents_load(ready + first, lanes) - membrane->start;
  const doubles levels = membrane->rest + currents_load(drives + first, lanes);
  const doubles v = currents_load(potentials + first, lanes), c = currents_load(currents + first, lanes);
  const doubles y = v - levels, gaps = membrane->threshold - levels;
  const doubles steady = vector_select64(c > 0.0, c, (doubles)0.0) + excitations;
  const doubles highest = y * window->end_membrane + steady * (1.0 - window->end_membrane);
  const doubles bounds = vector_select64(highest > y, highest, y) +
                         1e-12 * (vector_select64(y > 0.0, y, -y) + steady);
  const doubles b = window->k * c;
  const doubles left = ((y - b) - window->k * membranes) * window->end_membrane;
  const doubles after = levels + (left + (b + window->k * synapses) * window->end_synapse);
  const doubles remaining = (c + synapses) * window->end_synapse;
  const longs held = wakes >= membrane->duration;
  const longs quiet = (bounds < gaps) & (wakes <= 0.0) & (after - after == 0.0);
  const longs settled = window->is_long ? (longs)0 : held | quiet;
  currents_store(potentials + first, lanes, vector_select64(quiet & settled, after, v));
  currents_store(currents + first, lanes, vector_select64(settled, remaining, c));
  return ~vector_bits64(settled) & (uint32_t)((1ull << lanes) - 1);
}

int64_t KERNEL(integrate_currents)(const networks_currents *law, const networks_arrivals *arrivals, size_t rows,
                                   size_t outside, size_t neurons, size_t limit, double *potentials, double *ready,
                                   double *currents, const double *drives, networks_spikes *spikes) {
  currents_window window = currents_window_of(law, arrivals);
  const size_t inner = (rows + VECTOR_LANES) & ~(size_t)1, outer = outside + VECTOR_LANES;
  char *memory = malloc(inner * (sizeof(currents_step) + sizeof(currents_growth)) + outer * sizeof(currents_growth));
  if (!memory) return -1;
  currents_step *steps = (currents_step *)memory;
  currents_growth *growths = (currents_growth *)(steps + inner);
  if (!window.is_long) {
    currents_growths(law, arrivals->row_times, rows, growths);
    for (size_t row = 0; row < rows; row++) {
      const double weight = arrivals->row_weights[row];
      steps[row] = (currents_step){weight * growths[row].x, weight * growths[row].y, weight > 0.0 ? weight : 0.0, 0.0};
    }
    currents_growths(law, arrivals->times, outside, growths + inner);
    steps[rows] = (currents_step){0.0, 0.0, 0.0, 0.0};
    window.nothing = rows;
    window.outside = outside;
    window.steps = steps;
    window.growths = growths;
    window.outer = growths + inner;
  }
  int64_t failure = 0;
  for (size_t first = 0; first < neurons && !failure; first += VECTOR_LANES) {
    const size_t lanes = neurons - first < VECTOR_LANES ? neurons - first : VECTOR_LANES;
    currents_step sums[VECTOR_LANES] = {0};
    const int silent = arrivals->offsets[first] == arrivals->offsets[first + lanes] &&
                       (!arrivals->starts || arrivals->starts[first] == arrivals->starts[first + lanes]);
    if (!window.is_long && !silent)
      for (size_t lane = 0; lane < lanes; lane++) sums[lane] = currents_sum(&window, first + lane);
    doubles membranes, synapses, excitations;
#pragma unroll
    for (int lane = 0; lane < VECTOR_LANES; lane++) {
      membranes[lane] = sums[lane].x, synapses[lane] = sums[lane].y, excitations[lane] = sums[lane].z;
    }
    uint32_t watched = currents_settle(&window, membranes, synapses, excitations, first, lanes, potentials, ready,
                                       currents, drives);
    for (; watched && !failure; watched &= watched - 1) {
      const size_t lane = (size_t)__builtin_ctz(watched), n = first + lane;
      failure = currents_watch(&window, sums[lane], n, limit, potentials + n, ready + n, currents + n, drives[n], spikes);
    }
  }
  free(memory);
  return failure;
}
