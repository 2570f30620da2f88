/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loops of networks of spiking neurons: handing spikes to their targets, and leaky integration
   from arrival to arrival.

   All times are seconds from the beginning of the window at hand. The same bits on every instruction set. */
#ifndef INTERSPIKE_NETWORKS_H
#define INTERSPIKE_NETWORKS_H

#include "instruction_sets.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* exp x. */
double networks_exp(double x);

/* -ln x for a normal x in (0, 1]. */
double networks_minus_log(double x);

/* growths[i] = exp(times[i]·rate). */
void networks_growths(instruction_set set, const double *times, size_t count, double rate,
                      double *growths);

/* The synapses of a projection with a block of at most 65,536 targets, source after source.

   Source s has the synapses offsets[s] ..< offsets[s + 1]: in order of their delays where these differ, else of
   their targets; those of one delay and target are in order of weight. */
typedef struct {
  size_t sources, count;
  bool by_volley;         /* offsets are those of volleys instead of sources: see networks_draw_rows */
  uint32_t *offsets;      /* sources + 1 */
  uint16_t *targets;      /* counted from the first of the block */
  float *singles;         /* the weights, where single precision holds them all */
  double *doubles;        /* the weights, where it does not; neither where all have `weight` */
  double weight;
  double *delays;         /* seconds; null where all have one */
  uint16_t *delay_places; /* which of `delays` each has, where these are few; else each has its own */
  /* The same where few synapses of a source have different ones, instead of delay_places: source s has the runs
     runs[s] ..< runs[s + 1] of one delay; run r goes on to before run_ends[r] and has delays[run_places[r]]. */
  uint32_t *runs, *run_ends;
  uint16_t *run_places;
} networks_synapses;

/* Arranges synapses that were drawn target after target. `weights` and `delays` are null where all have one.

   Returns 0, or -1 where memory is short; networks_release frees what `synapses` holds. */
int networks_arrange(networks_synapses *synapses, size_t sources, size_t count, const uint32_t *drawn_sources,
                     const uint16_t *drawn_targets, const double *weights, double weight,
                     const double *delays);

void networks_release(networks_synapses *synapses);

/* How many bytes the synapses take. */
size_t networks_size(const networks_synapses *synapses);

/* From the shortest delay to the longest of synapses whose delays differ; false where there are none. */
bool networks_delays(const networks_synapses *synapses, double *shortest, double *longest);

/* A spike that reaches all its synapses of a projection at one time. */
typedef struct {
  double time;
  uint32_t projection; /* which of several */
  uint32_t source;
} networks_volley;

/* A projection whose targets are drawn from their source whenever it fires, in one block of at most 4096 of them.

   docs/SEED-CONTRACT.md says which targets these are. */
typedef struct {
  uint64_t key;
  uint32_t block, first, size; /* the block, its first target, and how many it has */
  uint32_t targets;            /* of the whole population */
  size_t most;                 /* what networks_draw_targets may write */
  float inverse_rate;          /* -1/ln(1 - p) where each is connected on its own, else 0 */
  bool excludes_self;          /* then only: no source is its own target */
  /* Where so many targets are drawn of all, K·begin = targets·… + begin_rest, and so for the end: */
  uint64_t least, begin_rest, end_rest;
} networks_procedure;

/* K targets of `targets`, in the block `block` of 4096. */
networks_procedure networks_procedure_of_degree(uint64_t key, uint64_t degree, uint32_t block, uint32_t targets);

/* Each on its own; inverse_rate is -1/ln(1 - p). */
networks_procedure networks_procedure_of_pairs(uint64_t key, float inverse_rate, bool excludes_self, uint32_t block,
                                               uint32_t targets);

/* The targets of a source in the block, counted from its first; returns how many. There is room for `most`. */
size_t networks_draw_targets(instruction_set set, const networks_procedure *procedure, uint32_t source,
                             uint16_t *targets);

/* Targets of volleys: those of volley i are targets[offsets[i]] ..< targets[offsets[i + 1]]. */
typedef struct {
  uint32_t *offsets; /* one more than volleys */
  uint16_t *targets;
  size_t volleys, capacity;
} networks_drawn;

/* Makes room for so many volleys. Returns 0, or -1 where memory is short. */
int networks_drawn_reserve(networks_drawn *drawn, size_t volleys);
void networks_drawn_free(networks_drawn *drawn);

/* Draws the targets of the volleys of a projection, and none for others. Returns 0, or -1 where memory is short. */
int networks_draw_rows(instruction_set set, const networks_procedure *procedure, uint32_t projection,
                       const networks_volley *volleys, size_t count, networks_drawn *drawn);

/* Puts volleys in order of time, simultaneous ones in that of the weight of their projections; `other` has room for
   as many. Quick where they consist of few ascending runs. */
void networks_sort_volleys(networks_volley *volleys, size_t count, const double *weights, networks_volley *other);

/* Synapses of a spike, one behind the other, that it reaches at one time. */
typedef struct {
  double time;
  uint32_t projection;   /* which of several */
  uint32_t first, count; /* of its synapses */
} networks_bundle;

/* counts[target] += 1 for each synapse that the volleys reach; adds to *rows how many rows they make: one each,
   or one for each synapse where weights differ. `synapses` has one element for each projection; volleys of those
   without offsets are passed over. */
void networks_count(const networks_volley *volleys, size_t count, const networks_synapses *synapses,
                    uint32_t *counts, size_t *rows);

/* Enters rows with the targets of volleys, entries[ends[target]++] = row, and notes when each arrives and what
   it weighs; *rows is the next one. */
void networks_enter(const networks_volley *volleys, size_t count, const networks_synapses *synapses,
                    uint32_t *ends, uint32_t *entries, double *row_times, double *row_weights, size_t *rows);

/* The same for bundles; firsts[projection] is added to the targets of a projection. */
void networks_count_bundles(const networks_bundle *bundles, size_t count, const networks_synapses *synapses,
                            const uint32_t *firsts, uint32_t *counts, size_t *rows);
void networks_enter_bundles(const networks_bundle *bundles, size_t count, const networks_synapses *synapses,
                            const uint32_t *firsts, uint32_t *ends, uint32_t *entries, double *row_times,
                            double *row_weights, size_t *rows);

/* From counts to places: ends[n] is where the entries of neuron n begin, offsets the same with the end of all
   behind them; counts and ends may be one array. Returns how many there are in all. */
uint64_t networks_places(const uint32_t *counts, size_t neurons, uint32_t *ends, uint64_t *offsets);

/* Puts the entries of each neuron in order of time, those of one instant in order of weight. Returns 0, or -1 where
   memory is short. */
int networks_sort_entries(uint32_t *entries, const uint64_t *offsets, size_t neurons, const double *row_times,
                          const double *row_weights);

/* Bundles on their way, by the window in which they arrive: window w has the list w mod count. */
typedef struct {
  networks_bundle *bundles;
  size_t count, capacity;
} networks_due;

typedef struct {
  networks_due *due;
  size_t count;
} networks_delay_line;

/* A line for delays below count - 2 windows; it may have more lists than `count`. Returns 0, or -1 where memory is short. */
int networks_line_make(networks_delay_line *line, size_t count);
int networks_line_copy(networks_delay_line *line, const networks_delay_line *other);
void networks_line_free(networks_delay_line *line);

/* The earliest spike that arrives in window w or later with a given delay; see NetworkRun.border. */
double networks_border(double window, double duration, double delay);

/* Takes in a spike of a source: each of its synapses whose delays differ arrives once, in `window` or later; those
   that would have arrived before are passed over. Returns 0, or -1 where memory is short. */
int networks_line_take(networks_delay_line *line, const networks_synapses *synapses, uint32_t projection,
                       double time, uint32_t source, uint64_t window, double duration);

/* How far ahead kernels ask for the synapses of bundles, which lie far apart. */
enum { BUNDLES_AHEAD = 8 };

/* Puts the bundles of a window in order of time. Returns 1 where several are of one instant, else 0, or -1 where memory
   is short. */
int networks_sort_bundles(networks_bundle *bundles, size_t count, double duration);

/* What arrives at the neurons of a population in a window.

   Neuron n receives the rows entries[offsets[n]] … entries[offsets[n + 1] - 1], which are in order of time,
   and the arrivals times[starts[n]] … times[starts[n + 1] - 1] from outside, likewise. Arrivals of equal times
   act together. Growths are e^(t/τ). */
typedef struct {
  const double *row_times, *row_growths, *row_weights; /* `rows` of each */
  const uint32_t *entries;
  const uint64_t *offsets;
  const double *times, *growths;
  const double *weights; /* null where every arrival from outside weighs `weight` */
  const uint64_t *starts; /* null where nothing comes from outside */
  double weight;
} networks_arrivals;

/* Leaky integrate-and-fire neurons with delta synapses. */
typedef struct {
  double threshold;  /* may be +infinity */
  double reset;      /* below the threshold */
  double refractory; /* seconds */
  double rest;
  double rate;       /* 1/τ */
  double start;      /* of the window, in seconds from time 0 */
  double duration;   /* of the window */
} networks_integration;

/* Spikes as they are found, neuron after neuron; `times` and `neurons` are made by malloc. */
typedef struct {
  double *times;
  uint32_t *neurons;
  size_t count, capacity;
} networks_spikes;

/* Takes neurons first ..< last through the window, in which `rows` rows of arrivals are known.

   potentials: V at the beginning, then at the end; ready: when a neuron integrates again, in seconds from time
   0; drives: what a steady current adds to the potential a neuron tends to. Returns 0, or -1 where memory is
   short, or n + 1 where neuron n fires more than `limit` times in the window. */
int64_t networks_integrate(instruction_set set, const networks_integration *law,
                           const networks_arrivals *arrivals, size_t rows, size_t first, size_t last,
                           size_t limit, double *potentials, double *ready, const double *drives,
                           networks_spikes *spikes);

/* The same with synapses that send currents, which decay exponentially. */
typedef struct {
  networks_integration membrane;
  double synaptic_rate; /* 1/τ_s, not the membrane's */
} networks_currents;

/* Takes neurons through the window, in which `rows` rows of arrivals are known and `outside` arrivals from outside;
   growths are not asked for. Potentials and so on as for networks_integrate; currents: c at the beginning, then at the
   end. Also returns n + 1 where the potential of neuron n leaves the numbers. */
int64_t networks_integrate_currents(instruction_set set, const networks_currents *law,
                                    const networks_arrivals *arrivals, size_t rows, size_t outside, size_t neurons,
                                    size_t limit, double *potentials, double *ready, double *currents,
                                    const double *drives, networks_spikes *spikes);

/* What arrives at a neuron of them in a window: Σ w e^(t/τ), Σ w e^(t/τ_s), and Σ w where that excites. */
typedef struct {
  double membrane, synapse, excitation, none;
} networks_sum;

/* An input from outside of one weight: how many arrive at each neuron, Σ e^(t/τ) and Σ e^(t/τ_s). */
typedef struct {
  double weight;
  const uint32_t *counts;
  const double *membranes, *synapses;
} networks_outside;

/* Adds what bundles send, in their order; `sums` are aligned to 32 bytes. Returns 0, or -1 where memory is short. */
int networks_scatter(instruction_set set, const networks_currents *law, const networks_bundle *bundles, size_t count,
                     const networks_synapses *synapses, const uint32_t *firsts, networks_sum *sums);

/* Takes those neurons through the window that cannot fire in it, whatever the order of what arrives, and writes which others
   there are to `watched`. Returns how many. Sums are 0 afterwards; there are a vector's more than neurons. */
size_t networks_settle(instruction_set set, const networks_currents *law, networks_sum *sums,
                       const networks_outside *outside, size_t inputs, size_t neurons, double *potentials,
                       const double *ready, double *currents, const double *drives, uint32_t *watched);

/* Memory for this, used again for the next window and block. */
typedef struct {
  networks_sum *sums; /* 0 between windows */
  uint16_t *slots;    /* 0 between windows */
  uint32_t *watched;
  uint64_t *offsets;
  size_t neurons;
  uint32_t *outside_counts; /* for each input and neuron */
  double *outside_sums;     /* two of each */
  size_t outside_room;
  uint32_t *owners, *entries;
  double *times, *weights;
  size_t rows, room;
} networks_summing;

/* Makes room for so many neurons, at most 65,535, and inputs. Returns 0, or -1 where memory is short. */
int networks_summing_reserve(networks_summing *memory, size_t neurons, size_t inputs);
void networks_summing_free(networks_summing *memory);

/* Collects what bundles send to the first so many neurons of `watched`: rows `times` and `weights`, of which the neuron
   `watched[i]` has the `entries` from offsets[i] to before offsets[i + 1], in order of time and weight. Returns 0, or -1
   where memory is short. */
int networks_collect(networks_summing *memory, const networks_bundle *bundles, size_t count,
                     const networks_synapses *synapses, const uint32_t *firsts, size_t watched);

/* How a membrane moves between arrivals, and how synapses act on it. */
enum { networks_leaky, networks_exponential_membrane, networks_quadratic };
enum {
  networks_jumps, /* of the potential */
  networks_exponential_currents,
  networks_alpha_currents,
  networks_exponential_conductances,
  networks_alpha_conductances
};

/* A membrane without closed form.

   leaky         τ dV/dt = level - V + synapses
   exponential   τ dV/dt = level - V + Δ e^((V - soft)/Δ) - w + synapses,  dw/dt = adaptation_rate·(coupling·(V - rest) - w)
   quadratic     τ dV/dt = .04 V² + 5 V + 140 + level - w + synapses,      dw/dt = adaptation_rate·(coupling·V - w) */
typedef struct {
  int kind, synapses;
  double rate; /* 1/τ */
  double rest, threshold, reset, refractory;
  double sharpness, soft_threshold;
  double adaptation_rate, coupling, jump;
  double excitation_rate, inhibition_rate;         /* 1/τ of the synapses */
  double excitation_reversal, inhibition_reversal; /* of conductances */
  double scale;                                    /* of potentials: what rounding is relative to */
  double start, duration;                          /* of the window, in seconds */
} networks_membrane;

/* Takes neurons through a window.

   Neuron n receives weights[i] at times[i] for i from starts[n] to before starts[n + 1], in order of time. state: columns of
   `neurons` values each: potentials, ready, drives; what adapts, unless leaky; excitation and inhibition, unless jumps;
   their rises, for alpha functions. Returns 0, or -1 where memory is short, n + 1 where neuron n fires more than
   `limit` times, -(n + 2) where it leaves the numbers. */
int64_t networks_evolve(const networks_membrane *law, size_t neurons, const double *times,
                        const double *weights, const uint64_t *starts, size_t limit, double *state,
                        networks_spikes *spikes);

/* When the integral of e^(log_rate - height·e^(-t·rate)) from 0 reaches a target, within `span`; -1 for never,
   not a number when the rate is too large for that.

   reached: the integral there, or after the span. */
double networks_adapting_crossing(double log_rate, double height, double rate, double target, double span,
                                  double *reached);

#endif
