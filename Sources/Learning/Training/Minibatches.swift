// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// Data in batches of one size, in a new order each epoch.
///
/// The order of an epoch follows from the seed and the epoch alone, so a training that continues after
/// an interruption sees what it would have seen. The remainder of an epoch that fills no batch is left out.
public struct Minibatches: Sendable {
  /// The data; the first axis counts them.
  public let data: Tensor
  /// Data per batch.
  public let size: Int

  /// Cuts data into batches.
  ///
  /// - Throws: ``MinibatchError`` when the size is below 1 or above the number of data, or a value is not finite.
  public init(_ data: Tensor, size: Int) throws(MinibatchError) {
    let count = data.shape.first ?? 0
    guard size >= 1, size <= count else { throw .size(size, data: count) }
    if let place = data.values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(datum: place / (data.count / count), value: data.values[place])
    }
    self.data = data
    self.size = size
  }

  /// Batches per epoch.
  public var perEpoch: Int { data.shape[0] / size }

  /// The order of the data in an epoch.
  public func order(epoch: Int, seeds: SeedSequence) -> [Int] {
    var generator = seeds.generator(for: .shuffle, epoch)
    return generator.permutation(count: data.shape[0])
  }

  /// The epoch of a step, and where in the order of that epoch its data are.
  func place(of step: Int) -> (epoch: Int, range: Range<Int>) {
    let start = step % perEpoch * size
    return (step / perEpoch, start..<(start + size))
  }

  /// The indices of the data of one step.
  ///
  /// - Complexity: O(data): the whole order is drawn. ``Training`` keeps it for an epoch.
  public func indices(step: Int, seeds: SeedSequence) -> [Int] {
    let (epoch, range) = place(of: step)
    return Array(order(epoch: epoch, seeds: seeds)[range])
  }
}

/// Why data cannot be cut into batches.
public enum MinibatchError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The batch is empty or larger than the data.
  case size(Int, data: Int)
  /// A value is NaN or infinite.
  case notFinite(datum: Int, value: Float)

  public var description: String {
    switch self {
    case .size(let size, let data):
      "a batch of \(size) cannot be taken from \(data) data: choose 1 to \(data)."
    case .notFinite(let datum, let value):
      "datum \(datum) holds the value \(value): training needs finite numbers; prepare the data again."
    }
  }
}
