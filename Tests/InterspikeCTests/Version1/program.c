/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program as written against version 1 of the header, which refuses libraries of other versions. */
#include "interspike.h"
#include <stdio.h>

int main(void) {
  if (interspike_abi_version() != INTERSPIKE_ABI_VERSION) return 2;
  const double hertz[] = {5, 20, 80};
  const interspike_address address = {.seed = 7};
  interspike_population *population;
  uint32_t counts[3];
  double times[1000];
  float logRates[] = {0, 1}, relaxed[2], slopes[2];
  size_t total;
  if (interspike_population_open(hertz, 3, 1.0, &population) != INTERSPIKE_OK) return 3;
  if (interspike_population_times(population, &address, 3, counts, times, 1000, &total) != INTERSPIKE_OK) return 4;
  if (interspike_population_counts(population, &address, 3, counts) != INTERSPIKE_OK) return 5;
  if (interspike_relaxed_counts(&address, logRates, 1, 2, INTERSPIKE_SIGMOID, 0.1, relaxed, slopes)) return 6;
  if (interspike_population_open(hertz, 3, -1.0, &population) != INTERSPIKE_INVALID_ARGUMENT) return 7;
  interspike_population_close(population);
  printf("%.17g %u %u %u %zu %s\n", times[0], counts[0], counts[1], counts[2], total, interspike_error_message());
  return 0;
}
