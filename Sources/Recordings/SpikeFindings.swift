// SPDX-License-Identifier: GPL-3.0-or-later

package import DataFiles
internal import Randomness
internal import Runs
package import SpikeFormats

/// What a spike file holds.
package struct SpikeFindings: Findings {
  package let kind = "spikes"
  package let path: String
  package let format: String
  /// How many neurons were observed; `nil` where the file does not say.
  package let neurons: Int?
  /// The least number of neurons there can be.
  package let neuronsAtLeast: Int
  package let spikes: Int
  package let start: Double?
  package let stop: Double?
  /// The time of the last spike, if the file does not say when observation ended.
  package let lastSpike: Double?
  /// Spikes per second per neuron; `nil` if neurons or time are unknown.
  package let meanRate: Double?
  /// What is odd about the file, or had to be assumed.
  package let remarks: [String]
  package let presentations: Int?
  package let seed: UInt64?
  /// The name of the stream under the seed, if any.
  package let stream: String?
  package let program: String?
  package let programVersion: String?
  package let streamVersion: Int?
  package let provenance: JSONValue?
  /// How the columns of a table were interpreted, including units.
  package let columns: String?

  private let configuration: String?

  private enum CodingKeys: String, CodingKey {
    case kind, path, format, neurons, neuronsAtLeast, spikes, start, stop, lastSpike, meanRate
    case remarks, presentations, seed, stream, program, programVersion, streamVersion, provenance
    case columns
  }

  /// Reads a file; `nil` when it holds something other than spikes.
  package init?(
    of path: String, choosing selection: SpikeSelection, reader: GuardedSpikeReader
  ) throws {
    guard try Self.holdsSpikes(path, selection) else { return nil }
    let summary = try reader.summary(of: path, choosing: selection)
    self.path = path
    format = summary.format.rawValue
    neurons = summary.neuronCount
    neuronsAtLeast = summary.leastNeuronCount
    spikes = summary.spikeCount
    start = summary.interval?.lowerBound
    stop = summary.interval?.upperBound
    lastSpike = summary.lastSpike
    meanRate = summary.meanRate
    remarks = summary.remarks
    presentations = summary.presentationCount
    columns = summary.columns
    seed = summary.seed
    stream = summary.provenance.flatMap { $0.stream.isEmpty ? nil : $0.stream }
    program = summary.provenance?.program
    programVersion = summary.provenance?.programVersion
    streamVersion = summary.provenance?.streamVersion
    configuration = summary.provenance?.configuration
    provenance = configuration.flatMap { JSONValue($0) }
  }

  private static func holdsSpikes(_ path: String, _ selection: SpikeSelection) throws -> Bool {
    let format: SpikeFileFormat
    do {
      // The HDF5 library reads such files only in a separate process.
      guard try !SpikeFileFormat.isHDF5(path) else { return true }
      format = try SpikeFileFormat(of: path, choosing: selection)
    } catch {
      if case .notThisFormat = error, !SpikeFileFormat.isMATLAB(path) { return false }
      throw error
    }
    // Arrays of numbers start with the same bytes as arrays of spikes.
    return try format != .npy || NPYReader.holdsSpikes(path: path, choosing: selection)
  }

  package var text: String {
    var rows = [
      (name: "file", value: path),
      ("format", "\(format), spikes"),
      ("neurons", neurons.map { "\($0)" } ?? "at least \(neuronsAtLeast)"),
      ("spikes", "\(spikes)"),
      ("time", time),
      ("mean rate", meanRate.map { "\(Text.number($0)) Hz" } ?? "unknown"),
    ]
    if let columns { rows.append(("columns", columns)) }
    if let presentations { rows.append(("presentations", "\(presentations)")) }
    if let seed { rows.append(("seed", "\(SeedSequence(seed, stream: stream ?? ""))")) }
    if let program, let programVersion, let streamVersion {
      rows.append(("made by", "\(program) \(programVersion), streams \(streamVersion)"))
    }
    if let configuration { rows.append(("configuration", Text.excerpt(configuration))) }
    rows += remarks.map { ("note", $0) }
    return Text.table(rows)
  }

  private var time: String {
    if let start, let stop { return "\(Text.number(start)) to \(Text.number(stop)) s" }
    return lastSpike.map { "unknown, the last spike at \(Text.number($0)) s" } ?? "unknown"
  }
}
