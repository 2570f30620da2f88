/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arrivals.h"
#include "variates.h"
#include <stdlib.h>

/* Two registers of the widest set at a time: measured faster than one at every rate. */
#define VECTOR_LANES 32
#define ARRIVALS_KERNEL(NAME) arrivals_##NAME##_v4
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"))), apply_to = function)
#include "kernels/exact_arrivals.h"
#include "kernels/sparse_arrivals.h"
#include "kernels/silent_windows.h"
#include "kernels/relaxed_counts.h"
#include "kernels/standard_variates.h"
#pragma clang attribute pop
#endif
