/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Membranes that have no closed form, by Taylor series of their equations.

   In each step the coefficients of V, of what adapts and of the synapses around the present time follow from each
   other; the step is as long as the last terms stay below the rounding of V. So the series is V, to rounding, at
   every time of the step, and a threshold is found in it. A bound on its second derivative decides that nothing was
   crossed, so no crossing is missed between two points.

   Reference: A. Griewank and A. Walther, Evaluating Derivatives, SIAM (2008), chapter 13; R. Barrio, SIAM J. Numer.
   Anal. 44 (2006) 1925-1939, doi:10.1137/050626338. */
#include "kernels/record.h"
#include "networks.h"

#include <math.h>
#include <stdlib.h>
#pragma clang fp contract(off)

enum { ORDER = 24 };

typedef double series[ORDER + 1];

/* A neuron on its way; times are seconds from the beginning of the window. */
typedef struct {
  double v, w;                   /* potential; what adapts */
  double excitation, inhibition; /* currents, or conductances at least 0 */
  double excitation_rise, inhibition_rise;
  double time, wake;
  double level;
  uint32_t steps;
} membrane;

/* The series of one step, in time measured in `unit`s; they hold for 0 to `span` of them. */
typedef struct {
  series v, w, exponential, excitation, inhibition, excitation_rise, inhibition_rise;
  int order;
  double unit, span;
} expansion;

static int has_rises(const networks_membrane *law) {
  return law->synapses == networks_alpha_currents || law->synapses == networks_alpha_conductances;
}

/* The n-th coefficient of a product. */
static double product(const double *a, const double *b, int n) {
  double sum = 0.0;
  for (int k = 0; k <= n; k++) sum += a[k] * b[n - k];
  return sum;
}

/* Coefficient n + 1 of what decays at a rate, and of what it feeds. */
static void decay(const networks_membrane *law, double *value, double *rise, double rate, double unit,
                  int n) {
  if (has_rises(law)) {
    value[n + 1] = unit * (rise[n] - rate * value[n]) / (n + 1);
    rise[n + 1] = -unit * rate * rise[n] / (n + 1);
  } else {
    value[n + 1] = -unit * rate * value[n] / (n + 1);
  }
}

/* The n-th coefficient of what the synapses add to τ·dV/dt. */
static double synaptic(const networks_membrane *law, const expansion *s, int n) {
  switch (law->synapses) {
  case networks_exponential_currents:
  case networks_alpha_currents: return s->excitation[n] + s->inhibition[n];
  case networks_exponential_conductances:
  case networks_alpha_conductances:
    return law->excitation_reversal * s->excitation[n] - product(s->excitation, s->v, n) +
           law->inhibition_reversal * s->inhibition[n] - product(s->inhibition, s->v, n);
  default: return 0.0;
  }
}

/* Coefficient n + 1 of V and of what adapts. */
static void advance(const networks_membrane *law, const membrane *m, expansion *s, int held, int n) {
  const double constant = n == 0 ? 1.0 : 0.0, unit = s->unit;
  double slope = 0.0;
  if (law->kind == networks_quadratic) {
    if (!held)
      slope = 0.04 * product(s->v, s->v, n) + 5.0 * s->v[n] + constant * (140.0 + m->level) - s->w[n] +
              synaptic(law, s, n);
    s->w[n + 1] = unit * law->adaptation_rate * (law->coupling * s->v[n] - s->w[n]) / (n + 1);
  } else {
    if (law->kind == networks_exponential_membrane) {
      if (n == 0) {
        s->exponential[0] = held ? 0.0 : networks_exp((s->v[0] - law->soft_threshold) / law->sharpness);
      } else {
        double sum = 0.0;
        for (int k = 1; k <= n; k++) sum += k * s->v[k] * s->exponential[n - k];
        s->exponential[n] = sum / (n * law->sharpness);
      }
      slope = law->sharpness * s->exponential[n] - s->w[n];
      s->w[n + 1] =
          unit * law->adaptation_rate * (law->coupling * (s->v[n] - constant * law->rest) - s->w[n]) / (n + 1);
    }
    if (law->kind == networks_leaky) s->w[n + 1] = 0.0;
    slope += constant * m->level - s->v[n] + synaptic(law, s, n);
    if (held) slope = 0.0;
  }
  s->v[n + 1] = unit * law->rate * slope / (n + 1);
  if (law->synapses == networks_jumps) return;
  decay(law, s->excitation, s->excitation_rise, law->excitation_rate, unit, n);
  decay(law, s->inhibition, s->inhibition_rise, law->inhibition_rate, unit, n);
}

/* What is below the rounding of V and of the synapses. */
typedef struct {
  double potential, excitation, inhibition;
} tolerances;

/* |c_n| h^n below the rounding, for all series. */
static int is_negligible(const networks_membrane *law, const expansion *s, int n, double power,
                         const tolerances *t) {
  if (!(fabs(s->v[n]) * power <= t->potential && fabs(s->w[n]) * power <= t->potential)) return 0;
  return law->synapses == networks_jumps || (fabs(s->excitation[n]) * power <= t->excitation &&
                                             fabs(s->inhibition[n]) * power <= t->inhibition);
}

/* Expands everything around the present time, for at most `span` seconds. */
static void expand(const networks_membrane *law, const membrane *m, expansion *s, double span, int held) {
  s->v[0] = m->v, s->w[0] = m->w;
  s->excitation[0] = m->excitation, s->inhibition[0] = m->inhibition;
  s->excitation_rise[0] = m->excitation_rise, s->inhibition_rise[0] = m->inhibition_rise;
  s->unit = span;
  if (law->kind == networks_exponential_membrane && !held) {
    /* On its way up V has a pole in time; coefficients beyond it would leave the numbers. */
    advance(law, m, s, held, 0);
    const double rise = fabs(s->v[1]);
    if (rise > 0.5 * law->sharpness) s->unit = span * (0.5 * law->sharpness / rise);
  }
  const int rises = has_rises(law);
  const tolerances t = {
      .potential = 0x1p-54 * (fabs(m->v) + law->scale),
      .excitation = 0x1p-54 * (fabs(m->excitation) + (rises ? fabs(m->excitation_rise) / law->excitation_rate : 0.0)),
      .inhibition = 0x1p-54 * (fabs(m->inhibition) + (rises ? fabs(m->inhibition_rise) / law->inhibition_rate : 0.0))};
  int negligible = 0;
  s->span = 1.0;
  for (int n = 0; n < ORDER; n++) {
    advance(law, m, s, held, n);
    negligible = is_negligible(law, s, n + 1, 1.0, &t) ? negligible + 1 : 0;
    /* Three in a row: a coefficient may be 0 by chance, and what a synapse raises follows two later. */
    if (negligible == 3) {
      s->order = n + 1;
      return;
    }
  }
  s->order = ORDER;
  for (;;) {
    double power = 1.0;
    for (int n = 0; n < ORDER - 2; n++) power *= s->span;
    if (is_negligible(law, s, ORDER - 2, power, &t) &&
        is_negligible(law, s, ORDER - 1, power * s->span, &t) &&
        is_negligible(law, s, ORDER, power * s->span * s->span, &t))
      return;
    if (!(s->span > 1e-9)) return;
    s->span *= 0.85;
  }
}

static double value(const double *c, int order, double t) {
  double sum = c[order];
  for (int n = order - 1; n >= 0; n--) sum = c[n] + t * sum;
  return sum;
}

static double slope(const double *c, int order, double t) {
  double sum = order * c[order];
  for (int n = order - 1; n >= 1; n--) sum = n * c[n] + t * sum;
  return sum;
}

/* The root of V = level between a time below and a time at or above it, where V rises. */
static double root(const expansion *s, double level, double low, double high) {
  double time = high;
  for (int i = 0; i < 200; i++) {
    const double gap = value(s->v, s->order, time) - level;
    if (gap < 0.0) low = time;
    else high = time;
    const double next = time - gap / slope(s->v, s->order, time);
    const double middle = low + (high - low) / 2;
    const double step = next > low && next < high ? next : middle;
    if (step == time || !(middle > low && middle < high)) return high;
    time = step;
  }
  return high;
}

/* When V first reaches a level from below within the step, in its unit; negative for never. */
static double first_crossing(const expansion *s, double level) {
  double highest = s->v[0], bend = 0.0, power = 1.0;
  for (int n = 1; n <= s->order; n++) {
    if (n >= 2) bend += n * (n - 1) * fabs(s->v[n]) * power;
    if (n >= 2) power *= s->span;
    highest += s->v[n] > 0.0 ? s->v[n] * (n >= 2 ? power * s->span : s->span) : 0.0;
  }
  if (highest < level) return -1.0;
  /* Parts still to be looked at, the earliest on top. */
  struct {
    double low, high;
  } parts[64];
  int count = 1;
  parts[0].low = 0.0, parts[0].high = s->span;
  while (count > 0) {
    const double low = parts[count - 1].low, high = parts[count - 1].high;
    count--;
    const double half = (high - low) / 2, middle = low + half;
    const double v = value(s->v, s->order, middle), rise = slope(s->v, s->order, middle);
    if (v + fabs(rise) * half + bend * half * half / 2 < level) continue;
    if (rise - bend * half > 0.0 || count >= 62 || !(middle > low && middle < high)) {
      if (value(s->v, s->order, high) < level) continue;
      return root(s, level, low, high);
    }
    parts[count].low = middle, parts[count].high = high;
    parts[count + 1].low = low, parts[count + 1].high = middle;
    count += 2;
  }
  return -1.0;
}

static void go(const networks_membrane *law, membrane *m, const expansion *s, double span) {
  m->v = value(s->v, s->order, span);
  if (law->kind != networks_leaky) m->w = value(s->w, s->order, span);
  if (law->synapses != networks_jumps) {
    m->excitation = value(s->excitation, s->order, span);
    m->inhibition = value(s->inhibition, s->order, span);
    if (has_rises(law)) {
      m->excitation_rise = value(s->excitation_rise, s->order, span);
      m->inhibition_rise = value(s->inhibition_rise, s->order, span);
    }
  }
}

static void fire(const networks_membrane *law, membrane *m) {
  m->v = law->reset;
  m->w += law->jump;
  m->wake = m->time + law->refractory;
}

/* More steps in one window are those of an equation that no input of a neuron explains: 1e5 take .1 s. */
enum { MOST_STEPS = 100000 };

/* Moves on; returns 0, or an error as networks_evolve does. */
static int64_t move(const networks_membrane *law, membrane *m, double end, size_t neuron, size_t limit,
                    size_t *fired, networks_spikes *spikes) {
  expansion s;
  while (m->time < end) {
    const int held = m->time < m->wake;
    if (!held && m->v >= law->threshold) {
      if (!networks_record(spikes, m->time, (uint32_t)neuron)) return -1;
      if (++*fired > limit) return (int64_t)neuron + 1;
      fire(law, m);
      continue;
    }
    const double until = held && m->wake < end ? m->wake : end;
    if (++m->steps > MOST_STEPS) return -((int64_t)neuron + 2);
    expand(law, m, &s, until - m->time, held);
    if (!(fabs(s.v[s.order]) < 1e300)) return -((int64_t)neuron + 2);
    const double crossing = held ? -1.0 : first_crossing(&s, law->threshold);
    if (crossing >= 0.0) {
      go(law, m, &s, crossing);
      m->time += crossing * s.unit;
      if (!networks_record(spikes, m->time < end ? m->time : end, (uint32_t)neuron)) return -1;
      if (++*fired > limit) return (int64_t)neuron + 1;
      fire(law, m);
      continue;
    }
    go(law, m, &s, s.span);
    m->time = s.span == 1.0 && s.unit == until - m->time ? until : m->time + s.span * s.unit;
    if (!(fabs(m->v) < 1e300)) return -((int64_t)neuron + 2);
  }
  return 0;
}

static void receive(const networks_membrane *law, membrane *m, double weight) {
  if (law->synapses == networks_jumps) {
    if (m->time >= m->wake) m->v += weight;
    return;
  }
  const int rises = has_rises(law);
  const int conducts =
      law->synapses == networks_exponential_conductances || law->synapses == networks_alpha_conductances;
  const double size = conducts ? fabs(weight) : weight;
  const double e = 0x1.5bf0a8b145769p+1;
  if (weight > 0.0) {
    if (rises) m->excitation_rise += e * law->excitation_rate * size;
    else m->excitation += size;
  } else {
    if (rises) m->inhibition_rise += e * law->inhibition_rate * size;
    else m->inhibition += size;
  }
}

int64_t networks_evolve(const networks_membrane *law, size_t neurons, const double *times,
                        const double *weights, const uint64_t *starts, size_t limit, double *state,
                        networks_spikes *spikes) {
  const int adapts = law->kind != networks_leaky;
  double *potentials = state, *ready = state + neurons, *drives = state + 2 * neurons;
  double *adaptations = state + 3 * neurons;
  double *synapses = state + (adapts ? 4 : 3) * neurons;
  const int columns = law->synapses == networks_jumps ? 0 : has_rises(law) ? 4 : 2;
  for (size_t n = 0; n < neurons; n++) {
    membrane m = {.v = potentials[n],
                  .w = adapts ? adaptations[n] : 0.0,
                  .excitation = columns ? synapses[n] : 0.0,
                  .inhibition = columns ? synapses[neurons + n] : 0.0,
                  .excitation_rise = columns == 4 ? synapses[2 * neurons + n] : 0.0,
                  .inhibition_rise = columns == 4 ? synapses[3 * neurons + n] : 0.0,
                  .time = 0.0,
                  .wake = ready[n] - law->start,
                  .level = (law->kind == networks_quadratic ? 0.0 : law->rest) + drives[n]};
    size_t fired = 0;
    for (uint64_t i = starts[n]; i < starts[n + 1]; i++) {
      const int64_t failure = move(law, &m, times[i], n, limit, &fired, spikes);
      potentials[n] = m.v;
      if (failure) return failure;
      receive(law, &m, weights[i]);
    }
    const int64_t failure = move(law, &m, law->duration, n, limit, &fired, spikes);
    potentials[n] = m.v;
    if (failure) return failure;
    if (fired) ready[n] = law->start + m.wake;
    if (adapts) adaptations[n] = m.w;
    if (columns) synapses[n] = m.excitation, synapses[neurons + n] = m.inhibition;
    if (columns == 4)
      synapses[2 * neurons + n] = m.excitation_rise, synapses[3 * neurons + n] = m.inhibition_rise;
  }
  return 0;
}

/* ln r = u - h e^(-t·rate): the series of r follows from that of its exponent, the integral from r. */
double networks_adapting_crossing(double log_rate, double height, double rate, double target, double span,
                                  double *reached) {
  double time = 0.0, sum = 0.0;
  while (time < span) {
    series exponent, r;
    exponent[0] = log_rate - height;
    r[0] = networks_exp(exponent[0]);
    const double rest = span - time;
    for (int n = 1; n <= ORDER; n++) {
      exponent[n] = n == 1 ? rate * height : -rate * exponent[n - 1] / n;
      double total = 0.0;
      for (int k = 1; k <= n; k++) total += k * exponent[k] * r[n - k];
      r[n] = total / n;
    }
    /* Beyond the numbers no step is short enough. */
    if (!isfinite(r[ORDER - 1]) || !isfinite(r[ORDER])) return *reached = NAN;
    double step = rest;
    for (;;) {
      double power = 1.0;
      for (int n = 0; n < ORDER - 1; n++) power *= step;
      if ((fabs(r[ORDER - 1]) * power <= 0x1p-54 * r[0] && fabs(r[ORDER]) * power * step <= 0x1p-54 * r[0]) ||
          !(step > 1e-300))
        break;
      step *= 0.85;
    }
    series integral;
    integral[0] = 0.0;
    for (int n = 0; n < ORDER; n++) integral[n + 1] = r[n] / (n + 1);
    const double whole = value(integral, ORDER, step);
    if (sum + whole > target) {
      double low = 0.0, high = step;
      for (;;) {
        const double middle = low + (high - low) / 2;
        if (!(middle > low && middle < high)) break;
        if (sum + value(integral, ORDER, middle) < target) low = middle;
        else high = middle;
      }
      *reached = target;
      return time + high;
    }
    sum += whole;
    if (!(time + step > time)) break;
    time = step == rest ? span : time + step;
    height *= networks_exp(-rate * step);
  }
  *reached = sum;
  return -1.0;
}
