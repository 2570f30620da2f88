// SPDX-License-Identifier: GPL-3.0-or-later

/// Writes spikes in the format that the name of the file asks for.
///
/// ```swift
/// var writer = try SpikeFileWriter(path: "raster.nwb", recording: recording)
/// try writer.append(contentsOf: raster)
/// try writer.finish()
/// ```
/// | name ends in | writer |
/// |---|---|
/// | `.nwb` | ``NWBWriter`` |
/// | `.nirdata` | ``NIRDataWriter`` |
/// | `.h5` | ``SONATAWriter`` |
/// | `.csv` | ``CSVWriter`` |
/// | `.npy` | ``NPYWriter`` |
public struct SpikeFileWriter: SpikeWriter, ~Copyable {
  // One of them, the one at work.
  private var nwb: NWBWriter?
  private var nir: NIRDataWriter?
  private var sonata: SONATAWriter?
  private var csv: CSVWriter?
  private var npy: NPYWriter?

  public init(path: String, recording: SpikeRecording) throws(SpikeFileError) {
    try self.init(path: path, recording: recording, session: nil)
  }

  /// Begins a file, with a session of your own should it be NWB.
  ///
  /// - Parameters:
  ///   - path: where the file will be.
  ///   - recording: what is known before the first spike.
  ///   - session: what NWB wants to know besides; `nil` for what follows from the recording.
  /// - Throws: ``SpikeFileError/unknownSuffix(path:)``, and what the writer throws.
  public init(
    path: String, recording: SpikeRecording, session: NWBSession?
  ) throws(SpikeFileError) {
    switch SpikeFileFormat(named: path) {
    case .nwb:
      nwb = try NWBWriter(
        path: path, recording: recording, session: session ?? NWBSession(for: recording))
    case .nir: nir = try NIRDataWriter(path: path, recording: recording)
    case .sonata: sonata = try SONATAWriter(path: path, recording: recording)
    case .csv: csv = try CSVWriter(path: path, recording: recording)
    case .npy: npy = try NPYWriter(path: path, recording: recording)
    case nil: throw .unknownSuffix(path: path)
    }
  }

  public mutating func append(_ times: [Double]) throws(SpikeFileError) {
    try nwb?.append(times)
    try nir?.append(times)
    try sonata?.append(times)
    try csv?.append(times)
    try npy?.append(times)
  }

  public consuming func finish() throws(SpikeFileError) {
    try nwb?.finish()
    try nir?.finish()
    try sonata?.finish()
    try csv?.finish()
    try npy?.finish()
  }
}
