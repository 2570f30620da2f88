/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arrivals.h"
#include <stdlib.h>

#define ARRIVALS_KERNEL(NAME) arrivals_##NAME##_portable
#include "kernels/exact_arrivals.h"
#include "kernels/relaxed_counts.h"
