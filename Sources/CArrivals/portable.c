/* SPDX-License-Identifier: GPL-3.0-or-later */
#define INSTRUCTION_SET portable
#include "kernels/all.h"
