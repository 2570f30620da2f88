// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles

/// Writes spikes as a NumPy array of records.
///
/// ```python
/// spikes = numpy.load("raster.npy")     # dtype [('time', '<f8'), ('neuron', '<i4'), ('presentation', '<i4')]
/// ```
/// Shape `[spikes]`, neuron after neuron, times in seconds. An array holds nothing else: silent
/// neurons at the end, the observation interval and the provenance are in NWB and CSV only.
public struct NPYWriter: SpikeWriter, ~Copyable {
  /// The records' type as NumPy spells it.
  public static let descriptor =
    "[('time', '<f8'), ('neuron', '<i4'), ('presentation', '<i4')]"

  static let recordSize = 16
  private static let headerSize = 192
  private var file: AtomicFile
  private var ledger: TrainLedger

  public init(path: String, recording: SpikeRecording) throws(SpikeFileError) {
    ledger = TrainLedger(path: path, recording: recording)
    do {
      var file = try AtomicFile(path: path)
      try file.write(Self.header(spikeCount: 0))
      self.file = file
    } catch {
      throw .file(error)
    }
  }

  public mutating func append(_ times: [Double]) throws(SpikeFileError) {
    let neuron = ledger.trainCount
    try ledger.enter(times)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(times.count * Self.recordSize)
    try ledger.eachPresentation(of: times, neuron: neuron) { time, presentation in
      withUnsafeBytes(of: time.bitPattern.littleEndian) { bytes += $0 }
      withUnsafeBytes(of: Int32(neuron).littleEndian) { bytes += $0 }
      withUnsafeBytes(of: Int32(presentation).littleEndian) { bytes += $0 }
    }
    try rethrowing(file.write(bytes), as: SpikeFileError.file)
    ledger.settle()
  }

  public consuming func finish() throws(SpikeFileError) {
    try ledger.close()
    do {
      try file.overwrite(Self.header(spikeCount: ledger.spikeCount), at: 0)
      try file.commit()
    } catch {
      throw .file(error)
    }
  }

  private static func header(spikeCount: Int) -> [UInt8] {
    NPYHeader(descriptor: descriptor, shape: [spikeCount]).encoded(paddedTo: headerSize)
  }
}
