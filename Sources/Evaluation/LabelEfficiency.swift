// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// How well few labeled examples classify the rest by their nearest neighbors: the published protocol.
///
/// The first half of the data is the pool of labeled examples, the second half is classified. Of each size, examples are drawn
/// from the pool without replacement, again and again; a size as large as the pool is measured once.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473 (MNIST's test set: 5000 and 5000 digits, k = 5).
public struct LabelEfficiency: Sendable, Codable, Equatable {
  /// What was measured at one number of examples.
  public struct Measurement: Sendable, Codable, Equatable {
    /// How many labeled examples there were.
    public let examples: Int
    /// The fraction of data classified correctly, one a draw.
    public let accuracies: [Double]
    /// Their mean.
    public var mean: Double { accuracies.reduce(0, +) / Double(accuracies.count) }
  }

  /// One measurement a size.
  public let measurements: [Measurement]

  /// Measures.
  ///
  /// Draw d of size n is a pure function of (seed, n, d). Each datum ranks the pool once, whatever the number of draws.
  ///
  /// - Parameters:
  ///   - features: shape [data, features].
  ///   - labels: one a datum.
  ///   - sizes: how many examples; none more than the pool holds.
  ///   - draws: how often each size is drawn.
  ///   - neighbors: k.
  ///   - seed: the root of randomness.
  ///   - threads: how many threads may work at once.
  /// - Precondition: at least two data; as many labels; sizes from k to the size of the pool; `draws ≥ 1`.
  /// - Complexity: O(data² · (features + log data)) and a little for each draw.
  public init(
    features: Tensor, labels: [Int], sizes: [Int] = [200, 1000, 5000], draws: Int = 100,
    neighbors: Int = 5, seed: SeedSequence, threads: Int
  ) {
    guard features.rank == 2 && features.shape[0] == labels.count && labels.count > 1 else {
      fatalError("\(labels.count) labels do not fit features of shape \(features.shape)")
    }
    let pool = labels.count / 2
    guard (draws >= 1 && neighbors >= 1 && sizes.allSatisfy { $0 >= neighbors && $0 <= pool })
    else {
      fatalError("\(draws) draws of \(sizes) examples from \(pool), of which \(neighbors) vote")
    }
    let subsets = sizes.flatMap { size in
      (0..<(size == pool ? 1 : draws)).map { draw in
        Subset(of: size, from: pool, draw: draw, seed: seed)
      }
    }
    let rows = pool..<labels.count
    let votes = NeighborRanking(features.rows(0..<pool)).map(
      features.rows(rows), threads: threads
    ) { order in
      subsets.map { subset in
        var ballots: [Int] = []
        for example in order where subset.members[example] {
          ballots.append(labels[example])
          if ballots.count == neighbors { break }
        }
        return NearestNeighbors.vote(ballots)
      }
    }
    measurements = sizes.map { size in
      Measurement(
        examples: size,
        accuracies: subsets.indices.filter { subsets[$0].size == size }.map { subset in
          let correct = rows.count { votes[$0 - pool][subset] == labels[$0] }
          return Double(correct) / Double(rows.count)
        })
    }
  }

  /// Examples drawn from the pool.
  private struct Subset {
    let size: Int
    let members: [Bool]

    init(of size: Int, from pool: Int, draw: Int, seed: SeedSequence) {
      var generator = seed.generator(for: "examples", size, draw)
      var members = [Bool](repeating: false, count: pool)
      for example in generator.permutation(count: pool).prefix(size) { members[example] = true }
      self.size = size
      self.members = members
    }
  }
}
