/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INTERSPIKE_CHDF5_SHIM_H
#define INTERSPIKE_CHDF5_SHIM_H

#include <errno.h>
#include <fcntl.h>
#include <hdf5.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* HDF5's constants are macros that call H5open() first; Swift imports none of them. */

static inline hid_t interspike_h5_default(void) { return H5P_DEFAULT; }
static inline hid_t interspike_h5_whole_space(void) { return H5S_ALL; }
static inline hid_t interspike_h5_native_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t interspike_h5_native_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t interspike_h5_native_int64(void) { return H5T_NATIVE_INT64; }
static inline hid_t interspike_h5_native_uint64(void) { return H5T_NATIVE_UINT64; }
static inline hid_t interspike_h5_file_double(void) { return H5T_IEEE_F64LE; }
static inline hid_t interspike_h5_file_float(void) { return H5T_IEEE_F32LE; }
static inline hid_t interspike_h5_file_int64(void) { return H5T_STD_I64LE; }
static inline hid_t interspike_h5_file_uint64(void) { return H5T_STD_U64LE; }
static inline hid_t interspike_h5_file_uint8(void) { return H5T_STD_U8LE; }
static inline hid_t interspike_h5_file_uint16(void) { return H5T_STD_U16LE; }
static inline hid_t interspike_h5_file_uint32(void) { return H5T_STD_U32LE; }
static inline hid_t interspike_h5_object_reference(void) { return H5T_STD_REF_OBJ; }
static inline hsize_t interspike_h5_unlimited(void) { return H5S_UNLIMITED; }

/* Error printing and the error stack belong to the calling thread, so this comes before every
   group of calls. The library must not close files at exit: after a write failed on a full disk,
   libhdf5 1.10 crashes when it closes the data set (seen), and we close everything ourselves. */
static inline void interspike_h5_silence(void) {
  H5dont_atexit();
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  H5Eclear2(H5E_DEFAULT);
}

/* Limits of a process that only reads: so many bytes of memory beyond those it has, no files, no core. */
static inline void interspike_h5_confine(unsigned long long memory) {
  const struct rlimit none = {0, 0};
  setrlimit(RLIMIT_FSIZE, &none);
  setrlimit(RLIMIT_CORE, &none);
  unsigned long long pages = 0;
  FILE *const status = fopen("/proc/self/statm", "r");
  if (!status) return;
  if (fscanf(status, "%llu", &pages) == 1) {
    const struct rlimit space = {
        (rlim_t)(pages * (unsigned long long)getpagesize() + memory),
        (rlim_t)(pages * (unsigned long long)getpagesize() + memory)};
    setrlimit(RLIMIT_AS, &space);
  }
  fclose(status);
}

/* Starts a program whose standard output is read from *output; the two other streams are nothing. Returns
   its number, or -1. Descriptors are closed in other programs that start meanwhile. */
static inline pid_t interspike_h5_start(const char *const *arguments, int *output) {
  int ends[2];
  if (pipe(ends) != 0) return -1;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  pid_t started = -1;
  const int failure =
      posix_spawn(&started, arguments[0], &actions, NULL, (char *const *)arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (failure != 0) {
    close(ends[0]);
    return -1;
  }
  *output = ends[0];
  return started;
}

/* Waits for a program to end; the signal that ended it, 0 when none did. */
static inline int interspike_h5_wait(pid_t program) {
  int status = 0;
  while (waitpid(program, &status, 0) < 0)
    if (errno != EINTR) return 0;
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

/* From now on the process may compute and wait for so many seconds before a signal ends it; 0: as long as
   it likes. */
static inline void interspike_h5_allow(unsigned computing, unsigned waiting) {
  const struct itimerval computes = {{0, 0}, {(time_t)computing, 0}};
  const struct itimerval waits = {{0, 0}, {(time_t)waiting, 0}};
  setitimer(ITIMER_PROF, &computes, NULL);
  setitimer(ITIMER_REAL, &waits, NULL);
}

typedef struct {
  char *text;
  size_t capacity;
} interspike_h5_message;

static inline herr_t interspike_h5_keep_first(
    unsigned depth, const H5E_error2_t *error, void *context) {
  interspike_h5_message *message = (interspike_h5_message *)context;
  if (depth == 0 && error->desc) snprintf(message->text, message->capacity, "%s", error->desc);
  return 0;
}

/* The sentence of the innermost function that failed. */
static inline void interspike_h5_reason(char *text, size_t capacity) {
  interspike_h5_message message = {text, capacity};
  if (capacity > 0) text[0] = 0;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, interspike_h5_keep_first, &message);
}

/* A string of any length in UTF-8. */
static inline hid_t interspike_h5_text_type(void) {
  hid_t type = H5Tcopy(H5T_C_S1);
  if (type < 0) return type;
  if (H5Tset_size(type, H5T_VARIABLE) < 0 || H5Tset_cset(type, H5T_CSET_UTF8) < 0) {
    H5Tclose(type);
    return -1;
  }
  return type;
}

/* No file locks: a file is published whole, and many shared file systems refuse locks. */
static inline hid_t interspike_h5_file_access(void) {
  hid_t list = H5Pcreate(H5P_FILE_ACCESS);
  if (list < 0) return list;
  if (H5Pset_file_locking(list, 0, 1) < 0) {
    H5Pclose(list);
    return -1;
  }
  return list;
}

/* Groups and scalars without time stamps, so that equal content gives equal bytes. */
static inline hid_t interspike_h5_timeless_group(void) {
  hid_t list = H5Pcreate(H5P_GROUP_CREATE);
  if (list >= 0) H5Pset_obj_track_times(list, 0);
  return list;
}

static inline hid_t interspike_h5_timeless_dataset(void) {
  hid_t list = H5Pcreate(H5P_DATASET_CREATE);
  if (list >= 0) H5Pset_obj_track_times(list, 0);
  return list;
}

static inline hid_t interspike_h5_timeless_file(void) {
  hid_t list = H5Pcreate(H5P_FILE_CREATE);
  if (list >= 0) H5Pset_obj_track_times(list, 0);
  return list;
}

/* Rows that may grow, in chunks, compressed or not. */
static inline hid_t interspike_h5_growing_dataset(int rank, const hsize_t *chunk, int compressed) {
  hid_t list = interspike_h5_timeless_dataset();
  if (list < 0) return list;
  if (H5Pset_chunk(list, rank, chunk) < 0
      || (compressed && (H5Pset_shuffle(list) < 0 || H5Pset_deflate(list, 4) < 0))) {
    H5Pclose(list);
    return -1;
  }
  return list;
}

static inline hid_t interspike_h5_create(const char *path, hid_t creation, hid_t access) {
  return H5Fcreate(path, H5F_ACC_TRUNC, creation, access);
}

static inline hid_t interspike_h5_open(const char *path, hid_t access) {
  return H5Fopen(path, H5F_ACC_RDONLY, access);
}

static inline herr_t interspike_h5_flush(hid_t file) { return H5Fflush(file, H5F_SCOPE_GLOBAL); }

static inline herr_t interspike_h5_select(
    hid_t space, const hsize_t *start, const hsize_t *count) {
  return H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL);
}

/* How SONATA says in which order spikes are. */
static inline hid_t interspike_h5_sonata_sorting(void) {
  const hid_t type = H5Tenum_create(H5T_STD_U8LE);
  const char *const names[] = {"none", "by_id", "by_time"};
  for (uint8_t value = 0; type >= 0 && value < 3; value++)
    if (H5Tenum_insert(type, names[value], &value) < 0) {
      H5Tclose(type);
      return -1;
    }
  return type;
}

static inline hid_t interspike_h5_scalar(void) { return H5Screate(H5S_SCALAR); }

static inline int interspike_h5_is_text(hid_t type) { return H5Tget_class(type) == H5T_STRING; }
static inline int interspike_h5_is_real(hid_t type) { return H5Tget_class(type) == H5T_FLOAT; }
static inline int interspike_h5_is_integer(hid_t type) {
  return H5Tget_class(type) == H5T_INTEGER;
}

/* Whether numbers are packed by a filter that the library lacks; which one. */
static inline int interspike_h5_missing_filter(
    hid_t dataset, int *identifier, char *name, size_t capacity) {
  int missing = 0;
  hid_t list = H5Dget_create_plist(dataset);
  if (list < 0) return 0;
  const int count = H5Pget_nfilters(list);
  for (int index = 0; index < count && !missing; ++index) {
    unsigned flags = 0, configuration = 0;
    size_t values = 0;
    name[0] = 0;
    const H5Z_filter_t filter = H5Pget_filter2(
        list, (unsigned)index, &flags, &values, NULL, capacity, name, &configuration);
    name[capacity - 1] = 0;
    if (filter >= 0 && H5Zfilter_avail(filter) <= 0) {
      *identifier = (int)filter;
      missing = 1;
    }
  }
  H5Pclose(list);
  return missing;
}

/* Makes a reference to the object at `target`, found from `file`. */
static inline herr_t interspike_h5_reference(
    hid_t file, const char *target, hobj_ref_t *reference) {
  return H5Rcreate(reference, file, target, H5R_OBJECT, -1);
}

/* Whether numbers are pieced together from those of other data sets. */
static inline int interspike_h5_is_virtual(hid_t dataset) {
  const hid_t list = H5Dget_create_plist(dataset);
  if (list < 0) return 0;
  const int is_virtual = H5Pget_layout(list) == H5D_VIRTUAL;
  H5Pclose(list);
  return is_virtual;
}

/* Where a link that leads nowhere points: "/other" or "file.nwb:/other"; returns 0 for a link of another kind,
   or none. */
static inline int interspike_h5_link_target(
    hid_t file, const char *name, char *text, size_t capacity) {
  H5L_info_t info;
  char value[4096];
  if (H5Lget_info(file, name, &info, H5P_DEFAULT) < 0
      || (info.type != H5L_TYPE_SOFT && info.type != H5L_TYPE_EXTERNAL)
      || info.u.val_size >= sizeof value
      || H5Lget_val(file, name, value, sizeof value, H5P_DEFAULT) < 0)
    return 0;
  value[sizeof value - 1] = 0;
  if (info.type == H5L_TYPE_SOFT) return snprintf(text, capacity, "%s", value) > 0;
  const char *other = NULL, *object = NULL;
  unsigned flags = 0;
  if (H5Lunpack_elink_val(value, info.u.val_size, &flags, &other, &object) < 0) return 0;
  return snprintf(text, capacity, "%s:%s", other, object) > 0;
}

/* Writes a reference to the object at `target`, found from `file`, into an attribute. */
static inline herr_t interspike_h5_write_reference(
    hid_t attribute, hid_t file, const char *target) {
  hobj_ref_t reference;
  if (interspike_h5_reference(file, target, &reference) < 0) return -1;
  return H5Awrite(attribute, H5T_STD_REF_OBJ, &reference);
}

/* How many links a group holds; negative when it is none. */
static inline long long interspike_h5_member_count(hid_t file, const char *group) {
  H5G_info_t info;
  if (H5Gget_info_by_name(file, group, &info, H5P_DEFAULT) < 0) return -1;
  return (long long)info.nlinks;
}

/* The name of a link in alphabetical order; returns its length without the final 0. */
static inline long long interspike_h5_member_name(
    hid_t file, const char *group, unsigned long long index, char *name, size_t capacity) {
  return (long long)H5Lget_name_by_idx(
      file, group, H5_INDEX_NAME, H5_ITER_INC, index, name, capacity, H5P_DEFAULT);
}

#endif
