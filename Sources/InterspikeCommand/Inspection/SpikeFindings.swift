// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import SpikeFormats

/// What a file of spikes holds.
struct SpikeFindings: Findings {
  let kind = "spikes"
  let path: String
  let format: String
  let neurons: Int
  let spikes: Int
  let start: Double
  let stop: Double
  /// Spikes per second and neuron.
  let meanRate: Double
  let presentations: Int?
  let seed: UInt64?
  let program: String?
  let programVersion: String?
  let streamVersion: Int?
  let provenance: String?

  /// Looks into a file; `nil` when it holds something else than spikes.
  init?(of path: String) throws {
    guard try Self.holdsSpikes(path) else { return nil }
    let summary = try SpikeFileSummary(of: path)
    self.path = path
    format = summary.format.rawValue
    neurons = summary.neuronCount
    spikes = summary.spikeCount
    start = summary.interval.lowerBound
    stop = summary.interval.upperBound
    meanRate =
      neurons > 0 && stop > start ? Double(spikes) / (Double(neurons) * (stop - start)) : 0
    presentations = summary.presentationCount
    seed = summary.seed
    program = summary.provenance?.program
    programVersion = summary.provenance?.programVersion
    streamVersion = summary.provenance?.streamVersion
    provenance = summary.provenance?.configuration
  }

  private static func holdsSpikes(_ path: String) throws -> Bool {
    let format: SpikeFileFormat
    do {
      format = try SpikeFileFormat(of: path)
    } catch {
      if case .notThisFormat = error { return false }
      throw error
    }
    guard format == .npy else { return true }
    // Arrays of numbers have the same first bytes as arrays of spikes.
    let header = try? NPYHeader.decode(try FileReading.bytes(of: path)).0
    return header.map { $0.descriptor == NPYWriter.descriptor } ?? false
  }

  var text: String {
    var rows = [
      (name: "file", value: path),
      ("format", "\(format), spikes"),
      ("neurons", "\(neurons)"),
      ("spikes", "\(spikes)"),
      ("time", "\(Text.number(start)) to \(Text.number(stop)) s"),
      ("mean rate", "\(Text.number(meanRate)) Hz"),
    ]
    if let presentations { rows.append(("presentations", "\(presentations)")) }
    if let seed { rows.append(("seed", "\(seed)")) }
    if let program, let programVersion, let streamVersion {
      rows.append(("made by", "\(program) \(programVersion), streams \(streamVersion)"))
    }
    if let provenance { rows.append(("configuration", Text.excerpt(provenance))) }
    return Text.table(rows)
  }
}
