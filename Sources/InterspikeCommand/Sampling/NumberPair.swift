// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles

/// Two numbers separated by a comma.
struct NumberPair: ExpressibleByArgument, CustomStringConvertible {
  let first: Double
  let second: Double

  init(first: Double, second: Double) {
    (self.first, self.second) = (first, second)
  }

  init?(argument: String) {
    let numbers = argument.split(separator: ",").map { Double($0) }
    guard numbers.count == 2, let first = numbers[0], let second = numbers[1], first.isFinite,
      second.isFinite
    else { return nil }
    self.init(first: first, second: second)
  }

  var description: String { "\(Text.plain(first)),\(Text.plain(second))" }
  var defaultValueDescription: String { description }
}
