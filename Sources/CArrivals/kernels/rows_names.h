/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What neuron_rows.h knows of every reading. Included once for each instruction set. */

#include "philox.h"

/* A vector whose unfinished lanes are fewer than this hands them to the waiting list. */
#define ROWS_FEW 10
/* Room for the stragglers of many rows: their states, 48 bytes each, take 100 kB and stay in the second cache. */
#define ROWS_WAITING 2048
#define ROWS_JOINED_(reading, name) reading##_##name
#define ROWS_JOINED(reading, name) ROWS_JOINED_(reading, name)
#define ROWS(name) ROWS_JOINED(READING, name)

/* What tells the lanes apart: place in the result, neuron, trial and next block. */
typedef struct {
  uints index, neuron, trial, block;
} rows_names;

/* The first `count` lanes, as bits. */
VECTOR_INLINE uint32_t rows_first(size_t count) {
  return count >= VECTOR_LANES ? (uint32_t)((1ull << VECTOR_LANES) - 1) : (1u << count) - 1;
}
