// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

/// Joins tensors along their last axis.
///
/// ```
/// y = [x₀ | x₁ | …],   ∂L/∂xₖ = the channels of g that came from xₖ
/// ```
/// - Precondition: at least one tensor; all axes but the last agree.
public func concatenateChannels(_ parts: [Tensor]) -> Tensor {
  guard !parts.isEmpty && parts[0].rank > 0 else {
    fatalError(
      "shapes \(parts.map(\.shape)) cannot be concatenated along channels; give at least one tensor that has them"
    )
  }
  let leading = parts[0].shape.dropLast()
  let widths = parts.map { $0.shape.last ?? 0 }
  for part in parts {
    guard part.rank == parts[0].rank && part.shape.dropLast() == leading else {
      fatalError("shapes \(parts[0].shape) and \(part.shape) do not agree in all axes but the last")
    }
  }
  let starts = widths.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
  let (rows, columns) = (leading.reduce(1, *), widths.reduce(0, +))
  let joined = Elementwise.filled(rows * columns) { result in
    guard let result else { return }
    for (part, start) in zip(parts, starts) {
      part.values.withUnsafeBufferPointer {
        let width = part.shape.last ?? 0
        elementwise_copy_rows($0.baseAddress, width, result + start, columns, rows, width)
      }
    }
  }
  return .recording(values: joined, shape: leading + [columns], inputs: parts) { c in
    parts.indices.map { index in
      parts[index].isRecorded ? c.channels(starts[index]..<starts[index + 1]) : nil
    }
  }
}

extension Tensor {
  /// Consecutive channels: a range of the last axis.
  ///
  /// ```
  /// y[…, j] = x[…, range.lowerBound + j],   ∂L/∂x = g in those channels, 0 elsewhere
  /// ```
  /// - Precondition: the range lies within the last axis.
  public func channels(_ range: Range<Int>) -> Tensor {
    let columns = shape.last ?? 0
    guard rank > 0 && range.lowerBound >= 0 && range.upperBound <= columns else {
      fatalError("channels \(range) do not lie in a tensor of shape \(shape)")
    }
    guard range != 0..<columns else { return self }
    let rows = shape.dropLast().reduce(1, *)
    let part = values.withUnsafeBufferPointer { x in
      Elementwise.filled(rows * range.count) { result in
        guard let from = x.baseAddress, let result else { return }
        elementwise_copy_rows(
          from + range.lowerBound, columns, result, range.count, rows, range.count)
      }
    }
    return .recording(values: part, shape: shape.dropLast() + [range.count], inputs: [self]) {
      [$0.paddedChannels(before: range.lowerBound, after: columns - range.upperBound)]
    }
  }

  /// Zero channels before and after: the reverse of ``channels(_:)``.
  func paddedChannels(before: Int, after: Int) -> Tensor {
    let leading = Array(shape.dropLast())
    let blocks = [before, after].map { Tensor.zeros(leading + [$0]) }
    return concatenateChannels([blocks[0], self, blocks[1]])
  }
}
