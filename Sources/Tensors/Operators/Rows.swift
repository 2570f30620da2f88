// SPDX-License-Identifier: GPL-3.0-or-later

extension Tensor {
  /// How many values one step along the first axis holds.
  private var rowLength: Int { shape.dropFirst().reduce(1, *) }

  /// Consecutive rows: steps `range` of the first axis.
  ///
  /// ```
  /// y[i, …] = x[range.lowerBound + i, …],   ∂L/∂x = c in those rows, 0 elsewhere
  /// ```
  /// - Precondition: the range lies within the first axis.
  public func rows(_ range: Range<Int>) -> Tensor {
    let extent = shape.first ?? 0
    guard rank >= 1 && range.lowerBound >= 0 && range.upperBound <= extent else {
      fatalError("rows \(range) do not lie in a tensor of shape \(shape)")
    }
    guard range != 0..<extent else { return self }
    let length = rowLength
    let part = Array(values[(range.lowerBound * length)..<(range.upperBound * length)])
    return .recording(
      values: part, shape: [range.count] + shape.dropFirst(), inputs: [self]
    ) { [$0.padded(before: range.lowerBound, after: extent - range.upperBound)] }
  }

  /// Zero rows before and after: the reverse of ``rows(_:)``.
  func padded(before: Int, after: Int) -> Tensor {
    let length = rowLength
    var padded = [Float](repeating: 0, count: before * length)
    padded.reserveCapacity(count + (before + after) * length)
    padded += values
    padded += repeatElement(0, count: after * length)
    let rows = shape[0]
    return .recording(
      values: padded, shape: [before + rows + after] + shape.dropFirst(), inputs: [self]
    ) { [$0.rows(before..<(before + rows))] }
  }

  /// The rows of those indices, in that order, without a record: how a batch is taken from a data set.
  ///
  /// - Precondition: every index lies within the first axis.
  public func gatheringRows(_ indices: some Collection<Int>) -> Tensor {
    let extent = shape.first ?? 0
    let length = rowLength
    var gathered: [Float] = []
    gathered.reserveCapacity(indices.count * length)
    for index in indices {
      guard index >= 0 && index < extent else {
        fatalError("row \(index) does not lie in a tensor of shape \(shape)")
      }
      gathered += values[(index * length)..<((index + 1) * length)]
    }
    return Tensor(gathered, shape: [indices.count] + shape.dropFirst())
  }
}
