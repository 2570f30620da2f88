/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arrivals.h"
#include "bits.h"
#include "philox_draws.h"
#include "variates.h"
#include <math.h>

enum { TRIALS = 9, NEURONS = 101, COUNT = TRIALS * NEURONS, CAPACITY = 1 << 17 };

static float log_rates[COUNT], counts[COUNT], slopes[COUNT];
static uint32_t whole[COUNT], places[COUNT + 1], fired[COUNT + 1];
static double times[CAPACITY];

static void relaxed(const arrivals_request *request) {
  static const char *const names[] = {"sigmoid", "linear", "cubic", "quintic", "cosine"};
  for (int indicator = ARRIVALS_SIGMOID; indicator <= ARRIVALS_COSINE; indicator++) {
    const float temperature = 0.25f, horizon = indicator == ARRIVALS_SIGMOID ? 4.7f : 1.25f;
    arrivals_relaxed_counts(INSTRUCTION_SET_BEST, request, indicator, temperature, horizon, 0.0f, counts,
                            slopes);
    bits_show(names[indicator], counts, COUNT);
    bits_show("  its slope", slopes, COUNT);
  }
}

static void finite_order(const arrivals_request *request) {
  for (int order = ARRIVALS_SECOND_ORDER; order <= ARRIVALS_THIRD_ORDER; order++) {
    arrivals_finite_order(INSTRUCTION_SET_BEST, request, order, counts, slopes);
    bits_show(order == ARRIVALS_SECOND_ORDER ? "finite order 2" : "finite order 3", counts, COUNT);
    bits_show("  its slope", slopes, COUNT);
  }
}

static void single_draws(void) {
  enum { DRAWS = 4096 };
  static double values[3 * DRAWS];
  static uint32_t words[4 * DRAWS];
  for (uint32_t i = 0; i < DRAWS; i++) {
    const philox_draw_pair pair = philox_draws(0x0123456789abcdef, i, 5, 3, 2);
    words[4 * i] = (uint32_t)pair.first, words[4 * i + 1] = (uint32_t)(pair.first >> 32);
    words[4 * i + 2] = (uint32_t)pair.second, words[4 * i + 3] = (uint32_t)(pair.second >> 32);
    values[3 * i] = philox_exponential(pair.first);
    values[3 * i + 1] = philox_minus_log(((double)(pair.second >> 11) + 1) * 0x1p-53);
    values[3 * i + 2] = philox_exp(values[3 * i] - 3);
  }
  bits_show_words("philox_draws", words, 4 * DRAWS);
  bits_show_doubles("philox_exponential, _minus_log, _exp", values, 3 * DRAWS);
}

void bits_of_arrivals(void) {
  bits_restart(2);
  bits_draw(log_rates, COUNT, -6, 4.5);
  for (int i = 0; i < COUNT; i += 17) log_rates[i] = -INFINITY;
  const arrivals_request request = {.key = {0x243f6a88, 0x85a308d3}, .window = 3, .first_trial = 7,
                                    .first_neuron = 11, .trials = TRIALS, .neurons = NEURONS,
                                    .log_rates = log_rates};
  relaxed(&request);
  finite_order(&request);
  arrivals_counts(INSTRUCTION_SET_BEST, &request, whole);
  bits_show_words("arrivals_counts", whole, COUNT);
  const double starts[TRIALS] = {0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8};
  const int64_t total =
      arrivals_times(INSTRUCTION_SET_BEST, &request, starts, 0.1, whole, times, CAPACITY);
  bits_show_doubles("arrivals_times", times, total < 0 ? 0 : (size_t)total);
  static double slow[NEURONS], fast[NEURONS];
  arrivals_growth_sums(INSTRUCTION_SET_BEST, &request, 0.1, 0.1, 2, whole, slow, fast);
  bits_show_words("arrivals_growth_sums: counts", whole, NEURONS);
  bits_show_doubles("arrivals_growth_sums: tiny", slow, NEURONS);
  bits_show_doubles("arrivals_growth_sums: small", fast, NEURONS);
  arrivals_growth_sums(INSTRUCTION_SET_BEST, &request, 0.1, 0.1, 90, whole, slow, fast);
  bits_show_doubles("arrivals_growth_sums: any", fast, NEURONS);
  int64_t active;
  const int64_t spikes = arrivals_spikes(INSTRUCTION_SET_BEST, &request, 2, 2.5, 0.5, places, fired, times,
                                         CAPACITY, &active);
  bits_show_words("arrivals_spikes: who", places, (size_t)active);
  bits_show_words("arrivals_spikes: how many", fired, (size_t)active);
  bits_show_doubles("arrivals_spikes: when", times, spikes < 0 ? 0 : (size_t)spikes);
  const double expected = arrivals_expected(INSTRUCTION_SET_BEST, log_rates, COUNT);
  bits_show_doubles("arrivals_expected", &expected, 1);
  static const char *const laws[] = {"uniform", "normal", "laplace", "gumbel"};
  for (int law = VARIATES_UNIFORM; law <= VARIATES_GUMBEL; law++) {
    arrivals_variates(INSTRUCTION_SET_BEST, law, request.key, 3, 7, TRIALS, NEURONS, counts);
    bits_show(laws[law], counts, COUNT);
  }
  single_draws();
}
