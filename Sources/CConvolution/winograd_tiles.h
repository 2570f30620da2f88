/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures cut into tiles, and the points of the tiles. */
#ifndef INTERSPIKE_CONVOLUTION_WINOGRAD_TILES_H
#define INTERSPIKE_CONVOLUTION_WINOGRAD_TILES_H

#include "winograd_transforms.h"
#include <string.h>
#pragma clang fp contract(fast)

/* A tile of 4 × 4 results sees a window of 6 × 6 pixels, 4 + 3 − 1 along each side; a register holds 16 channels. */
enum { TILE = 4, WINDOW = TILE + 3 - 1, POINTS = WINDOW * WINDOW, LANES = 16 };

/* Pictures as tiles: `height` × `width` pixels of `channels`, the window of a tile at (i, j) begins at pixel
   (4i − margin, 4j − margin). */
struct tiling {
  long trials, height, width, channels, margin;
  /* Tiles along each axis. */
  long down, across;
};

static long ceiling(long count, long size) { return (count + size - 1) / size; }

/* Planes a multiple of 4096 bytes apart would all fall on the same lines of the first cache. */
static long spaced(long count) { return count + LANES; }

/* The part of a square of pixels that lies inside the picture. */
struct window {
  const float *corner;
  int top, bottom, left, right;
};

static struct window window_of(const struct tiling *t, const float *pictures, long tile, int side) {
  const long trial = tile / (t->down * t->across), place = tile % (t->down * t->across);
  const long top = place / t->across * TILE - t->margin, left = place % t->across * TILE - t->margin;
  const struct window w = {
      pictures + ((trial * t->height + top) * t->width + left) * t->channels,
      top < 0 ? (int)-top : 0,
      t->height - top < side ? (int)(t->height - top) : side,
      left < 0 ? (int)-left : 0,
      t->width - left < side ? (int)(t->width - left) : side,
  };
  return w;
}

/* Sixteen channels of a window, zeros outside the picture. */
VECTOR_INLINE void read_window(const struct tiling *t, const struct window *w, long channel,
                               const int side, floats *pixels) {
  if (w->bottom - w->top < side || w->right - w->left < side)
    for (int i = 0; i < side * side; i++) pixels[i] = 0.0f;
  for (int i = w->top; i < w->bottom; i++)
    for (int j = w->left; j < w->right; j++)
      pixels[i * side + j] = vector_load(w->corner + (i * t->width + j) * t->channels + channel);
}

VECTOR_INLINE void store_points(const floats *points, float *to, long plane) {
  for (int e = 0; e < POINTS; e++) vector_store(to + e * plane, points[e]);
}

/* points[e][tile][channel] of tiles first ..< first + count; the rest up to `padded` are zeros. */
static void transform_pictures(const struct tiling *t, const float *pictures, long first, long count,
                               long padded, float *points) {
  const long plane = spaced(padded * t->channels);
  for (long n = 0; n < count; n++) {
    const struct window w = window_of(t, pictures, first + n, WINDOW);
    for (long c = 0; c < t->channels; c += LANES) {
      floats x[POINTS], half[POINTS];
      read_window(t, &w, c, WINDOW, x);
      for (int j = 0; j < WINDOW; j++) picture_points(x + j, half + j, WINDOW);
      for (int i = 0; i < WINDOW; i++) picture_points(half + i * WINDOW, x + i * WINDOW, 1);
      store_points(x, points + n * t->channels + c, plane);
    }
  }
  const size_t rest = (size_t)((padded - count) * t->channels) * sizeof(float);
  for (int e = 0; e < POINTS && rest > 0; e++)
    memset(points + e * plane + count * t->channels, 0, rest);
}

/* The same for the cotangents of 4 × 4 results. */
static void transform_cotangents(const struct tiling *t, const float *cotangents, long first,
                                 long count, float *points) {
  const long plane = spaced(count * t->channels);
  for (long n = 0; n < count; n++) {
    const struct window w = window_of(t, cotangents, first + n, TILE);
    for (long c = 0; c < t->channels; c += LANES) {
      floats y[TILE * TILE], half[WINDOW * TILE], m[POINTS];
      read_window(t, &w, c, TILE, y);
      for (int j = 0; j < TILE; j++) result_points(y + j, TILE, half + j, TILE);
      for (int i = 0; i < WINDOW; i++) result_points(half + i * TILE, 1, m + i * WINDOW, 1);
      store_points(m, points + n * t->channels + c, plane);
    }
  }
}

/* From points[e][tile][channel] of a panel of channels to results, where they lie inside the picture. */
static void gather_results(const struct tiling *t, const float *points, long first, long count,
                           long padded, long channel, long width, const float *bias,
                           float *results) {
  const long plane = spaced(padded * width);
  for (long n = 0; n < count; n++) {
    const struct window w = window_of(t, results, first + n, TILE);
    float *const corner = results + (w.corner - results) + channel;
    for (long c = 0; c < width; c += LANES) {
      floats m[POINTS], half[TILE * WINDOW], y[TILE * TILE];
      for (int e = 0; e < POINTS; e++) m[e] = vector_load(points + e * plane + n * width + c);
      for (int j = 0; j < WINDOW; j++) result_values(m + j, WINDOW, half + j, WINDOW);
      for (int i = 0; i < TILE; i++) result_values(half + i * WINDOW, 1, y + i * TILE, 1);
      const floats offset = bias ? vector_load(bias + channel + c) : (floats)0.0f;
      for (int i = 0; i < w.bottom; i++)
        for (int j = 0; j < w.right; j++)
          vector_store(corner + (i * t->width + j) * t->channels + c, y[i * TILE + j] + offset);
    }
  }
}

#endif
