/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All kernels for one instruction set: INSTRUCTION_SET is the suffix of their names. */
#include "networks.h"
#include <stdlib.h>
#include <string.h>

#define JOINED_(name, suffix) networks_##name##_##suffix
#define JOINED(name, suffix) JOINED_(name, suffix)
#define KERNEL(name) JOINED(name, INSTRUCTION_SET)

#pragma clang diagnostic ignored "-Wpsabi"

#ifdef INSTRUCTION_SET_ATTRIBUTE
#pragma clang attribute push(INSTRUCTION_SET_ATTRIBUTE, apply_to = function)
#endif

#define VECTOR_LANES 16
#include "vector_math.h"

#include "growths.h"
#include "integrate.h"

#ifdef INSTRUCTION_SET_ATTRIBUTE
#pragma clang attribute pop
#endif
