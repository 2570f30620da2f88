/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INTERSPIKE_CONEDNN_SHIM_H
#define INTERSPIKE_CONEDNN_SHIM_H

#include <dnnl.h>

/* From the OpenMP runtime that oneDNN is linked with; omp.h belongs to the compiler, not to it. */
extern void omp_set_num_threads(int);
extern int omp_get_max_threads(void);

#endif
