/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bits.h"
#include "event_driven.h"
#include <stdlib.h>

enum { COUNT = 7, WIDTH = 48, STEPS = 60, NEURONS = 300, TILES = 2 };

static float gram[WIDTH * WIDTH], drive[COUNT * WIDTH], codes[COUNT * WIDTH], changes[WIDTH * WIDTH];

static void problem(int with_diagonal) {
  for (int j = 0; j < WIDTH; j++)
    for (int k = 0; k <= j; k++) {
      bits_draw(gram + j * WIDTH + k, 1, -0.1, 0.1);
      gram[k * WIDTH + j] = gram[j * WIDTH + k];
    }
  for (int j = 0; j < WIDTH; j++) gram[j * WIDTH + j] = with_diagonal ? 1 : 0;
  bits_draw(drive, COUNT * WIDTH, -1, 1);
}

static void spiking(void) {
  static float inhibition[TILES * NEURONS * EVENT_DRIVEN_TILE], input[COUNT * NEURONS];
  static float potentials[COUNT * NEURONS], rows[NEURONS * WIDTH], picture[COUNT * WIDTH];
  bits_draw(inhibition, sizeof inhibition / sizeof *inhibition, -0.2, 0.2);
  bits_draw(input, COUNT * NEURONS, -2, 2);
  bits_draw(potentials, COUNT * NEURONS, -5, 2);
  bits_draw(rows, NEURONS * WIDTH, -1, 1);
  uint32_t places[COUNT * 12], counts[COUNT * 12];
  long count = 0;
  for (uint32_t trial = 0; trial < COUNT; trial++)
    for (uint32_t i = 0; i < 12; i++, count++) {
      places[count] = trial * NEURONS + i * 25 + bits_word() % 25;
      counts[count] = 1 + bits_word() % 4;
    }
  const event_driven_network network = {inhibition, NEURONS, -20, 3, 8};
  const event_driven_spikes spikes = {places, counts, count};
  for (int step = 0; step < 5; step++)
    event_driven_integrate(INSTRUCTION_SET_BEST, &network, &spikes, input, COUNT, potentials);
  bits_show("event_driven_integrate", potentials, COUNT * NEURONS);
  event_driven_paint(INSTRUCTION_SET_BEST, rows, NEURONS, WIDTH, &spikes, COUNT, picture);
  bits_show("event_driven_paint", picture, COUNT * WIDTH);
}

void bits_of_event_driven(void) {
  bits_restart(4);
  float thresholds[WIDTH], momentum[STEPS];
  double energies[COUNT];
  bits_draw_doubles(energies, COUNT, 5, 20);
  for (int k = 0; k < WIDTH; k++) thresholds[k] = 0.2f;
  for (int t = 0; t < STEPS; t++) momentum[t] = (float)t / (float)(t + 3);
  const event_driven_problem data = {gram, drive, COUNT, WIDTH};
  for (int kind = 0; kind < 4; kind++) {
    problem(0);
    event_driven_compete(INSTRUCTION_SET_BEST, &data, thresholds, 0.1f, kind & 1, kind >> 1, STEPS,
                          codes);
    bits_show("event_driven_compete", codes, COUNT * WIDTH);
    problem(1);
    int taken[COUNT];
    event_driven_descend(INSTRUCTION_SET_BEST, &data, energies, 0.2f, 0.3f, kind & 1,
                          kind >> 1 ? momentum : NULL, STEPS, 5, 1e-4, codes, taken);
    bits_show("event_driven_descend", codes, COUNT * WIDTH);
    bits_show_words("  its steps", (const uint32_t *)taken, COUNT);
  }
  event_driven_combine(INSTRUCTION_SET_BEST, codes, COUNT, WIDTH, gram, WIDTH, -1, drive);
  bits_show("event_driven_combine", drive, COUNT * WIDTH);
  int uses[WIDTH];
  event_driven_atom_changes(INSTRUCTION_SET_BEST, codes, COUNT, WIDTH, drive, WIDTH, 0, WIDTH, changes,
                             uses);
  bits_show("event_driven_atom_changes", changes, WIDTH * WIDTH);
  bits_show_words("  its uses", (const uint32_t *)uses, WIDTH);
  spiking();
}
