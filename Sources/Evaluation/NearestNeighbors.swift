// SPDX-License-Identifier: GPL-3.0-or-later

public import Tensors

/// Classification by the labels of the nearest of labeled examples, every neighbor one vote.
///
/// Euclidean distances; among examples equally far the earlier one is nearer, among labels with as many votes the
/// smallest wins. Distances are computed in `Float` from features less their mean.
///
/// > Reference: T. M. Cover & P. E. Hart, IEEE Trans. Inf. Theory 13 (1967) 21–27, doi:10.1109/TIT.1967.1053964.
public struct NearestNeighbors: Sendable {
  private let ranking: NeighborRanking
  private let labels: [Int]
  private let neighbors: Int

  /// Remembers examples.
  ///
  /// - Parameters:
  ///   - features: shape [examples, features].
  ///   - labels: one an example.
  ///   - neighbors: k, how many vote.
  /// - Precondition: as many labels as examples, of which there are at least k ≥ 1.
  public init(features: Tensor, labels: [Int], neighbors: Int = 5) {
    guard features.rank == 2 && features.shape[0] == labels.count else {
      fatalError("\(labels.count) labels do not fit features of shape \(features.shape)")
    }
    guard neighbors >= 1 && neighbors <= labels.count else {
      fatalError("\(neighbors) neighbors cannot be chosen from \(labels.count) examples")
    }
    ranking = NeighborRanking(features)
    self.labels = labels
    self.neighbors = neighbors
  }

  /// The labels of other data.
  ///
  /// - Parameters:
  ///   - features: shape [data, features].
  ///   - threads: how many threads may work at once.
  /// - Complexity: O(data · examples · (features + log examples)).
  public func labels(of features: Tensor, threads: Int) -> [Int] {
    ranking.map(features, threads: threads) { order in
      Self.vote(order.prefix(neighbors).map { labels[$0] })
    }
  }

  /// The most frequent label, the smallest among equals.
  static func vote(_ ballots: [Int]) -> Int {
    var (winner, most) = (ballots[0], 0)
    for label in ballots {
      let votes = ballots.count { $0 == label }
      if votes > most || votes == most && label < winner { (winner, most) = (label, votes) }
    }
    return winner
  }
}

/// Examples in order of their distance from data.
struct NeighborRanking: Sendable {
  private let mean: [Float]
  private let examples: Tensor
  private let squares: [Float]

  init(_ features: Tensor) {
    let (count, width) = (features.shape[0], features.shape[1])
    var sums = [Double](repeating: 0, count: width)
    for (index, value) in features.values.enumerated() { sums[index % width] += Double(value) }
    // Less cancellation in ‖a‖² + ‖b‖² − 2ab.
    mean = sums.map { Float($0 / Double(count)) }
    examples = Self.subtract(mean, from: features)
    squares = Self.squares(examples)
  }

  /// A function of the examples' numbers, nearest first, for each datum.
  func map<Result: Sendable>(
    _ features: Tensor, threads: Int, _ body: @Sendable ([Int]) -> Result
  ) -> [Result] {
    guard features.rank == 2 && features.shape[1] == mean.count else {
      fatalError(
        "features of shape \(features.shape) do not have the \(mean.count) columns of the examples")
    }
    let size = 256
    return inParallel(count: (features.shape[0] + size - 1) / size, threads: threads) { block in
      let rows = block * size..<min((block + 1) * size, features.shape[0])
      let data = Self.subtract(mean, from: features.rows(rows))
      let lengths = Self.squares(data)
      let products = matmul(data, examples, transposeRight: true).values
      var keys = [UInt64](repeating: 0, count: squares.count)
      return lengths.indices.map { row in
        let start = row * squares.count
        for example in squares.indices {
          let distance = max(0, lengths[row] + squares[example] - 2 * products[start + example])
          // The bits of numbers that are not negative are in the order of the numbers.
          keys[example] = UInt64(distance.bitPattern) << 32 | UInt64(example)
        }
        keys.sort()
        return body(keys.map { Int($0 & 0xffff_ffff) })
      }
    }.flatMap { $0 }
  }

  private static func subtract(_ mean: [Float], from features: Tensor) -> Tensor {
    var values = features.values
    for index in values.indices { values[index] -= mean[index % mean.count] }
    return Tensor(values, shape: features.shape)
  }

  private static func squares(_ features: Tensor) -> [Float] {
    let width = features.shape[1]
    return (0..<features.shape[0]).map { row in
      features.values[row * width..<(row + 1) * width].reduce(0) { $0 + $1 * $1 }
    }
  }
}
