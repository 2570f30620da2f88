/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Complex Fourier transforms of sixteen lines side by side.

   Stockham's passes: with n = radix·m values left to transform and s of them interleaved,
     y[q + s·(radix·p + j)] = exp(-2πi·p·j/n) · sum over k of x[q + s·(p + m·k)]·exp(-2πi·j·k/radix)
   which needs no reordering. */
#pragma clang fp contract(off)

typedef struct {
  floats re;
  floats im;
} complexes;

VECTOR_INLINE complexes complex_load(const float *re, const float *im, long at) {
  return (complexes){vector_load(re + at * VECTOR_LANES), vector_load(im + at * VECTOR_LANES)};
}

VECTOR_INLINE void complex_store(float *re, float *im, long at, complexes value) {
  vector_store(re + at * VECTOR_LANES, value.re);
  vector_store(im + at * VECTOR_LANES, value.im);
}

VECTOR_INLINE complexes complex_add(complexes a, complexes b) {
  return (complexes){a.re + b.re, a.im + b.im};
}

VECTOR_INLINE complexes complex_subtract(complexes a, complexes b) {
  return (complexes){a.re - b.re, a.im - b.im};
}

VECTOR_INLINE complexes complex_times(complexes a, const float *pair) {
  const float c = pair[0], s = pair[1];
  return (complexes){a.re * c - a.im * s, a.re * s + a.im * c};
}

VECTOR_INLINE complexes complex_times_minus_i(complexes a) { return (complexes){a.im, -a.re}; }

VECTOR_INLINE void pass_of_two(long m, long s, const float *w, const float *re, const float *im,
                               float *to_re, float *to_im) {
  for (long p = 0; p < m; p++, w += 2)
    for (long q = 0; q < s; q++) {
      const complexes a = complex_load(re, im, q + s * p), b = complex_load(re, im, q + s * (p + m));
      complex_store(to_re, to_im, q + s * 2 * p, complex_add(a, b));
      complex_store(to_re, to_im, q + s * (2 * p + 1), complex_times(complex_subtract(a, b), w));
    }
}

VECTOR_INLINE void pass_of_four(long m, long s, const float *w, const float *re, const float *im,
                                float *to_re, float *to_im) {
  for (long p = 0; p < m; p++, w += 6)
    for (long q = 0; q < s; q++) {
      const complexes a = complex_load(re, im, q + s * p), b = complex_load(re, im, q + s * (p + m)),
                      c = complex_load(re, im, q + s * (p + 2 * m)),
                      d = complex_load(re, im, q + s * (p + 3 * m));
      const complexes even = complex_add(a, c), odd = complex_add(b, d),
                      across = complex_subtract(a, c),
                      turned = complex_times_minus_i(complex_subtract(b, d));
      const long at = q + s * 4 * p;
      complex_store(to_re, to_im, at, complex_add(even, odd));
      complex_store(to_re, to_im, at + s, complex_times(complex_add(across, turned), w));
      complex_store(to_re, to_im, at + 2 * s, complex_times(complex_subtract(even, odd), w + 2));
      complex_store(to_re, to_im, at + 3 * s, complex_times(complex_subtract(across, turned), w + 4));
    }
}

/* An odd radix: values k and radix - k come as sum and difference, outputs j and radix - j share them. */
VECTOR_INLINE void pass_of_odd(const long radix, long m, long s, const float *w, const float *roots,
                               float *scratch, const float *re, const float *im, float *to_re,
                               float *to_im) {
  const long half = radix / 2;
  floats *sums = (floats *)scratch;
  for (long p = 0; p < m; p++, w += 2 * (radix - 1))
    for (long q = 0; q < s; q++) {
      const complexes first = complex_load(re, im, q + s * p);
      complexes total = first;
      for (long k = 1; k <= half; k++) {
        const complexes a = complex_load(re, im, q + s * (p + m * k)),
                        b = complex_load(re, im, q + s * (p + m * (radix - k)));
        const complexes sum = complex_add(a, b), difference = complex_subtract(a, b);
        sums[4 * k] = sum.re;
        sums[4 * k + 1] = sum.im;
        sums[4 * k + 2] = difference.re;
        sums[4 * k + 3] = difference.im;
        total = complex_add(total, sum);
      }
      const long at = q + s * radix * p;
      complex_store(to_re, to_im, at, total);
      for (long j = 1; j <= half; j++) {
        complexes even = first, odd = {0, 0};
        for (long k = 1, power = j; k <= half; k++, power += j) {
          if (power >= radix) power -= radix;
          const float c = roots[2 * power], sine = roots[2 * power + 1];
          even.re += sums[4 * k] * c;
          even.im += sums[4 * k + 1] * c;
          odd.re += sums[4 * k + 3] * sine;
          odd.im += sums[4 * k + 2] * sine;
        }
        const complexes one = {even.re - odd.re, even.im + odd.im},
                        other = {even.re + odd.re, even.im - odd.im};
        complex_store(to_re, to_im, at + s * j, complex_times(one, w + 2 * (j - 1)));
        complex_store(to_re, to_im, at + s * (radix - j),
                      complex_times(other, w + 2 * (radix - j - 1)));
      }
    }
}

/* Transforms a block of [length, 16] and says in which of the two buffers the result is. */
VECTOR_INLINE int line_transform(const frames_line *line, float *scratch, float *re[2],
                                 float *im[2]) {
  long rest = line->length, s = 1;
  int from = 0;
  for (int pass = 0; pass < line->passes; pass++, from = 1 - from) {
    const long radix = line->radices[pass], m = rest / radix;
    const float *w = line->twiddles[pass], *roots = line->roots[pass];
    const int to = 1 - from;
    switch (radix) {
    case 2: pass_of_two(m, s, w, re[from], im[from], re[to], im[to]); break;
    case 4: pass_of_four(m, s, w, re[from], im[from], re[to], im[to]); break;
#define ODD(radix) \
  pass_of_odd(radix, m, s, w, roots, scratch, re[from], im[from], re[to], im[to]); \
  break
    case 3: ODD(3);
    case 5: ODD(5);
    case 7: ODD(7);
    case 11: ODD(11);
    default: ODD(radix);
#undef ODD
    }
    rest = m;
    s *= radix;
  }
  return from;
}
