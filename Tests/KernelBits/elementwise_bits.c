/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bits.h"
#include "elementwise.h"
#include <math.h>
#include <string.h>

enum { ROWS = 13, COLUMNS = 43, COUNT = ROWS * COLUMNS };

static float x[COUNT], y[COUNT], result[COUNT], second[COUNT], third[COUNT];
static float row[COLUMNS], other_row[COLUMNS], column[ROWS];
static double sums[COLUMNS], more_sums[COLUMNS], by_row[COLUMNS];

/* The same operands for each kernel, with what lies at the edges of its domain. */
static void operands(double low, double high) {
  bits_restart(3);
  bits_draw(x, COUNT, low, high);
  bits_draw(y, COUNT, low, high);
  bits_draw(row, COLUMNS, low, high);
  bits_draw(other_row, COLUMNS, low, high);
  bits_draw(column, ROWS, low, high);
  memset(sums, 0, sizeof sums);
  memset(more_sums, 0, sizeof more_sums);
  memset(by_row, 0, sizeof by_row);
}

static void edges(void) {
  static const float values[] = {0, -0.0f, 1e-40f, -1e-40f, 1e-30f, 88.37f, 88.5f, -87.5f, -104, 1e30f, INFINITY,
                                 -INFINITY, NAN};
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) x[3 * i] = y[5 * i + 1] = values[i];
}

static void show(const char *name) { bits_show(name, result, COUNT); }

static void unary(void) {
  static const struct {
    const char *name;
    void (*function)(const float *, float *, long);
  } all[] = {
      {"exp", elementwise_exp},           {"log", elementwise_log},   {"sigmoid", elementwise_sigmoid},
      {"softplus", elementwise_softplus}, {"relu", elementwise_relu}, {"positive", elementwise_positive},
      {"swish", elementwise_swish},
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    operands(i == 1 ? 0 : -30, 30);
    edges();
    if (i == 1)
      for (int k = 0; k < COUNT; k++) x[k] = fabsf(x[k]);
    all[i].function(x, result, COUNT);
    show(all[i].name);
  }
  operands(-9, 9);
  elementwise_swish_slope(x, y, result, COUNT);
  show("swish_slope");
}

static void binary(void) {
  operands(-9, 9);
  edges();
  elementwise_add(x, COLUMNS, 1, row, 0, 1, result, ROWS, COLUMNS);
  show("add");
  elementwise_subtract(x, COLUMNS, 1, y, COLUMNS, 1, result, ROWS, COLUMNS);
  show("subtract");
  elementwise_multiply(x, COLUMNS, 1, column, 1, 0, result, ROWS, COLUMNS);
  show("multiply");
  elementwise_divide(x, COLUMNS, 1, y, COLUMNS, 1, result, ROWS, COLUMNS);
  show("divide");
  elementwise_affine(x, 1.7f, -0.3f, result, COUNT);
  show("affine");
  elementwise_scaled_difference(x, y, 0.7f, result, COUNT);
  show("scaled_difference");
  operands(-9, 9);
  memcpy(result, y, sizeof result);
  elementwise_accumulate(result, x, COUNT);
  show("accumulate");
  elementwise_scale_columns_and_add(x, row, y, result, ROWS, COLUMNS);
  show("scale_columns_and_add");
  const float *arrays[] = {x, y, x, result, y};
  elementwise_tree_sum(arrays, 5, second, 0, COUNT);
  bits_show("tree_sum", second, COUNT);
}

static void sums_and_norms(void) {
  operands(-3, 3);
  const double totals[] = {elementwise_sum(x, COUNT), elementwise_sum_of_squares(x, COUNT),
                           elementwise_sum_of_squared_differences(x, y, COUNT)};
  bits_show_doubles("sum, of squares, of squared differences", totals, 3);
  elementwise_sum_over_rows(x, ROWS, COLUMNS, row);
  bits_show("sum_over_rows", row, COLUMNS);
  elementwise_sum_over_columns(x, ROWS, COLUMNS, column);
  bits_show("sum_over_columns", column, ROWS);
  elementwise_product_sum_over_rows(x, y, ROWS, COLUMNS, row);
  bits_show("product_sum_over_rows", row, COLUMNS);
  elementwise_transpose(x, ROWS, COLUMNS, result);
  show("transpose");
  elementwise_normalize_rows(x, 1e-5f, result, column, ROWS, COLUMNS);
  show("normalize_rows");
  bits_show("normalize_rows: deviations", column, ROWS);
  operands(-1, 1);
  elementwise_normalize_weight(x, column, 1e-3f, result, ROWS, COLUMNS);
  show("normalize_weight");
  float slopes[ROWS];
  elementwise_normalize_weight_slope(x, column, y, 1e-3f, result, slopes, ROWS, COLUMNS);
  show("normalize_weight_slope");
  bits_show("normalize_weight_slope: norms", slopes, ROWS);
}

static void training(void) {
  operands(-2, 2);
  bits_draw(second, COUNT, -0.1, 0.1);
  bits_draw(third, COUNT, 0, 0.2);
  for (int step = 0; step < 3; step++)
    elementwise_adamax(x, second, third, y, 0.5f, 1e-3f, 0.9f, 0.1f, 0.999f, 1e-8f, 2e-3f, COUNT);
  bits_show("adamax", x, COUNT);
  bits_show("adamax: moments", second, COUNT);
  bits_show("adamax: norms", third, COUNT);
}

static void laws(void) {
  operands(-6, 6);
  elementwise_softclamp(x, row, -20, 4, result, second, ROWS, COLUMNS);
  show("softclamp");
  bits_show("softclamp: slope", second, COUNT);
  elementwise_symmetric_softclamp(x, row, 5, result, second, ROWS, COLUMNS);
  show("symmetric_softclamp");
  bits_show("symmetric_softclamp: slope", second, COUNT);
  operands(-3, 3);
  elementwise_poisson_divergence(x, row, result, sums, ROWS, COLUMNS);
  bits_show_doubles("poisson_divergence", sums, COLUMNS);
  show("poisson_divergence: slope");
  memset(sums, 0, sizeof sums);
  elementwise_poisson_divergence_by_trial(x, y, result, second, sums, ROWS, COLUMNS);
  bits_show_doubles("poisson_divergence_by_trial", sums, COLUMNS);
  bits_show("poisson_divergence_by_trial: slope", second, COUNT);
  elementwise_poisson_divergence_of_rows(x, y, 0, by_row, ROWS, COLUMNS);
  bits_show_doubles("poisson_divergence_of_rows", by_row, ROWS);
  elementwise_reparameterise(x, y, x, result, second, COUNT);
  show("reparameterise");
  for (int law = 0; law < 2; law++) {
    operands(-1, 1);
    (law ? elementwise_laplace_divergence : elementwise_normal_divergence)(
        x, y, row, other_row, result, second, sums, more_sums, by_row, ROWS, COLUMNS);
    bits_show_doubles(law ? "laplace_divergence" : "normal_divergence", by_row, COLUMNS);
    show("  its slope");
    bits_show_doubles("  its slope along the prior's scale", more_sums, COLUMNS);
  }
}

static void categories(void) {
  operands(-4, 4);
  elementwise_softmax(x, result, ROWS, COLUMNS);
  show("softmax");
  elementwise_log_softmax(x, result, ROWS, COLUMNS);
  show("log_softmax");
  float log_prior[COLUMNS];
  elementwise_log_softmax(row, log_prior, 1, COLUMNS);
  elementwise_categorical_divergence(x, log_prior, result, sums, more_sums, ROWS, 1, COLUMNS);
  show("categorical_divergence: slope");
  bits_show_doubles("categorical_divergence", more_sums, COLUMNS);
}

static void pictures(void) {
  float large[2 * 9 * 8 * 3] = {0};
  operands(-4, 4);
  elementwise_resize(x, 2, 4, 5, 3, 9, 8, large);
  bits_show("resize", large, 2 * 9 * 8 * 3);
  elementwise_resize_adjoint(large, 2, 9, 8, 3, 4, 5, result);
  bits_show("resize_adjoint", result, 2 * 4 * 5 * 3);
  elementwise_subsample(x, 2, 7, 5, 3, 1, 0, 2, result);
  bits_show("subsample", result, 2 * 3 * 3 * 3);
}

void bits_of_elementwise(void) {
  unary();
  binary();
  sums_and_norms();
  training();
  laws();
  categories();
  pictures();
}
