// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise
internal import Ranks
internal import Tensors

/// The sum of shard gradients that lie on several ranks: the additions of ``ShardSum``, in the same order.
///
/// That order is a binary counter over the shards. Each rank adds those of its shards that form complete subtrees,
/// blocks of 2ˡ shards that begin at a multiple of 2ˡ, and whoever has the blocks of all ranks finishes the tree. Sums do not
/// depend on the number of ranks, because the tree does not.
struct RankSum {
  /// Numbers that every rank adds up by itself; above, each adds a part for all.
  private static let shortSum = 65_536

  private let pieces: Int
  private let shapes: [[Int]]
  private let threads: Int

  /// The sum over `pieces` shards of gradients of these shapes.
  init(of pieces: Int, shapes: [[Int]], threads: Int) {
    (self.pieces, self.shapes, self.threads) = (pieces, shapes, threads)
  }

  /// A complete subtree: 2^level shards from `first` on.
  struct Block: Equatable {
    let first: Int
    let level: Int
    var shards: Range<Int> { first..<first + 1 << level }
  }

  /// The largest complete subtrees of a range of shards, in order.
  static func blocks(of shards: Range<Int>) -> [Block] {
    var blocks: [Block] = []
    var first = shards.lowerBound
    while first < shards.upperBound {
      var level = first == 0 ? Int.bitWidth - 2 : first.trailingZeroBitCount
      while first + 1 << level > shards.upperBound || 1 << level <= 0 { level -= 1 }
      blocks.append(Block(first: first, level: level))
      first += 1 << level
    }
    return blocks
  }

  /// Adds the shards of all ranks, and the squares of the sums in `Double`.
  ///
  /// - Parameter own: the gradients of this rank's shards, in order.
  func sum(
    _ own: [[Tensor]], among ranks: any Ranks, tag: String
  ) throws(RankError) -> (gradients: [Tensor], squaredNorm: Double) {
    let share = ranks.share(of: pieces)
    let sums = Self.blocks(of: share).map { block in
      flat(
        own[(block.first - share.lowerBound)..<(block.first - share.lowerBound + 1 << block.level)])
    }
    let all = (0..<ranks.count).map { Self.blocks(of: ranks.share(of: pieces, rank: $0)) }
    let total = shapes.reduce(0) { $0 + $1.reduce(1, *) }
    guard total > Self.shortSum else {
      let received = try ranks.gatherAll(Self.joined(sums), tag: tag)
      return shaped(finish(received, all, length: total))
    }
    // Rank r finishes segment r of all numbers, so that none receives more than all need.
    let segments = (0..<ranks.count).map { ranks.share(of: total, rank: $0) }
    // A sum of one block is sent from where it lies.
    let received = try ranks.exchange(
      segments.map { segment in
        sums.count == 1 ? sums[0][segment] : Self.joined(sums.map { $0[segment] })[...]
      }, tag: tag)
    let segment = finish(received, all, length: segments[ranks.rank].count)
    return shaped(Self.joined(try ranks.gatherAll(segment, tag: "\(tag), sums")))
  }

  /// The tree sum of complete gradients, all parameters one after another.
  private func flat(_ shards: ArraySlice<[Tensor]>) -> [Float] {
    guard shards.count > 1 else { return Self.joined((shards.first ?? []).map(\.values)) }
    return Self.joined(
      ShardSum.sum(Array(shards), threads: threads).gradients.map(\.values))
  }

  /// Arrays one after another; gradients have many megabytes, so memory is asked for once.
  private static func joined(_ parts: [some RandomAccessCollection<Float>]) -> [Float] {
    var all: [Float] = []
    all.reserveCapacity(parts.reduce(0) { $0 + $1.count })
    for part in parts { all += part }
    return all
  }

  /// Adds the blocks of all ranks, which come in the order of their shards, each rank's in one array.
  private func finish(_ received: [[Float]], _ blocks: [[Block]], length: Int) -> [Float] {
    var pending: [(level: Int, values: [Float])] = []
    for (values, blocks) in zip(received, blocks) {
      guard values.count == blocks.count * length else {
        fatalError("\(values.count) numbers of \(blocks.count) blocks of \(length)")
      }
      for (place, block) in blocks.enumerated() {
        var sum = (
          block.level,
          blocks.count == 1 ? values : Array(values[place * length..<(place + 1) * length])
        )
        // Two neighbors of one size are the halves of the next.
        while let last = pending.last, last.level == sum.0 {
          sum = (sum.0 + 1, added(last.values, sum.1))
          pending.removeLast()
        }
        pending.append(sum)
      }
    }
    guard var sum = pending.popLast()?.values else { return [] }
    while let larger = pending.popLast() { sum = added(larger.values, sum) }
    return sum
  }

  private func added(_ left: [Float], _ right: [Float]) -> [Float] {
    ShardSum.sum(
      [[Tensor(left, shape: [left.count])], [Tensor(right, shape: [right.count])]],
      threads: threads
    ).gradients[0].values
  }

  private func shaped(_ values: [Float]) -> (gradients: [Tensor], squaredNorm: Double) {
    var (start, squaredNorm) = (0, 0.0)
    let gradients = shapes.map { shape in
      let count = shape.reduce(1, *)
      defer { start += count }
      let tensor = Tensor(Array(values[start..<start + count]), shape: shape)
      squaredNorm += ShardSum.squares(of: tensor, threads: threads)
      return tensor
    }
    return (gradients, squaredNorm)
  }
}
