/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma clang fp contract(off)

void KERNEL(softclamp)(const float *x, const float *row, float lower, float upper, float *result,
                       float *slope, long rows, long columns) {
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < columns; j += 16) {
      const long at = i * columns + j, width = columns - j < 16 ? columns - j : 16;
      floats value = load_some(x + at, width), derivative;
      if (row) value += load_some(row + j, width);
      const ints below = value < lower;
      value = softclamped(vector_select(below, (floats)lower, value), upper, &derivative);
      store_some(result + at, value, width);
      store_some(slope + at, vector_select(below, (floats)0.0f, derivative), width);
    }
}

void KERNEL(poisson_divergence)(const float *gain, const float *prior, float *slope, double *by_neuron,
                                long rows, long columns) {
  for (long j = 0; j < columns; j += 16) {
    const long width = columns - j < 16 ? columns - j : 16;
    const floats rate = vector_exp(load_some(prior + j, width));
    doubles sum = (doubles)0.0;
    for (long i = 0; i < rows; i++) {
      const floats d = load_some(gain + i * columns + j, width);
      const floats e = vector_exp(d);
      store_some(slope + i * columns + j, rate * (e * d), width);
      sum += __builtin_convertvector(rate * poisson_divergence_of(d, e), doubles);
    }
    memcpy(by_neuron + j, &sum, (size_t)width * sizeof(double));
  }
}

void KERNEL(poisson_divergence_by_trial)(const float *log_rates, const float *prior, float *slope,
                                         float *prior_slope, double *by_neuron, long rows,
                                         long columns) {
  for (long j = 0; j < columns; j += 16) {
    const long width = columns - j < 16 ? columns - j : 16;
    doubles sum = (doubles)0.0;
    for (long i = 0; i < rows; i++) {
      const long at = i * columns + j;
      const floats before = load_some(prior + at, width);
      const floats d = load_some(log_rates + at, width) - before;
      const floats rate = vector_exp(before), e = vector_exp(d);
      store_some(slope + at, rate * (e * d), width);
      store_some(prior_slope + at, rate * (1.0f - e), width);
      sum += __builtin_convertvector(rate * poisson_divergence_of(d, e), doubles);
    }
    memcpy(by_neuron + j, &sum, (size_t)width * sizeof(double));
  }
}

void KERNEL(poisson_divergence_of_rows)(const float *log_rates, const float *prior, int by_posterior,
                                        double *by_row, long rows, long columns) {
  for (long i = 0; i < rows; i++) {
    doubles sum = (doubles)0.0;
    for (long j = 0; j < columns; j += 16) {
      const long at = i * columns + j, width = columns - j < 16 ? columns - j : 16;
      const floats before = load_some(prior + at, width), after = load_some(log_rates + at, width);
      const floats d = after - before;
      const floats rate = vector_exp(by_posterior ? after : before);
      /* The lanes that have run out have d = 0, hence no divergence. */
      sum += __builtin_convertvector(rate * poisson_divergence_of(d, vector_exp(d)), doubles);
    }
    by_row[i] = folded(sum);
  }
}
