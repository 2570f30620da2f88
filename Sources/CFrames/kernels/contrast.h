/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weighted means under a separable window that is cut at the border of the frame. */
#pragma clang fp contract(off)

VECTOR_INLINE double lanes_sum(floats value) {
  double sum = 0;
  for (int lane = 0; lane < VECTOR_LANES; lane++) sum += (double)value[lane];
  return sum;
}

void KERNEL(moments)(const float *x, long width, long height, double *sum, double *squares) {
  double total = 0, total_of_squares = 0;
  for (long y = 0; y < height; y++) {
    const float *row = x + y * width;
    floats values = 0, products = 0;
    for (long column = 0; column < width; column += VECTOR_LANES) {
      const floats value = lanes_load(row + column, width - column);
      values += value;
      products += value * value;
    }
    total += lanes_sum(values);
    total_of_squares += lanes_sum(products);
  }
  *sum = total;
  *squares = total_of_squares;
}

/* Means along the rows of x, or of its squares, into rows of `padded` floats. `line` has room for a row with
   side/2 zeros on both sides, and for the lanes beyond. */
VECTOR_INLINE void smooth_rows(const frames_window *window, const float *x, const int squared,
                               float *line, long padded, float *result) {
  const long width = window->width, side = window->side, radius = side / 2;
  memset(line, 0, (size_t)(padded + side + VECTOR_LANES) * sizeof(float));
  for (long y = 0; y < window->height; y++) {
    const float *row = x + y * width;
    for (long column = 0; column < width; column += VECTOR_LANES) {
      floats value = lanes_load(row + column, width - column);
      if (squared) value *= value;
      lanes_store(line + radius + column, value, width - column);
    }
    for (long column = 0; column < width; column += VECTOR_LANES) {
      floats sum = 0;
      for (long k = 0; k < side; k++) sum += vector_load(line + column + k) * window->profile[k];
      vector_store(result + y * padded + column,
                   sum * lanes_load(window->across + column, width - column));
    }
  }
}

/* The mean down the columns at sixteen places of a row. */
VECTOR_INLINE floats smooth_column(const frames_window *window, const float *rows, long padded, long y,
                                   long column) {
  const long radius = window->side / 2;
  const long first = y < radius ? radius - y : 0;
  const long beyond = y + radius - window->height + 1;
  const long last = beyond > 0 ? window->side - beyond : window->side;
  floats sum = 0;
  for (long k = first; k < last; k++)
    sum += vector_load(rows + (y + k - radius) * padded + column) * window->profile[k];
  return sum * window->down[y];
}

double KERNEL(contrast)(const frames_window *window, const float *x, float *local, float *detail,
                        float *spread, float *scratch) {
  const long width = window->width, height = window->height;
  const long padded = (width + VECTOR_LANES - 1) / VECTOR_LANES * VECTOR_LANES;
  float *rows = scratch, *line = scratch + height * padded;
  smooth_rows(window, x, 0, line, padded, rows);
  for (long y = 0; y < height; y++)
    for (long column = 0; column < width; column += VECTOR_LANES) {
      const long at = y * width + column, count = width - column;
      const floats mean = smooth_column(window, rows, padded, y, column);
      const floats value = lanes_load(x + at, count);
      lanes_store(local + at, mean, count);
      lanes_store(detail + at, value - mean, count);
    }
  smooth_rows(window, detail, 1, line, padded, rows);
  double sum = 0;
  for (long y = 0; y < height; y++) {
    floats row = 0;
    for (long column = 0; column < width; column += VECTOR_LANES) {
      const long count = width - column;
      floats root = __builtin_elementwise_sqrt(smooth_column(window, rows, padded, y, column));
      if (count < VECTOR_LANES)
        for (long lane = count; lane < VECTOR_LANES; lane++) root[lane] = 0;
      lanes_store(spread + y * width + column, root, count);
      row += root;
    }
    sum += lanes_sum(row);
  }
  return sum;
}

void KERNEL(divide)(const float *detail, float *spread, float level, long count, float *result) {
  const floats least = level;
  for (long at = 0; at < count; at += VECTOR_LANES) {
    const floats divisor = vector_max(lanes_load(spread + at, count - at), least);
    lanes_store(spread + at, divisor, count - at);
    lanes_store(result + at, lanes_load(detail + at, count - at) / divisor, count - at);
  }
}

void KERNEL(multiply)(const float *values, const float *spread, const float *local, long count,
                      float *result) {
  for (long at = 0; at < count; at += VECTOR_LANES) {
    const long rest = count - at;
    lanes_store(result + at,
                lanes_load(values + at, rest) * lanes_load(spread + at, rest)
                    + lanes_load(local + at, rest),
                rest);
  }
}
