/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns first, two real ones as real and imaginary part of a complex one; then rows of the half
   that symmetry leaves, times the gain and back; then columns back. */
#pragma clang fp contract(off)

/* The transforms of sixteen columns of the left half and of sixteen of the right one, turned into the
   plan's half transform. */
VECTOR_INLINE void columns_forward(frames_plan *plan, const float *x, float offset, long column) {
  const long width = plan->width, height = plan->height, half = plan->half;
  const long left = half - column, right = width - half - column;
  float *re[2] = {plan->blocks[0], plan->blocks[2]}, *im[2] = {plan->blocks[1], plan->blocks[3]};
  for (long y = 0; y < height; y++) {
    const float *row = x + y * width + column;
    vector_store(re[0] + y * VECTOR_LANES, lanes_load(row, left) - offset);
    vector_store(im[0] + y * VECTOR_LANES,
                 right > 0 ? lanes_load(row + half, right) - offset : (floats)0);
  }
  const int found = line_transform(&plan->down, plan->sums, re, im);
  const float *zr = re[found], *zi = im[found];
  for (long v = 0; v < plan->lines; v += VECTOR_LANES) {
    floats a_re[VECTOR_LANES], a_im[VECTOR_LANES], b_re[VECTOR_LANES], b_im[VECTOR_LANES];
    for (long i = 0; i < VECTOR_LANES; i++) {
      const long k = v + i;
      if (k >= plan->lines) {
        a_re[i] = a_im[i] = b_re[i] = b_im[i] = 0;
        continue;
      }
      const complexes z = complex_load(zr, zi, k), o = complex_load(zr, zi, k ? height - k : 0);
      a_re[i] = 0.5f * (z.re + o.re);
      a_im[i] = 0.5f * (z.im - o.im);
      b_re[i] = 0.5f * (z.im + o.im);
      b_im[i] = 0.5f * (o.re - z.re);
    }
    lanes_transpose(a_re);
    lanes_transpose(a_im);
    lanes_transpose(b_re);
    lanes_transpose(b_im);
    for (long i = 0; i < VECTOR_LANES && i < left; i++) {
      const long at = (column + i) * plan->padded_lines + v;
      vector_store(plan->real + at, a_re[i]);
      vector_store(plan->imaginary + at, a_im[i]);
    }
    for (long i = 0; i < VECTOR_LANES && i < right; i++) {
      const long at = (half + column + i) * plan->padded_lines + v;
      vector_store(plan->real + at, b_re[i]);
      vector_store(plan->imaginary + at, b_im[i]);
    }
  }
}

VECTOR_INLINE void columns_back(frames_plan *plan, float *result, long column) {
  const long width = plan->width, height = plan->height, half = plan->half;
  const long left = half - column, right = width - half - column;
  /* Real and imaginary part in each other's place make the transform the inverse one. */
  float *re[2] = {plan->blocks[1], plan->blocks[3]}, *im[2] = {plan->blocks[0], plan->blocks[2]};
  for (long v = 0; v < plan->lines; v += VECTOR_LANES) {
    floats a_re[VECTOR_LANES], a_im[VECTOR_LANES], b_re[VECTOR_LANES], b_im[VECTOR_LANES];
    for (long i = 0; i < VECTOR_LANES; i++) {
      const long a = (column + i) * plan->padded_lines + v,
                 b = (half + column + i) * plan->padded_lines + v;
      a_re[i] = i < left ? vector_load(plan->real + a) : (floats)0;
      a_im[i] = i < left ? vector_load(plan->imaginary + a) : (floats)0;
      b_re[i] = i < right ? vector_load(plan->real + b) : (floats)0;
      b_im[i] = i < right ? vector_load(plan->imaginary + b) : (floats)0;
    }
    lanes_transpose(a_re);
    lanes_transpose(a_im);
    lanes_transpose(b_re);
    lanes_transpose(b_im);
    for (long i = 0; i < VECTOR_LANES && v + i < plan->lines; i++) {
      const long k = v + i;
      const complexes z = {a_re[i] - b_im[i], a_im[i] + b_re[i]},
                      o = {a_re[i] + b_im[i], b_re[i] - a_im[i]};
      complex_store(im[0], re[0], k, z);
      if (k) complex_store(im[0], re[0], height - k, o);
    }
  }
  const int found = line_transform(&plan->down, plan->sums, re, im);
  for (long y = 0; y < height; y++) {
    float *row = result + y * width + column;
    lanes_store(row, vector_load(im[found] + y * VECTOR_LANES), left);
    if (right > 0) lanes_store(row + half, vector_load(re[found] + y * VECTOR_LANES), right);
  }
}

VECTOR_INLINE void rows_there_and_back(frames_plan *plan, const float *gain, long line) {
  const long width = plan->width, step = plan->padded_lines;
  float *re[2] = {plan->blocks[0], plan->blocks[2]}, *im[2] = {plan->blocks[1], plan->blocks[3]};
  for (long u = 0; u < width; u++) {
    vector_store(re[0] + u * VECTOR_LANES, vector_load(plan->real + u * step + line));
    vector_store(im[0] + u * VECTOR_LANES, vector_load(plan->imaginary + u * step + line));
  }
  const int there = line_transform(&plan->across, plan->sums, re, im);
  for (long u = 0; u < width; u++) {
    const floats factor = vector_load(gain + u * step + line);
    const complexes z = complex_load(re[there], im[there], u);
    complex_store(re[there], im[there], u, (complexes){z.re * factor, z.im * factor});
  }
  float *back_re[2] = {im[there], im[1 - there]}, *back_im[2] = {re[there], re[1 - there]};
  const int back = line_transform(&plan->across, plan->sums, back_re, back_im);
  for (long u = 0; u < width; u++) {
    vector_store(plan->real + u * step + line, vector_load(back_im[back] + u * VECTOR_LANES));
    vector_store(plan->imaginary + u * step + line, vector_load(back_re[back] + u * VECTOR_LANES));
  }
}

void KERNEL(filter)(frames_plan *plan, const float *gain, const float *x, float offset,
                    float *result) {
  for (long column = 0; column < plan->half; column += VECTOR_LANES)
    columns_forward(plan, x, offset, column);
  for (long line = 0; line < plan->padded_lines; line += VECTOR_LANES)
    rows_there_and_back(plan, gain, line);
  for (long column = 0; column < plan->half; column += VECTOR_LANES)
    columns_back(plan, result, column);
}
