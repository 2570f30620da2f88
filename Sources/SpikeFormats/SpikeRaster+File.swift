// SPDX-License-Identifier: GPL-3.0-or-later

public import SpikeTrains

extension SpikeRaster {
  /// Reads the spikes of a file, whose kind its first bytes tell.
  ///
  /// - Throws: ``SpikeFileError`` when it is of no known kind, damaged or cannot be read.
  public init(
    contentsOf path: String, choosing selection: SpikeSelection = .none
  ) throws(SpikeFileError) {
    switch try SpikeFileFormat(of: path, choosing: selection) {
    case .nwb: self = try NWBReader(path: path, choosing: selection).raster()
    case .nir: self = try NIRDataReader(path: path, choosing: selection).raster
    case .sonata: self = try SONATAReader(path: path, choosing: selection).raster
    case .csv: self = try CSVReader(path: path, choosing: selection).raster
    case .npy: self = try NPYReader(path: path, choosing: selection).raster
    }
  }

  /// Writes the spikes as a file of the format that its name asks for.
  ///
  /// - Parameters:
  ///   - path: the file, which appears when it is whole; see ``SpikeFileWriter``.
  ///   - recording: of as many neurons as the raster has.
  ///   - session: what NWB wants to know besides; `nil` for what follows from the recording.
  /// - Throws: ``SpikeFileError``.
  public func write(
    to path: String, recording: SpikeRecording, session: NWBSession? = nil
  ) throws(SpikeFileError) {
    var writer = try SpikeFileWriter(path: path, recording: recording, session: session)
    try writer.append(contentsOf: self)
    try writer.finish()
  }
}
