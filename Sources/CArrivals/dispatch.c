/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Picks the kernels for the processor at hand; the result does not depend on the choice. */
#include "arrivals.h"
#include "kernel_dispatch.h"
#include "variates.h"

#define KERNEL(type, name, arguments, ...) KERNEL_DISPATCH(type, arrivals, name, arguments, __VA_ARGS__)

KERNEL(void, relaxed_counts, (request, indicator, temperature, horizon, saturation, counts, slopes),
       const arrivals_request *request, arrivals_indicator indicator, float temperature, float horizon,
       float saturation, float *counts, float *slopes)
KERNEL(void, finite_order, (request, order, counts, slopes), const arrivals_request *request,
       arrivals_order order, float *counts, float *slopes)
KERNEL(void, counts, (request, counts), const arrivals_request *request, uint32_t *counts)
KERNEL(int64_t, times, (request, starts, duration, counts, times, capacity),
       const arrivals_request *request, const double *starts, double duration, uint32_t *counts,
       double *times, int64_t capacity)
KERNEL(int64_t, spikes, (request, start, end, duration, neurons, counts, times, capacity, active),
       const arrivals_request *request, double start, double end, double duration, uint32_t *neurons,
       uint32_t *counts, double *times, int64_t capacity, int64_t *active)
KERNEL(void, growth_sums, (request, duration, slow_rate, fast_rate, counts, slow, fast), const arrivals_request *request,
       double duration, double slow_rate, double fast_rate, uint32_t *counts, double *slow, double *fast)
KERNEL(uint64_t, silent_windows, (request, windows), const arrivals_request *request, uint64_t windows)
KERNEL(double, expected, (log_rates, count), const float *log_rates, size_t count)
KERNEL(void, variates, (law, key, window, first_trial, trials, neurons, variates), variates_law law,
       const uint32_t key[2], uint32_t window, uint32_t first_trial, size_t trials, size_t neurons,
       float *variates)

int64_t arrivals_first_invalid(const float *log_rates, size_t count, float limit) {
  int bad = 0;
  for (size_t i = 0; i < count; i++) bad |= !(log_rates[i] <= limit);
  if (!bad) return -1;
  for (size_t i = 0; i < count; i++)
    if (!(log_rates[i] <= limit)) return (int64_t)i;
  return -1;
}
