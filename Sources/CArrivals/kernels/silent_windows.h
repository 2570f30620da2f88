/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The windows in which nobody fires, a vector of windows at a time. Included once for each instruction set, after
   sparse_arrivals.h. */

uint64_t KERNEL(silent_windows)(const arrivals_request *request, uint64_t windows) {
  /* Where about every second window holds a spike, drawing them is cheaper than asking. */
  if (!(KERNEL(expected)(request->log_rates, request->neurons) < 0.5)) return 0;
  const words trial = (words)(uint64_t)(request->trial_ids ? request->trial_ids[0] : request->first_trial);
  for (size_t column = 0; column < request->neurons; column++) {
    if (request->log_rates[column] == -1.0f / 0.0f) continue;
    const floats log_rate = (floats)request->log_rates[column];
    const words neuron = (words)(uint64_t)(request->neuron_ids ? request->neuron_ids[column]
                                                               : request->first_neuron + (uint32_t)column);
    for (uint64_t at = 0; at < windows; at += VECTOR_LANES) {
      words drawn[4];
      philox_lanes((words)(uint64_t)0, neuron, trial, vector_places() + (words)(request->window + at),
                   request->key[0], request->key[1], drawn);
      const uint32_t some = sparse_candidates(log_rate, (drawn[0] << 32) | (drawn[1] & 0xffffffffu));
      if (!some) continue;
      const uint64_t found = at + (uint64_t)__builtin_ctz(some);
      if (found < windows) windows = found;
      break;
    }
  }
  return windows;
}
