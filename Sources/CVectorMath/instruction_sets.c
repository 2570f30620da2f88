/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "instruction_sets.h"

int instruction_set_is_supported(instruction_set set) {
#if defined(__x86_64__)
  if (set == INSTRUCTION_SET_X86_64_V4) return __builtin_cpu_supports("x86-64-v4") != 0;
  if (set == INSTRUCTION_SET_X86_64_V3) return __builtin_cpu_supports("x86-64-v3") != 0;
#endif
  return set == INSTRUCTION_SET_BEST || set == INSTRUCTION_SET_PORTABLE;
}

instruction_set instruction_set_resolved(instruction_set set) {
  if (set != INSTRUCTION_SET_BEST) return set;
  if (instruction_set_is_supported(INSTRUCTION_SET_X86_64_V4)) return INSTRUCTION_SET_X86_64_V4;
  if (instruction_set_is_supported(INSTRUCTION_SET_X86_64_V3)) return INSTRUCTION_SET_X86_64_V3;
  return INSTRUCTION_SET_PORTABLE;
}
