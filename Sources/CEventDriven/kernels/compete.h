/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma clang fp contract(off)

void KERNEL(compete)(const event_driven_problem *problem, const float *thresholds, float rate,
                     int is_signed, int is_hard, long iterations, float *codes) {
  const long width = problem->width;
  /* A quarter of the time constant between two looks, in which potentials move by a fifth of the way. */
  const long period = rate > 0.0f && rate < 0.25f ? (long)(0.25f / rate) : 1;
  struct competition state = {.gram = problem->gram,
                              .thresholds = thresholds,
                              .rate = rate,
                              .sign_bit = is_signed ? (ints)INT32_MIN : (ints)0,
                              .shift = is_hard ? (ints)0 : (ints)-1,
                              .width = width,
                              .u = malloc((size_t)width * 4 * sizeof(float)),
                              .before = active_make(width),
                              .after = active_make(width)};
  if (!state.u) abort();
  state.currents = state.u + width;
  float *earlier = state.currents + width;
  struct watch watch = watch_make(width);
  for (long i = 0; i < problem->count; i++) {
    state.drive = problem->drive + i * width;
    state.codes = codes + i * width;
    memset(state.u, 0, (size_t)width * sizeof(float));
    memset(state.codes, 0, (size_t)width * sizeof(float));
    memcpy(state.currents, state.drive, (size_t)width * sizeof(float));
    memset(watch.is_watched, 0, (size_t)width * sizeof(float));
    state.before.count = watch.count = 0;
    watch.speed = 1.0f / 0.0f;
    for (long t = 0; t < iterations;) {
      const long left = iterations - t;
      const long planned = watch_plan(&watch, &state, left < period ? left : period);
      if (planned > 0) {
        t += compete_watching(&watch, &state, planned);
        continue;
      }
      const long steps = left < 8 ? left : 8;
      memcpy(earlier, state.currents, (size_t)width * sizeof(float));
      memcpy(earlier + width, state.codes, (size_t)width * sizeof(float));
      compete_everywhere(&state, steps);
      watch.speed =
          root(moved_square(state.codes, earlier + width, state.currents, earlier, width)) /
          (float)steps;
      t += steps;
    }
  }
  free(state.u);
  active_free(&state.before);
  active_free(&state.after);
  watch_free(&watch);
}
