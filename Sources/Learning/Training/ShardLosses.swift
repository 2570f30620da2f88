// SPDX-License-Identifier: GPL-3.0-or-later

internal import Ranks

/// The losses of shards and their parts, which are added in the order of the shards.
struct ShardLosses {
  private var names: [String] = []
  /// For each shard its loss, then its parts.
  private var values: [[Double]] = []

  init(_ shards: [(loss: Double, terms: [LossTerm])]) {
    for shard in shards { append(shard.terms.map(\.name), [shard.loss] + shard.terms.map(\.value)) }
  }

  private mutating func append(_ names: [String], _ values: [Double]) {
    if self.values.isEmpty { self.names = names }
    guard names == self.names else {
      fatalError("one shard reports \(names) and another \(self.names)")
    }
    self.values.append(values)
  }

  /// The loss of all shards.
  var loss: Double { sum(0) }

  /// The parts of all shards.
  var terms: [LossTerm] { names.indices.map { LossTerm(names[$0], sum($0 + 1)) } }

  private func sum(_ place: Int) -> Double { values.reduce(0) { $0 + $1[place] } }

  /// The same of the shards of all ranks, in their order; a rank may have none.
  func gathered(from ranks: any Ranks, tag: String) throws(RankError) -> ShardLosses {
    guard ranks.count > 1 else { return self }
    let own = names.joined(separator: "\n")
    let numbers = values.joined().map { "\($0.bitPattern)" }.joined(separator: " ")
    var all = ShardLosses([])
    for text in try ranks.gatherAll("\(own)\u{0}\(numbers)", tag: "\(tag), losses") {
      let parts = text.split(separator: "\u{0}", omittingEmptySubsequences: false)
      let names = parts[0].split(separator: "\n").map(String.init)
      let values = parts[1].split(separator: " ").map {
        Double(bitPattern: UInt64($0) ?? Double.nan.bitPattern)
      }
      for start in stride(from: 0, to: values.count, by: names.count + 1) {
        all.append(names, Array(values[start..<start + names.count + 1]))
      }
    }
    return all
  }
}
