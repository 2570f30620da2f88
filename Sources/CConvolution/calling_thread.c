/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RTLD_DEFAULT is not of POSIX. */
#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "convolution.h"
#include <dlfcn.h>
#include <pthread.h>

/* oneDNN brings its OpenMP runtime along: GNU's, LLVM's or Intel's, which is for its builder to choose and may be
   another than our compiler's. It is asked for by name, so that we link none; without one there is nothing to set. */
static void (*set_num_threads)(int);
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void find(void) { *(void **)&set_num_threads = dlsym(RTLD_DEFAULT, "omp_set_num_threads"); }

void onednn_calling_thread_alone(void) {
  pthread_once(&once, find);
  if (set_num_threads) set_num_threads(1);
}
