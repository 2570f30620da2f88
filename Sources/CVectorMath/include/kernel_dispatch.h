/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions that pick the kernels for the processor at hand; the result does not depend on the choice.

   KERNEL_DISPATCH(double, frames, sum, (x, count), const float *x, long count) is the function
   frames_sum(set, x, count), which calls one of frames_sum_v4, frames_sum_v3 and frames_sum_portable. */
#ifndef INTERSPIKE_KERNEL_DISPATCH_H
#define INTERSPIKE_KERNEL_DISPATCH_H

#include "instruction_sets.h"

#if defined(__x86_64__)
#define KERNEL_DECLARE(type, room, name, parameters) \
  type room##_##name##_portable parameters;          \
  type room##_##name##_v3 parameters;                \
  type room##_##name##_v4 parameters;
#define KERNEL_PICK(set, room, name, arguments)                                  \
  switch (instruction_set_resolved(set)) {                                       \
  case INSTRUCTION_SET_X86_64_V4: return room##_##name##_v4 arguments;           \
  case INSTRUCTION_SET_X86_64_V3: return room##_##name##_v3 arguments;           \
  default: return room##_##name##_portable arguments;                            \
  }
#else
#define KERNEL_DECLARE(type, room, name, parameters) type room##_##name##_portable parameters;
#define KERNEL_PICK(set, room, name, arguments) \
  (void)(set);                                  \
  return room##_##name##_portable arguments;
#endif

#define KERNEL_DISPATCH(type, room, name, arguments, ...)   \
  KERNEL_DECLARE(type, room, name, (__VA_ARGS__))           \
  type room##_##name(instruction_set set, __VA_ARGS__) {    \
    KERNEL_PICK(set, room, name, arguments)                 \
  }

/* The same without a choice of the set. */
#define KERNEL_DISPATCH_BEST(type, room, name, parameters, arguments) \
  KERNEL_DECLARE(type, room, name, parameters)                        \
  type room##_##name parameters {                                     \
    KERNEL_PICK(INSTRUCTION_SET_BEST, room, name, arguments)          \
  }

#endif
