/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MESSAGE_PASSING_H
#define MESSAGE_PASSING_H

/* MPI, found when the program runs: no header of MPI, and nothing to link. One library a process.

   Three families of libraries are told apart, because each has its own values for the same names:
   the standard ABI of MPI 5 (libmpi_abi.so), Open MPI, and MPICH with its kin (Intel, MVAPICH, Cray). */

enum { MESSAGE_PASSING_STANDARD = 1, MESSAGE_PASSING_OPEN_MPI = 2, MESSAGE_PASSING_MPICH = 3 };

/* Loads the library `name`; 0, or 1 with a reason when it is missing, or is no library of MPI. */
int message_passing_load(const char *name, char *reason, long capacity);

/* Of the loaded library: its family, its file, and what it says about itself. */
int message_passing_family(void);
void message_passing_path(char *text, long capacity);
void message_passing_version(char *text, long capacity);

/* Joins the job; until message_passing_finish, an ordinary exit ends the whole job with status 70, because
   MPICH would count it as a success. */
int message_passing_begin(int *rank, int *count);
int message_passing_finish(void);

/* Ends all processes of the job; a launcher gives the status to whoever started it. */
void message_passing_abort(int status);

/* Each of these gives 0, or a code for message_passing_reason. Offsets and counts are bytes. */
int message_passing_gather(const void *own, void *all, int bytes);
int message_passing_gather_varying(const void *own, int bytes, void *all, const int *counts,
                                   const int *offsets);
int message_passing_exchange(const void *own, void *all, int bytes);
int message_passing_exchange_varying(const void *own, const int *own_counts, const int *own_offsets,
                                     void *all, const int *counts, const int *offsets);
int message_passing_send(const void *bytes, int count, int to);
int message_passing_receive(void *bytes, int count, int from);
void message_passing_reason(int code, char *text, long capacity);

#endif
