// SPDX-License-Identifier: GPL-3.0-or-later

/// The middle of some values, the mean of the two in the middle when their number is even; nil without values.
public func median(_ values: [Double]) -> Double? {
  let sorted = values.sorted()
  return sorted.isEmpty ? nil : (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}
