// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// ln k! for k = 0, 1, …, as far as it was asked for.
///
/// A table rather than the gamma function: the C library's writes to a global.
struct LogFactorials: Sendable {
  private var values = [0.0]

  /// Makes ln 0! … ln `largest`! known.
  mutating func grow(to largest: Int) {
    while values.count <= largest {
      values.append(values[values.count - 1] + log(Double(values.count)))
    }
  }

  subscript(count: Int) -> Double { values[count] }
}
