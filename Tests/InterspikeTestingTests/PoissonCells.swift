// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// How often each count 0, 1, …, `last` or more was drawn.
func tally(_ counts: [Int], last: Int) -> [Int] {
  var cells = [Int](repeating: 0, count: last + 1)
  for count in counts { cells[min(count, last)] += 1 }
  return cells
}

/// How often a Poisson law would draw each count 0, 1, …, `last` or more.
func poissonCells(mean: Double, draws: Int, last: Int) -> [Double] {
  var cells: [Double] = []
  var probability = exp(-mean)
  var rest = 1.0
  for count in 0..<last {
    cells.append(probability * Double(draws))
    rest -= probability
    probability *= mean / Double(count + 1)
  }
  return cells + [max(0, rest) * Double(draws)]
}
