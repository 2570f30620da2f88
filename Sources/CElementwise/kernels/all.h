/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All kernels for one instruction set, whose suffix and target the including file states. The names of
   the vector mathematics are private to the including file. */
#include "elementwise.h"
#include <stdint.h>
#include <string.h>

#define JOINED_(name, suffix) elementwise_##name##_##suffix
#define JOINED(name, suffix) JOINED_(name, suffix)
#define KERNEL(name) JOINED(name, INSTRUCTION_SET)

/* Vectors wider than the registers are passed between inlined functions only. */
#pragma clang diagnostic ignored "-Wpsabi"

#ifdef INSTRUCTION_SET_ATTRIBUTE
#pragma clang attribute push(INSTRUCTION_SET_ATTRIBUTE, apply_to = function)
#endif

#include "vector_math.h"
#include "vector_poisson.h"

#include "arithmetic.h"
#include "functions.h"
#include "sums.h"
#include "weights.h"
#include "images.h"
#include "adamax.h"
#include "poisson.h"
#include "location_scale.h"
#include "categorical.h"

#ifdef INSTRUCTION_SET_ATTRIBUTE
#pragma clang attribute pop
#endif
