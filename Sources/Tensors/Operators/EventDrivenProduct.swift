// SPDX-License-Identifier: GPL-3.0-or-later

internal import CEventDriven

/// What is left of rows after events have taken their share: a matrix product that pays for events only.
///
/// ```
/// y = base − events·rows        base: [trials, columns], events: [trials, units], rows: [units, columns]
/// ∂L/∂base = c,  ∂L/∂events = −c·rowsᵀ,  ∂L/∂rows = −eventsᵀ·c
/// ```
/// Zeros of `events` cost nothing: with counts of spikes the work follows the spikes. The slopes are dense
/// products. Sums run in the order of the units, the same bits on every instruction set.
///
/// - Precondition: shapes as above.
/// - Complexity: O(trials · units + (events other than 0) · columns).
public func eventDrivenRemainder(of base: Tensor, after events: Tensor, of rows: Tensor) -> Tensor {
  guard
    base.rank == 2 && events.rank == 2 && rows.rank == 2 && base.shape[0] == events.shape[0]
      && events.shape[1] == rows.shape[0] && rows.shape[1] == base.shape[1]
  else {
    fatalError(
      "events of shape \(events.shape) on rows of shape \(rows.shape) do not act on \(base.shape)")
  }
  return .recording(
    values: remainder(base, events, rows), shape: base.shape, inputs: [base, events, rows]
  ) { c in
    [
      c, events.isRecorded ? -matmul(c, rows, transposeRight: true) : nil,
      rows.isRecorded ? -matmul(events, c, transposeLeft: true) : nil,
    ]
  }
}

private func remainder(_ base: Tensor, _ events: Tensor, _ rows: Tensor) -> [Float] {
  let (width, lanes) = (rows.shape[1], Int(EVENT_DRIVEN_LANES))
  let padded = (width + lanes - 1) / lanes * lanes
  var result = padded == width ? base.values : widened(base, to: padded)
  let wide = padded == width ? rows.values : widened(rows, to: padded)
  event_driven_combine(
    INSTRUCTION_SET_BEST, events.values, events.shape[0], events.shape[1], wide, padded, -1, &result
  )
  guard padded != width else { return result }
  return Tensor(result, shape: [base.shape[0], padded]).columns(0..<width).values
}

/// The same rows with zeros behind them.
private func widened(_ matrix: Tensor, to width: Int) -> [Float] {
  matrix.detached.paddedColumns(before: 0, after: width - matrix.shape[1]).values
}
