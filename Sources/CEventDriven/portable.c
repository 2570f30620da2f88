/* SPDX-License-Identifier: GPL-3.0-or-later */
#define INSTRUCTION_SET portable
#define SPAN 2
#include "kernels/all.h"
