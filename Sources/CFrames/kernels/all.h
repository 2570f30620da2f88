/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All kernels for one instruction set: INSTRUCTION_SET is the suffix of their names. */
#include "../plan.h"
#include <string.h>

#define KERNEL_ROOM frames
#include "kernels_begin.h"

#include "lanes.h"
#include "line.h"
#include "filter.h"
#include "contrast.h"

#include "kernels_end.h"
