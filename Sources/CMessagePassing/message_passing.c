/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "message_passing.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define HANDLE int
#define IGNORED ((void *)1)
#define CALLS(name) int_##name
#include "calls.h"
#undef HANDLE
#undef IGNORED
#undef CALLS

#define HANDLE void *
#define IGNORED ((void *)0)
#define CALLS(name) pointer_##name
#include "calls.h"
#undef HANDLE
#undef IGNORED
#undef CALLS

static void *library;
static int family;
static int is_open;

#define BY_FAMILY(call) (family == MESSAGE_PASSING_MPICH ? int_##call : pointer_##call)

static int fail(void *handle, char *reason, long capacity, const char *form, const char *text) {
  snprintf(reason, (size_t)capacity, form, text);
  if (handle) dlclose(handle);
  return 1;
}

/* The values are frozen by promises: MPICH's ABI initiative of 2014, libmpi.so.40 of Open MPI since 3.0, and
   chapter 20 of the MPI 5.0 standard. */
int message_passing_load(const char *name, char *reason, long capacity) {
  if (library) return 0;
  /* Open MPI's own plug-ins need to see its symbols. */
  void *found = dlopen(name, RTLD_NOW | RTLD_GLOBAL);
  if (!found) return fail(0, reason, capacity, "%s", dlerror());
  const char *last = strrchr(name, '/');
  const int is_standard = !strncmp(last ? last + 1 : name, "libmpi_abi.", 11);
  void *world = dlsym(found, "ompi_mpi_comm_world");
  family = is_standard ? MESSAGE_PASSING_STANDARD
           : world     ? MESSAGE_PASSING_OPEN_MPI
                       : MESSAGE_PASSING_MPICH;
  const char *missing =
      family == MESSAGE_PASSING_MPICH ? int_find(found) : pointer_find(found);
  if (missing) return fail(found, reason, capacity, "it has no function %s", missing);
  switch (family) {
    case MESSAGE_PASSING_STANDARD:
      pointer_mpi.world = (void *)0x101;
      pointer_mpi.byte = (void *)0x247;
      pointer_mpi.errors_return = (void *)0x143;
      break;
    case MESSAGE_PASSING_OPEN_MPI:
      pointer_mpi.world = world;
      pointer_mpi.byte = dlsym(found, "ompi_mpi_byte");
      pointer_mpi.errors_return = dlsym(found, "ompi_mpi_errors_return");
      break;
    default:
      int_mpi.world = 0x44000000;
      int_mpi.byte = 0x4c00010d;
      int_mpi.errors_return = 0x54000001;
  }
  library = found;
  return 0;
}

int message_passing_family(void) { return family; }

void message_passing_path(char *text, long capacity) {
  Dl_info info;
  void *symbol = library ? dlsym(library, "MPI_Init_thread") : 0;
  snprintf(text, (size_t)capacity, "%s",
           symbol && dladdr(symbol, &info) && info.dli_fname ? info.dli_fname : "");
}

void message_passing_version(char *text, long capacity) {
  char version[16384] = ""; /* the longest that any family asks for is 8192 */
  int length = 0;
  if (library) BY_FAMILY(mpi.get_library_version)(version, &length);
  snprintf(text, (size_t)capacity, "%s", version);
}

static void guard(void) {
  if (is_open) message_passing_abort(70);
}

int message_passing_begin(int *rank, int *count) {
  const int serialized = family == MESSAGE_PASSING_STANDARD ? 2048 : 2;
  const int code = BY_FAMILY(begin)(serialized, rank, count);
  if (!code) {
    is_open = 1;
    atexit(guard);
  }
  return code;
}

int message_passing_finish(void) {
  if (!is_open) return 0;
  is_open = 0;
  return BY_FAMILY(mpi.finalize)();
}

/* Waits, two seconds at most, until the launcher has read what was said: MPICH's loses what lies in the pipe when it
   ends the job, and for a moment after. */
static void await_reader(void) {
  struct stat facts;
  if (fstat(STDERR_FILENO, &facts) || !S_ISFIFO(facts.st_mode)) return;
  for (int tries = 0, waiting = 0; tries < 200; tries++) {
    if (ioctl(STDERR_FILENO, FIONREAD, &waiting) || waiting == 0) break;
    usleep(10000);
  }
  usleep(100000);
}

void message_passing_abort(int status) {
  if (!is_open) return;
  is_open = 0;
  await_reader();
  BY_FAMILY(abort)(status);
}

int message_passing_gather(const void *own, void *all, int bytes) {
  return BY_FAMILY(gather)(own, all, bytes);
}

int message_passing_gather_varying(const void *own, int bytes, void *all, const int *counts,
                                   const int *offsets) {
  return BY_FAMILY(gather_varying)(own, bytes, all, counts, offsets);
}

int message_passing_exchange(const void *own, void *all, int bytes) {
  return BY_FAMILY(exchange)(own, all, bytes);
}

int message_passing_exchange_varying(const void *own, const int *own_counts, const int *own_offsets,
                                     void *all, const int *counts, const int *offsets) {
  return BY_FAMILY(exchange_varying)(own, own_counts, own_offsets, all, counts, offsets);
}

int message_passing_send(const void *bytes, int count, int to) {
  return BY_FAMILY(send)(bytes, count, to);
}

int message_passing_receive(void *bytes, int count, int from) {
  return BY_FAMILY(receive)(bytes, count, from);
}

void message_passing_reason(int code, char *text, long capacity) {
  char reason[16384] = "";
  int length = 0;
  if (library) BY_FAMILY(mpi.error_string)(code, reason, &length);
  snprintf(text, (size_t)capacity, "%s", reason);
}
