/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All kernels for one instruction set: INSTRUCTION_SET is the suffix of their names. */
#include "arrivals.h"
#include "variates.h"
#include <stdlib.h>

/* Two registers of the widest set at a time: measured faster than one at every rate. */
#define VECTOR_LANES 32
#define KERNEL_ROOM arrivals
#include "kernels_begin.h"

#include "exact_arrivals.h"
#include "growth_sums.h"
#include "sparse_arrivals.h"
#include "silent_windows.h"
#include "rows_names.h"
#include "relaxed_counts.h"
#include "finite_order.h"
#include "standard_variates.h"

#include "kernels_end.h"
