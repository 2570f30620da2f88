/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE
#include "frames.h"
#include <fcntl.h>
#include <unistd.h>

int frames_pipe(int ends[2]) {
#ifdef __linux__
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  fcntl(ends[0], F_SETPIPE_SZ, 1 << 20);
#else
  if (pipe(ends) != 0) return -1;
  for (int end = 0; end < 2; end++) fcntl(ends[end], F_SETFD, FD_CLOEXEC);
#endif
  return 0;
}
