/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INTERSPIKE_CONEDNN_SHIM_H
#define INTERSPIKE_CONEDNN_SHIM_H

#include <dnnl.h>

#endif
