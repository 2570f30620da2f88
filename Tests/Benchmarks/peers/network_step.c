/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a step of a network costs through C besides its windows: one silent neuron, window after window, and the
   same windows in steps of a thousand.
     cc -O2 network_step.c $(pkg-config --cflags --libs interspike-networks) -o network_step && ./network_step */
#include <interspike_networks.h>
#include <stdio.h>
#include <time.h>

enum { windows = 200000, rounds = 9 };

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Nanoseconds a window, in steps of so many; the best of all rounds. */
static double cost(interspike_network *network, interspike_step *step, size_t length) {
  double best = 1e9;
  step->windows = length;
  for (int round = 0; round < rounds; round++) {
    const double begin = now();
    for (size_t i = 0; i < windows / length; i++) interspike_network_step(network, step);
    const double time = now() - begin;
    if (time < best) best = time;
  }
  return 1e9 * best / windows;
}

int main(void) {
  interspike_network *network;
  if (interspike_network_open_text("window: 0.001\npopulations:\n  a: {model: input, neurons: 1}\n", NULL, 7,
                                   0, 1, &network) != INTERSPIKE_OK) {
    fprintf(stderr, "%s\n", interspike_error_message());
    return 1;
  }
  double times[16];
  uint32_t neurons[16];
  size_t offsets[2];
  interspike_step step = {.times = times, .neurons = neurons, .capacity = 16, .offsets = offsets};
  const double call = cost(network, &step, 1), window = cost(network, &step, 1000);
  printf("a step of one window %.0f ns, a window of a long step %.0f ns, the call %.0f ns\n", call, window,
         call - window);
  interspike_network_close(network);
}
