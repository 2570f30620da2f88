/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Picks the kernels for the processor at hand; the result does not depend on the choice. */
#include "networks.h"

#include <stdlib.h>

int networks_supports(networks_instruction_set set) {
#if defined(__x86_64__)
  if (set == NETWORKS_X86_64_V4) return __builtin_cpu_supports("x86-64-v4") != 0;
  if (set == NETWORKS_X86_64_V3) return __builtin_cpu_supports("x86-64-v3") != 0;
#endif
  return set == NETWORKS_BEST || set == NETWORKS_PORTABLE;
}

#define GROWTHS(suffix)                                                                      \
  void networks_growths_##suffix(const double *times, size_t count, double rate, double *growths)
#define INTEGRATE(suffix)                                                                    \
  int64_t networks_integrate_##suffix(                                                       \
      const networks_integration *law, const networks_arrivals *arrivals,                    \
      const double *row_steps, size_t first, size_t last, size_t limit, double *potentials,  \
      double *ready, const double *drives, networks_spikes *spikes)

GROWTHS(portable);
INTEGRATE(portable);
#if defined(__x86_64__)
GROWTHS(v3);
GROWTHS(v4);
INTEGRATE(v3);
INTEGRATE(v4);

static networks_instruction_set resolve(networks_instruction_set set) {
  if (set != NETWORKS_BEST) return set;
  if (networks_supports(NETWORKS_X86_64_V4)) return NETWORKS_X86_64_V4;
  if (networks_supports(NETWORKS_X86_64_V3)) return NETWORKS_X86_64_V3;
  return NETWORKS_PORTABLE;
}
#define PICK(set, name, ...)                                                                 \
  switch (resolve(set)) {                                                                    \
  case NETWORKS_X86_64_V4: return networks_##name##_v4(__VA_ARGS__);                         \
  case NETWORKS_X86_64_V3: return networks_##name##_v3(__VA_ARGS__);                         \
  default: return networks_##name##_portable(__VA_ARGS__);                                   \
  }
#else
#define PICK(set, name, ...)                                                                 \
  (void)set;                                                                                 \
  return networks_##name##_portable(__VA_ARGS__)
#endif

void networks_growths(networks_instruction_set set, const double *times, size_t count, double rate,
                      double *growths) {
  PICK(set, growths, times, count, rate, growths);
}

static int64_t integrate(networks_instruction_set set, const networks_integration *law,
                         const networks_arrivals *arrivals, const double *row_steps, size_t first,
                         size_t last, size_t limit, double *potentials, double *ready,
                         const double *drives, networks_spikes *spikes) {
  PICK(set, integrate, law, arrivals, row_steps, first, last, limit, potentials, ready, drives,
       spikes);
}

int64_t networks_integrate(networks_instruction_set set, const networks_integration *law,
                           const networks_arrivals *arrivals, size_t rows, size_t first, size_t last,
                           size_t limit, double *potentials, double *ready, const double *drives,
                           networks_spikes *spikes) {
  double *steps = malloc((rows ? rows : 1) * sizeof(double));
  if (!steps) return -1;
  for (size_t row = 0; row < rows; row++)
    steps[row] = arrivals->row_weights[row] * arrivals->row_growths[row];
  const int64_t failure = integrate(set, law, arrivals, steps, first, last, limit, potentials, ready,
                                    drives, spikes);
  free(steps);
  return failure;
}
