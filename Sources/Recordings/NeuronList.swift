// SPDX-License-Identifier: GPL-3.0-or-later

/// Neurons given one by one and in inclusive ranges: `0-99,200`.
package struct NeuronList: Equatable, Sendable {
  /// The most neurons that may be given.
  private static let most = 10_000_000

  /// The neurons in the order given.
  package let numbers: [Int]

  /// A list; nil for words that are none.
  package init?(argument: String) {
    var numbers: [Int] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { end in
        end.allSatisfy(\.isASCII) && end.allSatisfy(\.isNumber) ? Int(end) : nil
      }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
        first <= last, last - first < Self.most - numbers.count
      else { return nil }
      numbers += first...last
    }
    self.numbers = numbers
  }
}
