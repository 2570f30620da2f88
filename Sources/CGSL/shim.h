/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef INTERSPIKE_CGSL_SHIM_H
#define INTERSPIKE_CGSL_SHIM_H

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_fft_complex.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sf.h>
#include <gsl/gsl_version.h>

/* A global variable of C does not import under Swift 6's rules. */
static inline const gsl_rng_type *gsl_rng_default_type(void) { return gsl_rng_mt19937; }
static inline const gsl_multifit_nlinear_type *gsl_multifit_nlinear_trust_type(void) {
  return gsl_multifit_nlinear_trust;
}

#endif
