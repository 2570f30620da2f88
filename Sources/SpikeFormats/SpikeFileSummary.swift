// SPDX-License-Identifier: GPL-3.0-or-later

internal import SpikeTrains

/// What a file of spikes holds, without the spikes.
public struct SpikeFileSummary: Codable, Equatable, Sendable {
  /// The kind of file.
  public let format: SpikeFileFormat
  /// How many neurons were observed; `nil` where the file does not say, see ``leastNeuronCount``.
  public let neuronCount: Int?
  /// How many neurons there are at least: as many as were observed, or up to the last that fired.
  public let leastNeuronCount: Int
  /// How many spikes they fired.
  public let spikeCount: Int
  /// When they were observed, in seconds, the end excluded; `nil` where the file does not say.
  public let interval: Range<Double>?
  /// Spikes per second and neuron over the observed time only; `nil` where that is not known.
  public let meanRate: Double?
  /// What is odd about the file or was assumed, each a sentence without its full stop.
  public let remarks: [String]
  /// The time of the last spike in seconds, where the file does not say when they were observed.
  public let lastSpike: Double?
  /// How many presentations there were; `nil` where the file does not say.
  public let presentationCount: Int?
  /// What the recording was made from, where the file says so.
  public let provenance: Provenance?

  /// The seed of every draw, where the file says so.
  public var seed: UInt64? { provenance?.seed }

  /// How the columns of a table were understood, such as `time_ms in ms, neuron`; `nil` where the format says it.
  public let columns: String?

  /// Looks into a file of any known kind.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - selection: what the file does not say of its columns, and which of its recordings is meant.
  /// - Throws: ``SpikeFileError`` when it is of no known kind, or damaged.
  public init(of path: String, choosing selection: SpikeSelection = .none) throws(SpikeFileError) {
    format = try SpikeFileFormat(of: path, choosing: selection)
    switch format {
    case .nwb:
      let reader = try NWBReader(path: path, choosing: selection)
      neuronCount = reader.neuronCount
      let survey = try reader.survey()
      spikeCount = survey.spikeCount
      leastNeuronCount = reader.neuronCount
      interval = survey.interval
      meanRate = survey.meanRate
      remarks = survey.remarks
      lastSpike = nil
      presentationCount = reader.presentations.count
      provenance = reader.provenance
      columns = nil
    case .nir:
      let reader = try NIRDataReader(path: path, choosing: selection)
      neuronCount = reader.raster.neuronCount
      leastNeuronCount = reader.raster.neuronCount
      spikeCount = reader.raster.spikeCount
      interval = reader.raster.interval
      meanRate = Self.meanRate(of: reader.raster)
      remarks = []
      lastSpike = nil
      presentationCount = reader.presentations.count
      provenance = reader.provenance
      columns = nil
    case .sonata:
      let reader = try SONATAReader(path: path, choosing: selection)
      neuronCount = nil
      leastNeuronCount = reader.raster.neuronCount
      spikeCount = reader.raster.spikeCount
      interval = nil
      meanRate = nil
      remarks = []
      lastSpike = reader.raster.times.max()
      presentationCount = nil
      provenance = nil
      columns = reader.columns
    case .csv:
      let reader = try CSVReader(path: path, choosing: selection)
      let isStated = reader.statesObservation
      neuronCount = isStated ? reader.raster.neuronCount : nil
      leastNeuronCount = reader.raster.neuronCount
      spikeCount = reader.raster.spikeCount
      interval = isStated ? reader.raster.interval : nil
      meanRate = isStated ? Self.meanRate(of: reader.raster) : nil
      remarks = []
      lastSpike = isStated ? nil : reader.raster.times.max()
      presentationCount = isStated ? reader.presentations.count : nil
      provenance = reader.provenance
      columns = reader.columns
    case .npy:
      let reader = try NPYReader(path: path, choosing: selection)
      let raster = reader.raster
      neuronCount = nil
      leastNeuronCount = raster.neuronCount
      spikeCount = raster.spikeCount
      interval = nil
      meanRate = nil
      remarks = []
      lastSpike = raster.times.max()
      presentationCount = nil
      provenance = nil
      columns = reader.columns
    }
  }

  private static func meanRate(of raster: SpikeRaster) -> Double? {
    let time = raster.duration * Double(raster.neuronCount)
    return time > 0 ? Double(raster.spikeCount) / time : nil
  }
}
