/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All kernels for one instruction set: INSTRUCTION_SET is the suffix of their names, SPAN how many vectors of
   sums stay in its registers. */
#include "event_driven.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define KERNEL_ROOM event_driven
#include "kernels_begin.h"
#include "vector_poisson.h"

#include "active.h"
#include "combine.h"
#include "integrate.h"
#include "competition.h"
#include "watch.h"
#include "watch_steps.h"
#include "compete.h"
#include "descend.h"

#include "kernels_end.h"
