// SPDX-License-Identifier: GPL-3.0-or-later

internal import Randomness

/// Chooses a place with probability proportional to its weight, in constant time.
///
/// Every column holds one place and its alias; a draw picks a column, another picks one of the two.
///
/// > Reference: A. J. Walker, ACM Trans. Math. Softw. 3 (1977) 253–256, doi:10.1145/355744.355749; M. D.
/// > Vose, IEEE Trans. Softw. Eng. 17 (1991) 972–975, doi:10.1109/32.92917 (the table in linear time).
struct AliasTable: Sendable {
  /// The probability with which a column gives its own place.
  private var own: [Double]
  private var alias: [Int]

  /// - Precondition: there is a weight above 0, none is below.
  init(weights: [Double]) {
    let total = weights.reduce(0, +)
    let scale = Double(weights.count) / total
    own = weights.map { $0 * scale }
    alias = Array(weights.indices)
    var poor: [Int] = []
    var rich: [Int] = []
    for (place, share) in own.enumerated() {
      if share < 1 { poor.append(place) } else { rich.append(place) }
    }
    while let small = poor.last, let large = rich.last {
      poor.removeLast()
      alias[small] = large
      own[large] -= 1 - own[small]
      if own[large] < 1 {
        rich.removeLast()
        poor.append(large)
      }
    }
    // What is left differs from 1 by rounding only; a weight of 0 must not be given a share by it.
    for place in poor + rich where weights[place] > 0 { own[place] = 1 }
    if let heaviest = weights.indices.max(by: { weights[$0] < weights[$1] }) {
      for place in poor where weights[place] == 0 { alias[place] = heaviest }
    }
  }

  /// A place from two draws.
  func place(_ draws: inout PhiloxDraws) -> Int {
    let column = Int(draws.bits().multipliedFullWidth(by: UInt64(own.count)).high)
    return draws.uniform() < own[column] ? column : alias[column]
  }
}
