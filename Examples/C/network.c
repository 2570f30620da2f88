/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A network step by step, a line a spike of its cells; a touch of neuron 0 every 10 ms:
   cc network.c $(pkg-config --cflags --libs interspike-networks) -o network && ./network */
#include <interspike_networks.h>
#include <stdio.h>

static const char description[] =
    "window: 0.001\n"
    "populations:\n"
    "  skin: {model: input, neurons: 2}\n"
    "  cells: {model: lif, neurons: 3, membrane_time_constant: 0.02, threshold: 20, reset: 0}\n"
    "projections:\n"
    "  - {from: skin, to: cells, rule: all_to_all, weight: 15, delay: 0.002}\n"
    "inputs:\n"
    "  - {to: cells, rate: 900, weight: 0.7}\n";

int main(void) {
  interspike_network *network;
  if (interspike_network_open_text(description, NULL, 7, 0, 1, &network) != INTERSPIKE_OK) {
    fprintf(stderr, "%s\n", interspike_error_message());
    return 1;
  }
  double times[1000];
  uint32_t neurons[1000];
  size_t offsets[3]; /* skin, cells, and the end */
  interspike_step step = {.windows = 1, .times = times, .neurons = neurons, .capacity = 1000, .offsets = offsets};
  for (int window = 0; window < 100; window++) {
    const double touch = interspike_network_time(network);
    const uint32_t who = 0;
    const interspike_given_spikes given = {.population = 0, .times = &touch, .neurons = &who, .count = 1};
    step.given = &given;
    step.given_count = window % 10 == 0;
    if (interspike_network_step(network, &step) != INTERSPIKE_OK) {
      fprintf(stderr, "%s\n", interspike_error_message());
      return 1;
    }
    for (size_t spike = offsets[1]; spike < offsets[2]; spike++)
      printf("%.9f,%u\n", times[spike], (unsigned)neurons[spike]);
  }
  interspike_network_close(network);
}
