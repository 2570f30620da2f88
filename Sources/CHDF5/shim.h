/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INTERSPIKE_CHDF5_SHIM_H
#define INTERSPIKE_CHDF5_SHIM_H

#include <hdf5.h>

#endif
