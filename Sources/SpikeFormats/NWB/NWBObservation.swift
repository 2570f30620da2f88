// SPDX-License-Identifier: GPL-3.0-or-later

/// When each neuron of a units table was observed, as far as the table says so.
///
/// Intervals that cannot be (empty, reversed, endless, not numbers) are left out and remembered;
/// those of a neuron that overlap are joined, so that no second is counted twice.
struct NWBObservation: ~Copyable {
  private let column: HDF5Column<Double>
  private let offsets: [Int]
  private var block: [Double] = []
  private var blockRows = 0..<0
  private var oddCount = 0
  private var firstOdd: String?
  private var overlapCount = 0
  private var firstOverlap: String?

  /// Opens the intervals of `neuronCount` neurons.
  init(
    of table: String, neuronCount: Int, in file: borrowing HDF5File
  ) throws(SpikeFileError) {
    let name = "\(table)/obs_intervals"
    let column = try HDF5Column<Double>(opening: name, in: file, width: 2)
    let offsets = try NWBReader.offsets(of: name, rows: column.rowCount, in: file)
    guard offsets.count == neuronCount + 1 else {
      throw .damaged(
        path: file.path,
        reason: "\(name) has \(offsets.count - 1) rows for \(neuronCount) neurons")
    }
    self.column = column
    self.offsets = offsets
  }

  /// When one neuron was observed, in order and without overlap; nothing when the file does not say.
  ///
  /// Cheap when neurons are asked for one after the other.
  mutating func stretches(of neuron: Int) throws(SpikeFileError) -> [Range<Double>] {
    var found: [Range<Double>] = []
    for row in offsets[neuron]..<offsets[neuron + 1] {
      let (start, stop) = try bounds(of: row)
      guard start.isFinite, stop.isFinite, start < stop else {
        oddCount += 1
        firstOdd =
          firstOdd
          ?? "interval \(row - offsets[neuron]) of neuron \(neuron), from \(start) s to \(stop) s"
        continue
      }
      found.append(start..<stop)
    }
    found.sort { $0.lowerBound < $1.lowerBound }
    var joined: [Range<Double>] = []
    for stretch in found {
      guard let last = joined.last, stretch.lowerBound < last.upperBound else {
        joined.append(stretch)
        continue
      }
      overlapCount += 1
      firstOverlap =
        firstOverlap
        ?? "neuron \(neuron), \(last.lowerBound) to \(last.upperBound) s and "
        + "\(stretch.lowerBound) to \(stretch.upperBound) s"
      joined[joined.count - 1] =
        last.lowerBound..<max(last.upperBound, stretch.upperBound)
    }
    return joined
  }

  /// What was odd about the intervals asked for so far.
  var remarks: [String] {
    var remarks: [String] = []
    if let firstOdd {
      let others = oddCount == 1 ? "" : ", and \(oddCount - 1) more"
      remarks.append(
        "impossible observation intervals were left out: \(firstOdd)\(others)")
    }
    if let firstOverlap {
      let others = overlapCount == 1 ? "" : ", and \(overlapCount - 1) more"
      remarks.append(
        "overlapping observation intervals were counted once: \(firstOverlap)\(others)")
    }
    return remarks
  }

  /// The two times of a row; all neurons times all stretches may be many, so a block is held.
  private mutating func bounds(of row: Int) throws(SpikeFileError) -> (Double, Double) {
    if !blockRows.contains(row) {
      blockRows = row..<min(row + 65_536, column.rowCount)
      block = try column.read(blockRows)
    }
    let place = 2 * (row - blockRows.lowerBound)
    return (block[place], block[place + 1])
  }
}
