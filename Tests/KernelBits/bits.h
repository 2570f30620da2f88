/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line a kernel: its name and a digest of all bits it gave, the same on every kind of processor. */
#ifndef INTERSPIKE_KERNEL_BITS_H
#define INTERSPIKE_KERNEL_BITS_H

#include <stddef.h>
#include <stdint.h>

/* Numbers in [low, high), the same on every machine. */
void bits_draw(float *values, size_t count, double low, double high);
void bits_draw_doubles(double *values, size_t count, double low, double high);
uint32_t bits_word(void);
/* Begins the numbers anew, so that a kernel's line does not depend on those before. */
void bits_restart(uint64_t seed);

/* Prints the name and the digest. A NaN counts as a NaN, whichever it is: the standard leaves its bits open. */
void bits_show(const char *name, const float *values, size_t count);
void bits_show_doubles(const char *name, const double *values, size_t count);
void bits_show_words(const char *name, const uint32_t *values, size_t count);

/* The rooms. */
void bits_of_vector_math(void);
void bits_of_arrivals(void);
void bits_of_elementwise(void);
void bits_of_event_driven(void);
void bits_of_frames(void);
void bits_of_networks(void);

#endif
