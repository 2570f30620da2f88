/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The instruction sets that kernels are compiled for; every one gives the same bits. */
#ifndef INTERSPIKE_INSTRUCTION_SETS_H
#define INTERSPIKE_INSTRUCTION_SETS_H

typedef enum {
  /* The widest that this processor has. */
  INSTRUCTION_SET_BEST = 0,
  INSTRUCTION_SET_PORTABLE = 1,
  INSTRUCTION_SET_X86_64_V3 = 2,
  INSTRUCTION_SET_X86_64_V4 = 3,
} instruction_set;

/* 1 where this processor can run the kernels of that instruction set. */
int instruction_set_is_supported(instruction_set set);

/* The set itself; for the best the widest that this processor has. */
instruction_set instruction_set_resolved(instruction_set set);

#endif
