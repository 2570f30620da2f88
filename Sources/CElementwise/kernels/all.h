/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All kernels for one instruction set, whose suffix and target the including file states. */
#include "elementwise.h"
#include <stdint.h>
#include <string.h>

#define KERNEL_ROOM elementwise
#include "kernels_begin.h"
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

#include "kernels_end.h"
