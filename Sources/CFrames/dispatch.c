/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Picks the kernels for the processor at hand; the result does not depend on the choice. */
#include "frames.h"

int frames_supports(frames_instruction_set set) {
#if defined(__x86_64__)
  if (set == FRAMES_X86_64_V4) return __builtin_cpu_supports("x86-64-v4") != 0;
  if (set == FRAMES_X86_64_V3) return __builtin_cpu_supports("x86-64-v3") != 0;
#endif
  return set == FRAMES_BEST || set == FRAMES_PORTABLE;
}

#if defined(__x86_64__)
static frames_instruction_set resolve(frames_instruction_set set) {
  if (set != FRAMES_BEST) return set;
  if (frames_supports(FRAMES_X86_64_V4)) return FRAMES_X86_64_V4;
  if (frames_supports(FRAMES_X86_64_V3)) return FRAMES_X86_64_V3;
  return FRAMES_PORTABLE;
}

#define DISPATCH(type, name, parameters, arguments, ...)              \
  type frames_##name##_v4 parameters;                                 \
  type frames_##name##_v3 parameters;                                 \
  type frames_##name##_portable parameters;                           \
  type frames_##name(frames_instruction_set set, __VA_ARGS__) {       \
    switch (resolve(set)) {                                           \
    case FRAMES_X86_64_V4: return frames_##name##_v4 arguments;       \
    case FRAMES_X86_64_V3: return frames_##name##_v3 arguments;       \
    default: return frames_##name##_portable arguments;               \
    }                                                                 \
  }
#else
#define DISPATCH(type, name, parameters, arguments, ...)        \
  type frames_##name##_portable parameters;                     \
  type frames_##name(frames_instruction_set set, __VA_ARGS__) { \
    (void)set;                                                  \
    return frames_##name##_portable arguments;                  \
  }
#endif
#define KERNEL(type, name, arguments, ...) \
  DISPATCH(type, name, (__VA_ARGS__), arguments, __VA_ARGS__)

KERNEL(void, filter, (plan, gain, x, offset, result), frames_plan *plan, const float *gain,
       const float *x, float offset, float *result)
KERNEL(void, moments, (x, width, height, sum, squares), const float *x, long width, long height,
       double *sum, double *squares)
KERNEL(double, contrast, (window, x, local, detail, spread, scratch), const frames_window *window,
       const float *x, float *local, float *detail, float *spread, float *scratch)
KERNEL(void, divide, (detail, spread, level, count, result), const float *detail, float *spread,
       float level, long count, float *result)
KERNEL(void, multiply, (values, spread, local, count, result), const float *values,
       const float *spread, const float *local, long count, float *result)
