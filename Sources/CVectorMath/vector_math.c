/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The package manager wants one source file a target; the mathematics is in the header. */
#include "vector_math.h"
