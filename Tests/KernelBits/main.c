/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bits.h"
#include <stdio.h>
#include <string.h>

static uint64_t state;

void bits_restart(uint64_t seed) { state = seed; }

/* SplitMix64: G. L. Steele, D. Lea and C. H. Flood, Fast splittable pseudorandom number generators, 2014. */
static uint64_t next(void) {
  uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

uint32_t bits_word(void) { return (uint32_t)(next() >> 32); }

void bits_draw_doubles(double *values, size_t count, double low, double high) {
  for (size_t i = 0; i < count; i++)
    values[i] = low + (high - low) * ((double)(next() >> 11) * 0x1p-53);
}

void bits_draw(float *values, size_t count, double low, double high) {
  for (size_t i = 0; i < count; i++)
    values[i] = (float)(low + (high - low) * ((double)(next() >> 11) * 0x1p-53));
}

/* FNV-1a. */
static uint64_t digest;
static void begin(void) { digest = 0xcbf29ce484222325; }
static void add(uint64_t value) { digest = (digest ^ value) * 0x100000001b3; }
static void end(const char *name) { printf("%-40s %016llx\n", name, (unsigned long long)digest); }

void bits_show(const char *name, const float *values, size_t count) {
  begin();
  for (size_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, values + i, sizeof bits);
    add(values[i] == values[i] ? bits : 0x7fc00000);
  }
  end(name);
}

void bits_show_doubles(const char *name, const double *values, size_t count) {
  begin();
  for (size_t i = 0; i < count; i++) {
    uint64_t bits;
    memcpy(&bits, values + i, sizeof bits);
    if (values[i] != values[i]) bits = 0x7ff8000000000000;
    add(bits & 0xffffffff);
    add(bits >> 32);
  }
  end(name);
}

void bits_show_words(const char *name, const uint32_t *values, size_t count) {
  begin();
  for (size_t i = 0; i < count; i++) add(values[i]);
  end(name);
}

int main(void) {
  bits_of_vector_math();
  bits_of_arrivals();
  bits_of_elementwise();
  bits_of_event_driven();
  bits_of_frames();
  bits_of_networks();
}
