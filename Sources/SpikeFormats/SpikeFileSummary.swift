// SPDX-License-Identifier: GPL-3.0-or-later

internal import SpikeTrains

/// What a file of spikes holds, without the spikes.
public struct SpikeFileSummary: Equatable, Sendable {
  /// The kind of file.
  public let format: SpikeFileFormat
  /// How many neurons were observed; an NPY file knows only of those up to the last that fired.
  public let neuronCount: Int
  /// How many spikes they fired.
  public let spikeCount: Int
  /// When they were observed, in seconds; the end is excluded.
  public let interval: Range<Double>
  /// How many presentations there were; `nil` where the format does not say.
  public let presentationCount: Int?
  /// What the recording was made from, where the file says so.
  public let provenance: Provenance?

  /// The seed of every draw, where the file says so.
  public var seed: UInt64? { provenance?.seed }

  /// Looks into a file of any known kind.
  ///
  /// - Throws: ``SpikeFileError`` when it is of no known kind, or damaged.
  public init(of path: String) throws(SpikeFileError) {
    format = try SpikeFileFormat(of: path)
    switch format {
    case .nwb:
      let reader = try NWBReader(path: path)
      neuronCount = reader.neuronCount
      spikeCount = reader.spikeCount
      interval = try reader.interval()
      presentationCount = reader.presentations.count
      provenance = reader.provenance
    case .csv:
      let reader = try CSVReader(path: path)
      neuronCount = reader.raster.neuronCount
      spikeCount = reader.raster.spikeCount
      interval = reader.raster.interval
      presentationCount = reader.presentations.count
      provenance = reader.provenance
    case .npy:
      let raster = try NPYReader(path: path).raster
      neuronCount = raster.neuronCount
      spikeCount = raster.spikeCount
      interval = raster.interval
      presentationCount = nil
      provenance = nil
    }
  }
}
