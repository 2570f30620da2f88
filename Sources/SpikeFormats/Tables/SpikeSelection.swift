// SPDX-License-Identifier: GPL-3.0-or-later

/// What a reader of spikes must be told when a file does not say it, or holds more than one recording.
///
/// ```swift
/// let raster = try SpikeRaster(
///   contentsOf: "spikes.dat", choosing: SpikeSelection(columns: "neuron,time_ms"))
/// ```
public struct SpikeSelection: Sendable, Equatable {
  /// The columns of a table, in place of its own header: words such as `time_ms,neuron`.
  public var columns: String?
  /// The population, observable, trial or segment that is meant, of those that the file holds.
  public var part: String?
  /// Samples per second, for times that are counted in samples.
  public var samplingRate: Double?

  /// Says what is meant; whatever is nil is left to the file.
  public init(columns: String? = nil, part: String? = nil, samplingRate: Double? = nil) {
    self.columns = columns
    self.part = part
    self.samplingRate = samplingRate
  }

  /// Nothing needs to be said.
  public static let none = SpikeSelection()

  /// Refuses a part of a file that has no parts.
  func refusePart(in path: String) throws(SpikeFileError) {
    guard let part else { return }
    throw .refused(
      path: path,
      reason:
        "it has no column for populations or trials, so there is no '\(part)' in it. Leave out --part."
    )
  }

  /// Refuses columns, which a format names itself.
  func refuseColumns(
    of format: String, in path: String
  ) throws(SpikeFileError) {
    guard let columns else { return }
    throw .refused(
      path: path,
      reason:
        "it is \(format), which names its columns itself, so they cannot be '\(columns)'. Leave "
        + "out --format.")
  }

  /// Refuses a sampling rate where times are not counted in samples.
  static func refuse(
    samplingRate: Double?, forTimesIn unit: String, in path: String
  ) throws(SpikeFileError) {
    guard let samplingRate else { return }
    throw .refused(
      path: path,
      reason:
        "its times are in \(unit) and not counted in samples, so there cannot be \(samplingRate) a "
        + "second. Leave out --sampling-rate.")
  }
}

/// The parts of a file: which was asked for, and which there are.
struct SpikePart {
  private let path: String
  private let kind: String
  private let chosen: String?
  private var found: [String] = []
  private var isFound = false

  init(_ chosen: String?, of kind: String, in path: String) {
    self.chosen = chosen
    self.kind = kind
    self.path = path
  }

  /// Whether spikes of this part are wanted.
  mutating func wants(_ name: String) -> Bool {
    if found.last != name, found.count < 1000, !found.contains(name) { found.append(name) }
    guard let chosen else { return true }
    if name == chosen { isFound = true }
    return name == chosen
  }

  /// Refuses several parts of which none was chosen, and a choice that is not there.
  func settle() throws(SpikeFileError) {
    let names = found.prefix(8).joined(separator: ", ") + (found.count > 8 ? " …" : "")
    if let chosen {
      guard isFound else {
        throw .refused(
          path: path,
          reason: found.isEmpty
            ? "it does not have a \(kind) '\(chosen)', or any other."
            : "it does not have a \(kind) '\(chosen)'; it has \(names). Choose one of these with --part."
        )
      }
    } else if found.count > 1 {
      throw .refused(
        path: path,
        reason: "it holds \(found.count) recordings, one for each \(kind): \(names). "
          + "Choose one, for example with --part \(found[0]).")
    }
  }
}
