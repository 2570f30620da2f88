/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "instruction_sets.h"
#include "winograd.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"))), apply_to = function)
#include "winograd_products.h"
#include "winograd_tiles.h"
#pragma clang fp contract(fast)

/* How many columns a panel of a matrix has. */
static long panel_width(long columns) { return columns % (2 * LANES) == 0 ? 2 * LANES : LANES; }

/* The filters as a matrix: rows are what is summed over. Forwards those are the channels; for the slope along the
   input the outputs, and the filters are turned over. */
struct filters {
  const float *weight;
  long rows, row_step, column_step;
  int turned;
};

/* points[e][row][column] of the panel of columns that begins at `first`. */
static void transform_filters(const struct filters *f, long first, long width, float *points) {
  const long plane = spaced(f->rows * width);
  for (long k = 0; k < width; k += LANES)
    for (long r = 0; r < f->rows; r++) {
      float values[9][LANES];
      floats w[9], half[WINDOW * 3], m[POINTS];
      const float *from = f->weight + r * f->row_step + (first + k) * f->column_step;
      for (int lane = 0; lane < LANES; lane++)
        for (int i = 0; i < 9; i++) values[i][lane] = from[lane * f->column_step + i];
      for (int i = 0; i < 9; i++) w[f->turned ? 8 - i : i] = vector_load(values[i]);
      for (int j = 0; j < 3; j++) filter_points(w[j], w[3 + j], w[6 + j], half + j, 3);
      for (int i = 0; i < WINDOW; i++)
        filter_points(half[3 * i], half[3 * i + 1], half[3 * i + 2], m + i * WINDOW, 1);
      store_points(m, points + r * width + k, plane);
    }
}

/* From points[e][output][channel] of a panel of channels to slopes[output][channel][3][3]. */
static void gather_filters(const float *points, long outputs, long channels, long first, long width,
                           float *slopes) {
  const long plane = spaced(outputs * width);
  for (long o = 0; o < outputs; o++)
    for (long c = 0; c < width; c += LANES) {
      floats m[POINTS], half[3 * WINDOW], w[9];
      float values[9][LANES], *to = slopes + (o * channels + first + c) * 9;
      for (int e = 0; e < POINTS; e++) m[e] = vector_load(points + e * plane + o * width + c);
      for (int j = 0; j < WINDOW; j++) filter_values(m + j, WINDOW, half + j, WINDOW);
      for (int i = 0; i < 3; i++) filter_values(half + i * WINDOW, 1, w + i * 3, 1);
      for (int i = 0; i < 9; i++) vector_store(values[i], w[i]);
      for (int lane = 0; lane < LANES; lane++)
        for (int i = 0; i < 9; i++) to[lane * 9 + i] = values[i][lane];
    }
}

/* result[e] (+)= a[e]·b[e] for a panel of `width` columns. */
static void multiply_points(const float *a, long a_plane, const float *b, long b_plane,
                            float *result, long result_plane, long rows, long width,
                            struct layout at, int adding) {
  for (int e = 0; e < POINTS; e++) {
    const float *x = a + e * a_plane, *y = b + e * b_plane;
    float *z = result + e * result_plane;
    if (width == LANES) {
      if (adding) panel(x, y, z, at, rows, 1, 1);
      else panel(x, y, z, at, rows, 1, 0);
    } else {
      if (adding) panel(x, y, z, at, rows, 2, 1);
      else panel(x, y, z, at, rows, 2, 0);
    }
  }
}

/* How pictures of `terms` channels meet a matrix of `columns`: the tiles worked on at once, whose points stay in the
   second cache beside those of a panel; and the panels, which share one place when all tiles go at once. */
struct schedule {
  long tiles, step, width, panel_step;
};

/* The most tiles worked on at once. Convolving keeps the points of its tiles in the second cache:
   a tile takes 36 · 4 bytes a channel, so 48 of 64 channels take 440 kB, in four blocks of twelve rows. Accumulating
   slopes of filters sums over the tiles: more of them at once mean fewer trips of the sums through memory. */
enum { TILES_CONVOLVED = 48, TILES_ACCUMULATED = 112 };

static struct schedule scheduled(const struct tiling *t, long most, long rows, long columns) {
  const long tiles = t->trials * t->down * t->across;
  const long step = tiles < most ? ceiling(tiles, 4) * 4 : most, width = panel_width(columns);
  const struct schedule s = {tiles, step, width, tiles <= step ? 0 : POINTS * spaced(rows * width)};
  return s;
}

static size_t panel_values(const struct schedule *s, long rows, long columns) {
  return (size_t)(s->panel_step > 0 ? columns / s->width : 1) * POINTS * (size_t)spaced(rows * s->width);
}

/* Both functions reserve what they need; they return 0 when there is no memory. */
static int convolve_tiles(struct workspace *workspace, const struct tiling *from,
                          const struct tiling *to, const float *input, const struct filters *filters,
                          const float *bias, float *result) {
  const long terms = from->channels;
  const struct schedule s = scheduled(to, TILES_CONVOLVED, terms, to->channels);
  const size_t u_count = panel_values(&s, terms, to->channels);
  const size_t points_count = (size_t)(POINTS * spaced(s.step * terms));
  const size_t sums_count = (size_t)(POINTS * spaced(s.step * s.width));
  if (!workspace_reserve(workspace, (u_count + points_count + sums_count) * sizeof(float))) return 0;
  float *const u = (float *)workspace->scratch, *const points = u + u_count;
  float *const sums = points + points_count;
  for (long first = 0; first < s.tiles; first += s.step) {
    const long count = s.tiles - first < s.step ? s.tiles - first : s.step;
    const long padded = ceiling(count, 4) * 4;
    transform_pictures(from, input, first, count, padded, points);
    for (long k = 0; k < to->channels; k += s.width) {
      float *const panel_points = u + k / s.width * s.panel_step;
      if (first == 0) transform_filters(filters, k, s.width, panel_points);
      const struct layout at = {terms, 1, s.width, s.width, terms};
      multiply_points(points, spaced(padded * terms), panel_points, spaced(terms * s.width), sums,
                      spaced(padded * s.width), padded, s.width, at, 0);
      gather_results(to, sums, first, count, padded, k, s.width, bias, result);
    }
  }
  return 1;
}

static int accumulate_filters(struct workspace *workspace, const struct tiling *from,
                              const struct tiling *to, const float *input, const float *cotangent,
                              float *result) {
  const long channels = from->channels, outputs = to->channels;
  const struct schedule s = scheduled(to, TILES_ACCUMULATED, outputs, channels);
  const size_t sums_count = panel_values(&s, outputs, channels);
  const size_t points_count = (size_t)(POINTS * spaced(s.step * channels));
  const size_t others_count = (size_t)(POINTS * spaced(s.step * outputs));
  if (!workspace_reserve(workspace, (sums_count + points_count + others_count) * sizeof(float)))
    return 0;
  float *const sums = (float *)workspace->scratch, *const points = sums + sums_count;
  float *const others = points + points_count;
  for (long first = 0; first < s.tiles; first += s.step) {
    const long count = s.tiles - first < s.step ? s.tiles - first : s.step;
    transform_pictures(from, input, first, count, count, points);
    transform_cotangents(to, cotangent, first, count, others);
    for (long k = 0; k < channels; k += s.width) {
      float *const panel_sums = sums + k / s.width * s.panel_step;
      const struct layout at = {1, outputs, channels, s.width, count};
      multiply_points(others, spaced(count * outputs), points + k, spaced(count * channels),
                      panel_sums, spaced(outputs * s.width), outputs, s.width, at, first > 0);
      if (first + s.step >= s.tiles)
        gather_filters(panel_sums, outputs, channels, k, s.width, result);
    }
  }
  return 1;
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
  const struct tiling pictures = tiled(g->trials, g->height, g->width, g->channels,
                                       back ? 0 : g->padding, down, across);
  const struct tiling results = tiled(g->trials, height, width, g->outputs,
                                      back ? 2 - g->padding : 0, down, across);
  const long filter = 9 * g->channels;
  if (direction == FORWARD) {
    const struct filters filters = {weight, g->channels, 9, filter, 0};
    return convolve_tiles(workspace, &pictures, &results, input, &filters, bias, (float *)output);
  }
  if (direction == INPUT_SLOPE) {
    const struct filters filters = {weight, g->outputs, filter, 9, 1};
    return convolve_tiles(workspace, &results, &pictures, output, &filters, NULL, (float *)input);
  }
  if (bias) sum_pixels(output, g->trials * height * width, g->outputs, (float *)bias);
  return accumulate_filters(workspace, &pictures, &results, input, output, (float *)weight);
}
#pragma clang attribute pop

int winograd_suits(const struct convolution_geometry *g) {
  if (g->kernel_height != 3 || g->kernel_width != 3 || g->stride != 1 || g->padding > 2) return 0;
  if (g->channels % LANES != 0 || g->outputs % LANES != 0) return 0;
  const long height = g->height + 2 * g->padding - 2, width = g->width + 2 * g->padding - 2;
  const long tiled = ceiling(height, TILE) * ceiling(width, TILE) * TILE * TILE;
  /* Where more than half of the tiles lies outside the picture, the plain sum is faster. */
  return 2 * height * width >= tiled && instruction_set_is_supported(INSTRUCTION_SET_X86_64_V4);
}
#else
int winograd_suits(const struct convolution_geometry *geometry) { return 0; }
int winograd_run(struct workspace *workspace, const struct convolution_geometry *geometry,
                 enum direction direction, const float *input, const float *weight,
                 const float *bias, const float *output) {
  return 0;
}
#endif
