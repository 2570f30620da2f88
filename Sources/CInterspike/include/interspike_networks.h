/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Networks and inference in C, step by step: spikes in, spikes out.

   The library InterspikeNetworks has what is declared here, and all of interspike.h besides; a program links it instead of
   InterspikeC, which has the sampler alone and depends on nothing. Statuses and messages are those of interspike.h. Numbers,
   and so spikes, are those of the program interspike and of Swift, for any number of threads.

   Networks and inferences keep a state. Calls for one of them may come from any thread; they wait for each other. */
#ifndef INTERSPIKE_NETWORKS_H
#define INTERSPIKE_NETWORKS_H

#include "interspike.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Networks ------------------------------------------------------------------------------------------ */

/* A network on its way through time. */
typedef struct interspike_network interspike_network;

/* Builds the network that a YAML file describes (`interspike network`), draws its synapses and stands at time 0. `trial`
   is another repetition with the same synapses; `threads`, at least 1, may work at once. `duration` and `record` of the
   file mean nothing here and may be missing. A population of the model `input` fires what it is given, and nothing else. */
interspike_status interspike_network_open(const char *path, uint64_t seed, uint32_t trial,
                                          size_t threads, interspike_network **network);

/* The same of a description in UTF-8, YAML or JSON; files it names lie in `folder`, null for the current one. */
interspike_status interspike_network_open_text(const char *text, const char *folder, uint64_t seed,
                                               uint32_t trial, size_t threads,
                                               interspike_network **network);

/* Closes it; null is let pass. */
void interspike_network_close(interspike_network *network);

/* How many populations there are; they are numbered in the order of the description. */
size_t interspike_network_populations(const interspike_network *network);

/* The name of a population, which lives as long as the network; null when there is none of this number. */
const char *interspike_network_population_name(const interspike_network *network, size_t population);

/* How many neurons a population has; 0 when there is none of this number. */
size_t interspike_network_neurons(const interspike_network *network, size_t population);

/* How long a window lasts, in seconds, and when the next begins. */
double interspike_network_window_duration(const interspike_network *network);
double interspike_network_time(const interspike_network *network);

/* Spikes that neurons of a population fire besides their own, in any order: times in seconds from time 0, each within the
   windows of the step. They travel along its projections; membranes do not know of them. */
typedef struct interspike_given_spikes {
  size_t population;
  const double *times;
  const uint32_t *neurons;
  size_t count;
} interspike_given_spikes;

/* What a step takes and where its spikes go. */
typedef struct interspike_step {
  /* How many windows it has, at least 1. */
  size_t windows;
  /* given[given_count]; a population may come twice. */
  const interspike_given_spikes *given;
  size_t given_count;
  /* Room for the spikes of all populations: times[capacity] in seconds, neurons[capacity]. */
  double *times;
  uint32_t *neurons;
  size_t capacity;
  /* offsets[populations + 1]: the spikes of population p, in order of time, are those from offsets[p] on, before
     offsets[p + 1]; the last offset is the number of all. Written also when they do not fit. */
  size_t *offsets;
} interspike_step;

/* Takes the network through the windows of a step. With INTERSPIKE_BUFFER_TOO_SMALL the step has been taken, and
   interspike_network_spikes hands its spikes out. Given spikes that cannot be are refused before anything happens; after
   any other failure (a membrane that leaves the numbers, a neuron that fires without end) the network cannot continue. */
interspike_status interspike_network_step(interspike_network *network, const interspike_step *step);

/* The spikes of the last step once more; of `step`, times to offsets count. */
interspike_status interspike_network_spikes(const interspike_network *network,
                                            const interspike_step *step);

/* The values of a variable ("potential", "drive", ...) of a population as the next window begins, values[neurons]. */
interspike_status interspike_network_values(const interspike_network *network, size_t population,
                                            const char *variable, double *values);

/* Sets a variable from the next window on, values[neurons], all finite. "drive" is what steadily drives the neurons. */
interspike_status interspike_network_set_values(interspike_network *network, size_t population,
                                                const char *variable, const double *values);

/* How many projections there are, and the label SOURCE/TARGET/k of each, which lives as long as the network; null when there
   is none of this number. */
size_t interspike_network_projections(const interspike_network *network);
const char *interspike_network_projection_label(const interspike_network *network,
                                                size_t projection);

/* The synapses of a plastic projection, source after source: sources, targets, delays in seconds and weights, each
   [capacity] or null. `total` is their number, also when it is above `capacity` and INTERSPIKE_BUFFER_TOO_SMALL is
   returned; nothing else is written then. */
interspike_status interspike_network_synapses(const interspike_network *network, size_t projection,
                                              uint32_t *sources, uint32_t *targets, double *delays,
                                              double *weights, size_t capacity, size_t *total);

/* Sets the weights of a plastic projection whose rule changes weights, weights[count] in the order of
   interspike_network_synapses, from 0 to the rule's maximum. */
interspike_status interspike_network_set_weights(interspike_network *network, size_t projection,
                                                 const double *weights, size_t count);

/* Writes where the network stands into a file, and goes on from one, bit for bit. */
interspike_status interspike_network_save(const interspike_network *network, const char *path);
interspike_status interspike_network_restore(interspike_network *network, const char *path);

/* ---- Inference ----------------------------------------------------------------------------------------- */

/* A trained iterative Poisson model that looks at pictures, one after another: yesterday's posterior is today's prior. */
typedef struct interspike_inference interspike_inference;

/* Opens the model of a run folder (`interspike train iterative-poisson`), which looks at `patches` pictures at a time and
   takes `steps` steps of inference for each, `interval` seconds in all. Spikes are those of `interspike stream` on the same
   patches. */
interspike_status interspike_inference_open(const char *run, size_t patches, size_t steps,
                                            double interval, uint64_t seed, size_t threads,
                                            interspike_inference **inference);

/* Closes it; null is let pass. */
void interspike_inference_close(interspike_inference *inference);

/* How many numbers a picture has, and how many neurons look at each. */
size_t interspike_inference_pixels(const interspike_inference *inference);
size_t interspike_inference_neurons(const interspike_inference *inference);

/* When the next picture is seen, in seconds. */
double interspike_inference_time(const interspike_inference *inference);

/* Looks at frame[patches, pixels], in the unit the model was trained on. The spikes, at most `capacity`, go to times, in
   seconds from time 0, and neurons, counted through all patches (patch * neurons of each + neuron), in order of time;
   `total` is their number. With INTERSPIKE_BUFFER_TOO_SMALL the step has been taken all the same, and
   interspike_inference_spikes hands them out. counts[patches, neurons] of the whole step; counts, times and neurons may be null, the
   latter two with capacity 0 and total null. */
interspike_status interspike_inference_step(interspike_inference *inference, const float *frame,
                                            uint32_t *counts, double *times, uint32_t *neurons,
                                            size_t capacity, size_t *total);

/* The spikes of the last step once more. */
interspike_status interspike_inference_spikes(const interspike_inference *inference, double *times,
                                              uint32_t *neurons, size_t capacity, size_t *total);

/* The log-rates after the last step, log_rates[patches, neurons]: natural logarithms of counts expected in a step of inference. */
interspike_status interspike_inference_log_rates(const interspike_inference *inference,
                                                 float *log_rates);

/* Writes the neurons into a file, and goes on from one, bit for bit. */
interspike_status interspike_inference_save(const interspike_inference *inference, const char *path);
interspike_status interspike_inference_restore(interspike_inference *inference, const char *path);

#ifdef __cplusplus
}
#endif
#endif
