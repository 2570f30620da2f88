/* SPDX-License-Identifier: GPL-3.0-or-later */
#if defined(__x86_64__)
#define INSTRUCTION_SET v3
#define SPAN 4
#define INSTRUCTION_SET_ATTRIBUTE __attribute__((target("arch=x86-64-v3")))
#include "kernels/all.h"
#endif
