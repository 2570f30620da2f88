/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The calls of MPI through handles of type HANDLE and with a constant IGNORED for statuses nobody reads.
   Included once for libraries whose handles are int and once for those whose handles are pointers, so that no
   function is called through another type than its own. CALLS(name) gives names to what is defined here. */

static struct {
  int (*init_thread)(int *, char ***, int, int *);
  int (*comm_rank)(HANDLE, int *);
  int (*comm_size)(HANDLE, int *);
  int (*comm_set_errhandler)(HANDLE, HANDLE);
  int (*get_library_version)(char *, int *);
  int (*error_string)(int, char *, int *);
  int (*allgather)(const void *, int, HANDLE, void *, int, HANDLE, HANDLE);
  int (*allgatherv)(const void *, int, HANDLE, void *, const int *, const int *, HANDLE, HANDLE);
  int (*alltoall)(const void *, int, HANDLE, void *, int, HANDLE, HANDLE);
  int (*alltoallv)(const void *, const int *, const int *, HANDLE, void *, const int *, const int *,
                   HANDLE, HANDLE);
  int (*send)(const void *, int, HANDLE, int, int, HANDLE);
  int (*receive)(void *, int, HANDLE, int, int, HANDLE, void *);
  int (*abort)(HANDLE, int);
  int (*finalize)(void);
  HANDLE world;
  HANDLE byte;
  HANDLE errors_return;
} CALLS(mpi);

/* The first function of MPI that the library lacks; null when it has all. */
static const char *CALLS(find)(void *library) {
#define FIND(member, name) \
  if (!(*(void **)&CALLS(mpi).member = dlsym(library, name))) return name
  FIND(init_thread, "MPI_Init_thread");
  FIND(comm_rank, "MPI_Comm_rank");
  FIND(comm_size, "MPI_Comm_size");
  FIND(comm_set_errhandler, "MPI_Comm_set_errhandler");
  FIND(get_library_version, "MPI_Get_library_version");
  FIND(error_string, "MPI_Error_string");
  FIND(allgather, "MPI_Allgather");
  FIND(allgatherv, "MPI_Allgatherv");
  FIND(alltoall, "MPI_Alltoall");
  FIND(alltoallv, "MPI_Alltoallv");
  FIND(send, "MPI_Send");
  FIND(receive, "MPI_Recv");
  FIND(abort, "MPI_Abort");
  FIND(finalize, "MPI_Finalize");
#undef FIND
  return 0;
}

static int CALLS(begin)(int serialized, int *rank, int *count) {
  int provided, code = CALLS(mpi).init_thread(0, 0, serialized, &provided);
  if (!code) code = CALLS(mpi).comm_set_errhandler(CALLS(mpi).world, CALLS(mpi).errors_return);
  if (!code) code = CALLS(mpi).comm_rank(CALLS(mpi).world, rank);
  if (!code) code = CALLS(mpi).comm_size(CALLS(mpi).world, count);
  return code;
}

static int CALLS(gather)(const void *own, void *all, int bytes) {
  return CALLS(mpi).allgather(own, bytes, CALLS(mpi).byte, all, bytes, CALLS(mpi).byte,
                              CALLS(mpi).world);
}

static int CALLS(gather_varying)(const void *own, int bytes, void *all, const int *counts,
                                 const int *offsets) {
  return CALLS(mpi).allgatherv(own, bytes, CALLS(mpi).byte, all, counts, offsets, CALLS(mpi).byte,
                               CALLS(mpi).world);
}

static int CALLS(exchange)(const void *own, void *all, int bytes) {
  return CALLS(mpi).alltoall(own, bytes, CALLS(mpi).byte, all, bytes, CALLS(mpi).byte,
                             CALLS(mpi).world);
}

static int CALLS(exchange_varying)(const void *own, const int *own_counts, const int *own_offsets,
                                   void *all, const int *counts, const int *offsets) {
  return CALLS(mpi).alltoallv(own, own_counts, own_offsets, CALLS(mpi).byte, all, counts, offsets,
                              CALLS(mpi).byte, CALLS(mpi).world);
}

static int CALLS(send)(const void *bytes, int count, int to) {
  return CALLS(mpi).send(bytes, count, CALLS(mpi).byte, to, 0, CALLS(mpi).world);
}

static int CALLS(receive)(void *bytes, int count, int from) {
  return CALLS(mpi).receive(bytes, count, CALLS(mpi).byte, from, 0, CALLS(mpi).world, IGNORED);
}

static void CALLS(abort)(int status) { CALLS(mpi).abort(CALLS(mpi).world, status); }
