/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole frames of video: filters by a real, even gain through Fourier transforms, and local contrast.

   Every function gives the same bits on every instruction set: sums run in an order fixed by the code, sixteen
   lanes side by side, without contraction. Frames are row-major, height rows of width floats. Nothing here
   allocates except frames_plan_make. */
#ifndef INTERSPIKE_FRAMES_H
#define INTERSPIKE_FRAMES_H

#include "instruction_sets.h"

enum { FRAMES_LANES = 16 };

/* Tables and scratch for the transforms of one size of frames. NULL when there is no memory. One filter at a
   time may use a plan. */
typedef struct frames_plan frames_plan;
frames_plan *frames_plan_make(long width, long height);
void frames_plan_free(frames_plan *plan);

/* How many floats a table of gains has: width · frames_plan_lines. */
long frames_plan_lines(const frames_plan *plan);

/* result = the frame whose transform is that of x - offset, times a gain.

     gain[u·lines + v] is that of coefficient u across and v down, v up to height/2, divided by width·height
   so that forward and back are the identity for a gain of 1/(width·height). The gain must be even in both
   frequencies; lines is frames_plan_lines, and what lies beyond v = height/2 is 0. x and result may be one. */
void frames_filter(instruction_set set, frames_plan *plan, const float *gain, const float *x,
                   float offset, float *result);

/* Sums of x and of its squares, rows of sixteen lanes in float, rows in double. */
void frames_moments(instruction_set set, const float *x, long width, long height, double *sum,
                    double *squares);

typedef struct {
  /* The weights of the window along a line, `side` of them, an odd number. */
  const float *profile;
  long side;
  /* 1 over the sum of the weights inside the frame, for every column and every row. */
  const float *across;
  const float *down;
  long width;
  long height;
} frames_window;

/* How many floats the scratch of frames_contrast has. */
long frames_contrast_scratch(const frames_window *window);

/* local = weighted mean of x under the window, detail = x - local, spread = √ weighted mean of detail²; gives the
   sum of spread. x and detail may be one. */
double frames_contrast(instruction_set set, const frames_window *window, const float *x,
                       float *local, float *detail, float *spread, float *scratch);

/* spread = max(spread, level); result = detail/spread. level is above 0. result and detail may be one. */
void frames_divide(instruction_set set, const float *detail, float *spread, float level, long count,
                   float *result);

/* result = values·spread + local. */
void frames_multiply(instruction_set set, const float *values, const float *spread,
                     const float *local, long count, float *result);

/* A pipe that frames are sent through: no other child of this process inherits it, and it holds some frames where
   the system lets it. 0, or -1 with errno. */
int frames_pipe(int ends[2]);

#endif
