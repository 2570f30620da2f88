/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INTERSPIKE_CZLIB_SHIM_H
#define INTERSPIKE_CZLIB_SHIM_H

#include <zlib.h>

#endif
