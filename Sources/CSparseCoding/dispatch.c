/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Picks the kernels for the processor at hand; the result does not depend on the choice. */
#include "sparse_coding.h"

int sparse_coding_supports(sparse_coding_instruction_set set) {
#if defined(__x86_64__)
  if (set == SPARSE_CODING_X86_64_V4) return __builtin_cpu_supports("x86-64-v4") != 0;
  if (set == SPARSE_CODING_X86_64_V3) return __builtin_cpu_supports("x86-64-v3") != 0;
#endif
  return set == SPARSE_CODING_BEST || set == SPARSE_CODING_PORTABLE;
}

#if defined(__x86_64__)
static sparse_coding_instruction_set resolve(sparse_coding_instruction_set set) {
  if (set != SPARSE_CODING_BEST) return set;
  if (sparse_coding_supports(SPARSE_CODING_X86_64_V4)) return SPARSE_CODING_X86_64_V4;
  if (sparse_coding_supports(SPARSE_CODING_X86_64_V3)) return SPARSE_CODING_X86_64_V3;
  return SPARSE_CODING_PORTABLE;
}

#define DISPATCH(name, parameters, arguments, ...)                                          \
  void sparse_coding_##name##_v4 parameters;                                                \
  void sparse_coding_##name##_v3 parameters;                                                \
  void sparse_coding_##name##_portable parameters;                                          \
  void sparse_coding_##name(sparse_coding_instruction_set set, __VA_ARGS__) {               \
    switch (resolve(set)) {                                                                 \
    case SPARSE_CODING_X86_64_V4: sparse_coding_##name##_v4 arguments; return;              \
    case SPARSE_CODING_X86_64_V3: sparse_coding_##name##_v3 arguments; return;              \
    default: sparse_coding_##name##_portable arguments;                                     \
    }                                                                                       \
  }
#else
#define DISPATCH(name, parameters, arguments, ...)                            \
  void sparse_coding_##name##_portable parameters;                            \
  void sparse_coding_##name(sparse_coding_instruction_set set, __VA_ARGS__) { \
    (void)set;                                                                \
    sparse_coding_##name##_portable arguments;                                \
  }
#endif
#define KERNEL(name, arguments, ...) DISPATCH(name, (__VA_ARGS__), arguments, __VA_ARGS__)

KERNEL(combine, (weights, count, inner, rows, width, sign, result), const float *weights, long count,
       long inner, const float *rows, long width, float sign, float *result)
KERNEL(atom_changes, (codes, count, atoms, residuals, width, from, to, change, uses),
       const float *codes, long count, long atoms, const float *residuals, long width, long from, long to,
       float *change, int *uses)
KERNEL(compete, (problem, thresholds, rate, is_signed, is_hard, iterations, codes),
       const sparse_coding_problem *problem, const float *thresholds, float rate, int is_signed,
       int is_hard, long iterations, float *codes)
KERNEL(descend,
       (problem, energies, penalty, step, is_signed, momentum, iterations, period, tolerance, codes,
        taken),
       const sparse_coding_problem *problem, const double *energies, float penalty, float step,
       int is_signed, const float *momentum, long iterations, long period, double tolerance,
       float *codes, int *taken)
KERNEL(integrate, (network, spikes, drive, trials, potentials), const sparse_coding_network *network,
       const sparse_coding_spikes *spikes, const float *drive, long trials, float *potentials)
KERNEL(paint, (rows, neurons, width, spikes, trials, result), const float *rows, long neurons, long width,
       const sparse_coding_spikes *spikes, long trials, float *result)
