/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All kernels for one instruction set: INSTRUCTION_SET is the suffix of their names. */
#include "networks.h"
#include "record.h"
#include <stdlib.h>
#include <string.h>

#define KERNEL_ROOM networks
#include "kernels_begin.h"

#include "currents.h"
#include "currents_sums.h"
#include "growths.h"
#include "integrate.h"
#include "philox.h"
#include "targets.h"

#include "kernels_end.h"
