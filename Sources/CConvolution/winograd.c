/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "winograd.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"))), apply_to = function)
#include "winograd_products.h"
#include "winograd_tiles.h"
#pragma clang fp contract(fast)

/* How many columns a panel of a matrix has. */
static long panel_width(long columns) { return columns % (2 * LANES) == 0 ? 2 * LANES : LANES; }

/* points[e][panel][row][column of the panel]: rows are what is summed over. Forwards those are the channels; for
   the slope along the input the outputs, and the filters are turned over. */
static void transform_filters(const float *weight, long rows, long columns, long row_step,
                              long column_step, int turned, float *points) {
  const long width = panel_width(columns), plane = spaced(rows * columns);
  for (long r = 0; r < rows; r++)
    for (long k = 0; k < columns; k += LANES) {
      float values[9][LANES];
      floats w[9], half[WINDOW * 3], m[POINTS];
      const float *from = weight + r * row_step + k * column_step;
      for (int lane = 0; lane < LANES; lane++)
        for (int i = 0; i < 9; i++) values[i][lane] = from[lane * column_step + i];
      for (int i = 0; i < 9; i++) w[turned ? 8 - i : i] = vector_load(values[i]);
      for (int j = 0; j < 3; j++) filter_points(w[j], w[3 + j], w[6 + j], half + j, 3);
      for (int i = 0; i < WINDOW; i++)
        filter_points(half[3 * i], half[3 * i + 1], half[3 * i + 2], m + i * WINDOW, 1);
      store_points(m, points + (k / width * rows + r) * width + k % width, plane);
    }
}

/* From points[e][output][channel] to slopes[output][channel][3][3]. */
static void gather_filters(const float *points, long outputs, long channels, float *slopes) {
  const long plane = spaced(outputs * channels);
  for (long at = 0; at < outputs * channels; at += LANES) {
    floats m[POINTS], half[3 * WINDOW], w[9];
    for (int e = 0; e < POINTS; e++) m[e] = vector_load(points + e * plane + at);
    for (int j = 0; j < WINDOW; j++) filter_values(m + j, WINDOW, half + j, WINDOW);
    for (int i = 0; i < 3; i++) filter_values(half + i * WINDOW, 1, w + i * 3, 1);
    float values[9][LANES];
    for (int i = 0; i < 9; i++) vector_store(values[i], w[i]);
    for (int lane = 0; lane < LANES; lane++)
      for (int i = 0; i < 9; i++) slopes[(at + lane) * 9 + i] = values[i][lane];
  }
}

/* result[e][row][column] (+)= Σ a[e][row, term]·b[e][term, column], panel by panel. */
static void multiply_points(const float *a, long a_plane, const float *b, long b_plane,
                            long b_panel, float *result, long rows, long columns,
                            struct layout at, int adding) {
  const long width = panel_width(columns);
  for (int e = 0; e < POINTS; e++)
    for (long k = 0; k < columns; k += width) {
      const float *x = a + e * a_plane, *y = b + e * b_plane + k / width * b_panel;
      float *z = result + e * spaced(rows * columns) + k;
      if (width == LANES) {
        if (adding) panel(x, y, z, at, rows, 1, 1);
        else panel(x, y, z, at, rows, 1, 0);
      } else {
        if (adding) panel(x, y, z, at, rows, 2, 1);
        else panel(x, y, z, at, rows, 2, 0);
      }
    }
}

/* Tiles worked on at once: their points stay in the second cache beside those of a panel of filters. */
static long tiles_at_once(long tiles) {
  const long most = 48;
  return tiles < most ? ceiling(tiles, 4) * 4 : most;
}

static void convolve_tiles(const struct tiling *from, const struct tiling *to, const float *input,
                           const float *filters, const float *bias, float *points, float *result) {
  const long tiles = to->trials * to->down * to->across, step = tiles_at_once(tiles);
  float *sums = points + POINTS * spaced(step * from->channels);
  const long width = panel_width(to->channels);
  for (long first = 0; first < tiles; first += step) {
    const long count = tiles - first < step ? tiles - first : step;
    const long padded = ceiling(count, 4) * 4;
    transform_pictures(from, input, first, count, padded, points);
    const struct layout at = {from->channels, 1, width, to->channels, from->channels};
    multiply_points(points, spaced(padded * from->channels), filters,
                    spaced(from->channels * to->channels),
                    from->channels * width, sums, padded, to->channels, at, 0);
    gather_results(to, sums, first, count, padded, bias, result);
  }
}

static void accumulate_filters(const struct tiling *from, const struct tiling *to, const float *input,
                               const float *cotangent, float *points, float *sums, float *result) {
  const long tiles = to->trials * to->down * to->across, step = tiles_at_once(tiles);
  const long channels = from->channels, outputs = to->channels;
  float *others = points + POINTS * spaced(step * channels);
  for (long first = 0; first < tiles; first += step) {
    const long count = tiles - first < step ? tiles - first : step;
    transform_pictures(from, input, first, count, count, points);
    transform_cotangents(to, cotangent, first, count, others);
    const struct layout at = {1, outputs, channels, channels, count};
    multiply_points(others, spaced(count * outputs), points, spaced(count * channels),
                    panel_width(channels), sums, outputs, channels, at, first > 0);
  }
  gather_filters(sums, outputs, channels, result);
}

/* Sums of cotangents over all pixels, in double. */
static void sum_pixels(const float *cotangent, long pixels, long outputs, float *result) {
  for (long o = 0; o < outputs; o += LANES) {
    doubles sum = 0.0;
    for (long i = 0; i < pixels; i++)
      sum += __builtin_convertvector(vector_load(cotangent + i * outputs + o), doubles);
    vector_store(result + o, __builtin_convertvector(sum, floats));
  }
}

static struct tiling tiled(long trials, long height, long width, long channels, long margin,
                           long result_height, long result_width) {
  const struct tiling t = {trials, height, width, channels, margin, ceiling(result_height, TILE),
                           ceiling(result_width, TILE)};
  return t;
}

int winograd_run(struct workspace *workspace, const struct convolution_geometry *g,
                 enum direction direction, const float *input, const float *weight,
                 const float *bias, const float *output) {
  const long height = g->height + 2 * g->padding - 2, width = g->width + 2 * g->padding - 2;
  const int back = direction == INPUT_SLOPE;
  const long down = back ? g->height : height, across = back ? g->width : width;
  const long step = tiles_at_once(g->trials * ceiling(down, TILE) * ceiling(across, TILE));
  const size_t filters = (size_t)(POINTS * spaced(g->channels * g->outputs));
  const size_t bytes = (filters + (size_t)(POINTS * (spaced(step * g->channels) + spaced(step * g->outputs)))) * sizeof(float);
  if (!workspace_reserve(workspace, bytes)) return 0;
  float *const u = (float *)workspace->scratch, *const points = u + filters;
  const struct tiling pictures = tiled(g->trials, g->height, g->width, g->channels,
                                       back ? 0 : g->padding, down, across);
  const struct tiling results = tiled(g->trials, height, width, g->outputs,
                                      back ? 2 - g->padding : 0, down, across);
  const long filter = 9 * g->channels;
  if (direction == FORWARD) {
    transform_filters(weight, g->channels, g->outputs, 9, filter, 0, u);
    convolve_tiles(&pictures, &results, input, u, bias, points, (float *)output);
  } else if (direction == INPUT_SLOPE) {
    transform_filters(weight, g->outputs, g->channels, filter, 9, 1, u);
    convolve_tiles(&results, &pictures, output, u, NULL, points, (float *)input);
  } else {
    accumulate_filters(&pictures, &results, input, output, points, u, (float *)weight);
    if (bias) sum_pixels(output, g->trials * height * width, g->outputs, (float *)bias);
  }
  return 1;
}
#pragma clang attribute pop

int winograd_suits(const struct convolution_geometry *g) {
  if (g->kernel_height != 3 || g->kernel_width != 3 || g->stride != 1 || g->padding > 2) return 0;
  if (g->channels % LANES != 0 || g->outputs % LANES != 0) return 0;
  const long height = g->height + 2 * g->padding - 2, width = g->width + 2 * g->padding - 2;
  const long tiled = ceiling(height, TILE) * ceiling(width, TILE) * TILE * TILE;
  /* Where more than half of the tiles lies outside the picture, the plain sum is faster. */
  return 2 * height * width >= tiled && __builtin_cpu_supports("x86-64-v4");
}
#else
int winograd_suits(const struct convolution_geometry *geometry) { return 0; }
int winograd_run(struct workspace *workspace, const struct convolution_geometry *geometry,
                 enum direction direction, const float *input, const float *weight,
                 const float *bias, const float *output) {
  return 0;
}
#endif
