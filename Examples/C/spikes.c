/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three neurons for one second, a line a spike:
   cc spikes.c $(pkg-config --cflags --libs interspike) -o spikes && ./spikes */
#include <interspike.h>
#include <stdio.h>

int main(void) {
  const double hertz[] = {5, 20, 80};
  interspike_population *population;
  if (interspike_population_open(hertz, 3, 1.0, &population) != INTERSPIKE_OK) {
    fprintf(stderr, "%s\n", interspike_error_message());
    return 1;
  }

  const interspike_address address = {.seed = 7};
  uint32_t counts[3];
  double times[1000];
  size_t total;
  if (interspike_population_times(population, &address, 3, counts, times, 1000, &total) !=
      INTERSPIKE_OK) {
    fprintf(stderr, "%s\n", interspike_error_message());
    return 1;
  }

  size_t spike = 0;
  for (int neuron = 0; neuron < 3; neuron++)
    for (uint32_t i = 0; i < counts[neuron]; i++) printf("%.9f,%d\n", times[spike++], neuron);
  interspike_population_close(population);
}
