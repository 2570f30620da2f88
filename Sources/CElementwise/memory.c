/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "elementwise.h"
#include <stdlib.h>

#if defined(__GLIBC__)
#include <malloc.h>

void elementwise_keep_freed_memory(void) {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
}
#else
void elementwise_keep_freed_memory(void) {}
#endif
