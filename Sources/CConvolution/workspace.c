/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One workspace a thread: no locks, and scratch memory that two shards never share. */
#include "plan.h"
#include <pthread.h>
#include <stdlib.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static int key_made;

static void release(void *kept) {
  struct workspace *workspace = kept;
  while (workspace->plans) {
    struct plan *plan = workspace->plans;
    workspace->plans = plan->next;
    convolution_plan_free(plan);
  }
  if (workspace->stream) dnnl_stream_destroy(workspace->stream);
  if (workspace->engine) dnnl_engine_destroy(workspace->engine);
  free(workspace->scratch);
  free(workspace);
}

static void make_key(void) { key_made = pthread_key_create(&key, release) == 0; }

struct workspace *convolution_workspace(void) {
  pthread_once(&once, make_key);
  if (!key_made) return NULL;
  /* One thread inside, many shards outside; plans are made for that number too. */
  onednn_calling_thread_alone();
  struct workspace *workspace = pthread_getspecific(key);
  if (workspace) return workspace;
  workspace = calloc(1, sizeof *workspace);
  if (!workspace) return NULL;
  if (dnnl_engine_create(&workspace->engine, dnnl_cpu, 0) != dnnl_success ||
      dnnl_stream_create(&workspace->stream, workspace->engine, dnnl_stream_in_order) !=
          dnnl_success ||
      pthread_setspecific(key, workspace) != 0) {
    release(workspace);
    return NULL;
  }
  return workspace;
}

int workspace_reserve(struct workspace *workspace, size_t bytes) {
  if (bytes <= workspace->scratch_bytes) return 1;
  free(workspace->scratch);
  bytes = (bytes + SCRATCH_ALIGNMENT - 1) / SCRATCH_ALIGNMENT * SCRATCH_ALIGNMENT;
  workspace->scratch = aligned_alloc(SCRATCH_ALIGNMENT, bytes);
  workspace->scratch_bytes = workspace->scratch ? bytes : 0;
  return workspace->scratch != NULL;
}
