/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arrivals.h"
#include "variates.h"

#include <math.h>

#define DECLARE(SUFFIX)                                                                                \
  void arrivals_relaxed_counts_##SUFFIX(const arrivals_request *, arrivals_indicator, float, float,    \
                                        float, float *, float *);                                      \
  void arrivals_counts_##SUFFIX(const arrivals_request *, uint32_t *);                                 \
  double arrivals_expected_##SUFFIX(const float *, size_t);                                            \
  int64_t arrivals_times_##SUFFIX(const arrivals_request *, const double *, double, uint32_t *,        \
                                  double *, int64_t);                                                  \
  int64_t arrivals_spikes_##SUFFIX(const arrivals_request *, double, double, double, uint32_t *,        \
                                   uint32_t *, double *, int64_t, int64_t *);                          \
  uint64_t arrivals_silent_windows_##SUFFIX(const arrivals_request *, uint64_t);                       \
  void arrivals_variates_##SUFFIX(variates_law, const uint32_t[2], uint32_t, uint32_t, size_t, size_t, \
                                  float *);
DECLARE(portable)
#if defined(__x86_64__)
DECLARE(v3)
DECLARE(v4)
#define PICK(NAME, ...)                                                                                \
  switch (resolve(set)) {                                                                              \
  case ARRIVALS_X86_64_V4: return arrivals_##NAME##_v4(__VA_ARGS__);                                   \
  case ARRIVALS_X86_64_V3: return arrivals_##NAME##_v3(__VA_ARGS__);                                   \
  default: return arrivals_##NAME##_portable(__VA_ARGS__);                                             \
  }
#else
#define PICK(NAME, ...) (void)set; return arrivals_##NAME##_portable(__VA_ARGS__);
#endif

int arrivals_supports(arrivals_instruction_set set) {
#if defined(__x86_64__)
  if (set == ARRIVALS_X86_64_V4) return __builtin_cpu_supports("x86-64-v4") != 0;
  if (set == ARRIVALS_X86_64_V3) return __builtin_cpu_supports("x86-64-v3") != 0;
#endif
  return set == ARRIVALS_BEST || set == ARRIVALS_PORTABLE;
}

#if defined(__x86_64__)
static arrivals_instruction_set resolve(arrivals_instruction_set set) {
  if (set != ARRIVALS_BEST) return set;
  if (arrivals_supports(ARRIVALS_X86_64_V4)) return ARRIVALS_X86_64_V4;
  if (arrivals_supports(ARRIVALS_X86_64_V3)) return ARRIVALS_X86_64_V3;
  return ARRIVALS_PORTABLE;
}
#endif

void arrivals_relaxed_counts(arrivals_instruction_set set, const arrivals_request *request,
                             arrivals_indicator indicator, float temperature, float horizon,
                             float saturation, float *counts, float *slopes) {
  PICK(relaxed_counts, request, indicator, temperature, horizon, saturation, counts, slopes)
}

void arrivals_counts(arrivals_instruction_set set, const arrivals_request *request, uint32_t *counts) {
  PICK(counts, request, counts)
}

int64_t arrivals_times(arrivals_instruction_set set, const arrivals_request *request,
                       const double *starts, double duration, uint32_t *counts, double *times,
                       int64_t capacity) {
  PICK(times, request, starts, duration, counts, times, capacity)
}

int64_t arrivals_spikes(arrivals_instruction_set set, const arrivals_request *request, double start,
                        double end, double duration, uint32_t *neurons, uint32_t *counts,
                        double *times, int64_t capacity, int64_t *active) {
  PICK(spikes, request, start, end, duration, neurons, counts, times, capacity, active)
}

uint64_t arrivals_silent_windows(arrivals_instruction_set set, const arrivals_request *request,
                                 uint64_t windows) {
  PICK(silent_windows, request, windows)
}

double arrivals_expected(arrivals_instruction_set set, const float *log_rates, size_t count) {
  PICK(expected, log_rates, count)
}

void variates_fill(arrivals_instruction_set set, variates_law law, const uint32_t key[2],
                   uint32_t window, uint32_t first_trial, size_t trials, size_t neurons,
                   float *variates) {
  PICK(variates, law, key, window, first_trial, trials, neurons, variates)
}

int64_t arrivals_first_invalid(const float *log_rates, size_t count, float limit) {
  int bad = 0;
  for (size_t i = 0; i < count; i++) bad |= !(log_rates[i] <= limit);
  if (!bad) return -1;
  for (size_t i = 0; i < count; i++)
    if (!(log_rates[i] <= limit)) return (int64_t)i;
  return -1;
}
