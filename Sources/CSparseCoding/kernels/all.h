/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All kernels for one instruction set: INSTRUCTION_SET is the suffix of their names, SPAN how many vectors of
   sums stay in its registers. */
#include "sparse_coding.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define JOINED_(name, suffix) sparse_coding_##name##_##suffix
#define JOINED(name, suffix) JOINED_(name, suffix)
#define KERNEL(name) JOINED(name, INSTRUCTION_SET)

#pragma clang diagnostic ignored "-Wpsabi"

#ifdef INSTRUCTION_SET_ATTRIBUTE
#pragma clang attribute push(INSTRUCTION_SET_ATTRIBUTE, apply_to = function)
#endif

#include "vector_math.h"
#include "vector_poisson.h"

#include "active.h"
#include "combine.h"
#include "integrate.h"
#include "competition.h"
#include "watch.h"
#include "watch_steps.h"
#include "compete.h"
#include "descend.h"

#ifdef INSTRUCTION_SET_ATTRIBUTE
#pragma clang attribute pop
#endif
