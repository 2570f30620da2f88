// SPDX-License-Identifier: GPL-3.0-or-later

internal import CEventDriven
public import SpikeTrains
public import Tensors

/// Rows that are added up by spikes: what a population's counts look like through a linear decoder.
///
/// ```
/// y = z·R + base          z: [trials, neurons] without its zeros, R: [neurons, columns], y: [trials, columns]
/// ```
/// - Complexity: O(trials · columns + spiking neurons · columns).
public struct EventDrivenSum: Sendable {
  /// R, shape [neurons, columns].
  public let rows: Tensor
  private let padded: AlignedFloats
  private let width: Int

  /// Rows to be added up.
  ///
  /// - Precondition: `rows` has two axes.
  public init(rows: Tensor) {
    guard rows.rank == 2 else {
      fatalError("rows have two axes; these are of shape \(rows.shape)")
    }
    let lanes = Int(EVENT_DRIVEN_LANES)
    let columns = rows.shape[1], width = (columns + lanes - 1) / lanes * lanes
    self.rows = rows.detached
    self.width = width
    padded = AlignedFloats(count: rows.shape[0] * width) { padded in
      for row in 0..<rows.shape[0] {
        for column in 0..<columns {
          padded[row * width + column] = rows.values[row * columns + column]
        }
      }
    }
  }

  /// The sums, shape [trials, columns], beginning from a row that all trials share, or from 0.
  ///
  /// - Precondition: as many neurons as rows; `base`, if given, has one value for each column.
  public func callAsFunction(_ spikes: SparseCounts, base: Tensor? = nil) -> Tensor {
    let (trials, columns) = (spikes.trialCount, rows.shape[1])
    guard (spikes.neuronCount == rows.shape[0] && base.map { $0.count == columns } ?? true) else {
      fatalError("spikes of \(spikes.neuronCount) neurons on rows of shape \(rows.shape)")
    }
    var sums = [Float](repeating: 0, count: trials * width)
    if let base {
      for trial in 0..<trials {
        for column in 0..<columns { sums[trial * width + column] = base.values[column] }
      }
    }
    spikes.withKernelList { list in
      var list = list
      padded.withUnsafePointer { rows in
        event_driven_paint(
          INSTRUCTION_SET_BEST, rows, self.rows.shape[0], width, &list, trials, &sums)
      }
    }
    let result = Tensor(sums, shape: [trials, width])
    return width == columns ? result : result.columns(0..<columns)
  }
}

extension SparseCounts {
  /// Lends the entries to a kernel.
  func withKernelList(_ body: (event_driven_spikes) -> Void) {
    places.withUnsafeBufferPointer { places in
      counts.withUnsafeBufferPointer { counts in
        body(
          event_driven_spikes(
            places: places.baseAddress, counts: counts.baseAddress, count: places.count))
      }
    }
  }
}
