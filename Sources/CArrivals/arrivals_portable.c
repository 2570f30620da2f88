/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arrivals.h"
#include "variates.h"
#include <stdlib.h>

/* Two registers of the widest set at a time: measured faster than one at every rate. */
#define VECTOR_LANES 32
#define ARRIVALS_KERNEL(NAME) arrivals_##NAME##_portable
#include "kernels/exact_arrivals.h"
#include "kernels/sparse_arrivals.h"
#include "kernels/silent_windows.h"
#include "kernels/relaxed_counts.h"
#include "kernels/standard_variates.h"
