/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Begins the kernels of a room for one instruction set; kernels_end.h ends them.

   A source file for each set states INSTRUCTION_SET, the suffix of names, and INSTRUCTION_SET_ATTRIBUTE, its target,
   unless it is the portable one; the room states KERNEL_ROOM, the prefix. KERNEL(name) is then prefix_name_suffix, and
   kernel_dispatch.h picks among the suffixes. The names of the vector mathematics are private to the source file. */
#define KERNEL_JOINED_(room, name, suffix) room##_##name##_##suffix
#define KERNEL_JOINED(room, name, suffix) KERNEL_JOINED_(room, name, suffix)
#define KERNEL(name) KERNEL_JOINED(KERNEL_ROOM, name, INSTRUCTION_SET)

/* Vectors wider than the registers are passed between inlined functions only. */
#pragma clang diagnostic ignored "-Wpsabi"

#ifdef INSTRUCTION_SET_ATTRIBUTE
#pragma clang attribute push(INSTRUCTION_SET_ATTRIBUTE, apply_to = function)
#endif

#include "vector_math.h"
