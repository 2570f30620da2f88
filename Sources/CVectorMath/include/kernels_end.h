/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ends what kernels_begin.h began. */
#ifdef INSTRUCTION_SET_ATTRIBUTE
#pragma clang attribute pop
#endif
