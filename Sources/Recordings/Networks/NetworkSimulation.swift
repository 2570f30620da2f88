// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
public import Networks
public import Randomness
internal import Runs
public import SpikeFormats
public import SpikeTrains

/// A network with all it needs to run into a file of spikes: how long, whom to record, and what drives it meanwhile.
///
/// ```swift
/// let simulation = try NetworkSimulation(contentsOf: "brunel.yaml")
/// let result = try simulation.write(to: "raster.nwb", seed: SeedSequence(7))
/// print(result.spikes, result.realTimeFactor)
/// ```
public struct NetworkSimulation: Sendable {
  /// The network.
  public let network: Network
  /// When it is recorded, in seconds.
  public let interval: Range<Double>
  /// Whose spikes are written, one population after another.
  public let recorded: [Population]
  /// The files that were read to build it.
  public let files: [String]
  let presentations: [Presentation]
  let settings: Settings
  /// What drives the network besides itself, by name.
  let driving: [String: String]
  /// Sets what drives the network in the next window.
  let control: @Sendable (inout NetworkRun) throws -> Void

  /// What was simulated.
  public struct Result: Sendable {
    /// The number of synapses.
    public internal(set) var synapses = 0
    /// The number of spikes written.
    public internal(set) var spikes = 0
    /// How long the network took, in seconds of the clock for each of its own; synapses are drawn before.
    public internal(set) var realTimeFactor = 0.0
    /// Spikes of each recorded population.
    public internal(set) var spikesOfPopulations: [Int]
    /// The spikes, if they were kept.
    public internal(set) var raster: SpikeRaster?
  }

  /// What provenance says besides the seed.
  struct Settings: Encodable, Sendable {
    /// The name of the file or run the network comes from, and a fingerprint of it.
    let network: String
    let sha256: String?
    let populations: [String]
    let neurons: [Int]
    let duration: Double
    let window: Double
    var data: String?
    var stepsPerDatum: Int?
  }

  init(
    network: Network, presentations: [Presentation], recorded: [Population], files: [String],
    settings: Settings, driving: [String: String],
    control: @escaping @Sendable (inout NetworkRun) throws -> Void
  ) {
    (self.network, self.presentations, self.recorded) = (network, presentations, recorded)
    (self.files, self.settings, self.control) = (files, settings, control)
    self.driving = driving
    interval = (presentations.first?.start ?? 0)..<(presentations.last?.stop ?? 0)
  }

  /// Builds the network that a YAML file describes; spikes it replays are read from paths relative to it.
  ///
  /// - Parameters:
  ///   - path: the file; *Build a network* in the pages of Networks says what it holds.
  ///   - reader: reads spikes to replay; by default with the program `interspike`.
  ///   - hosts: how many machines share its memory.
  /// - Throws: `FileError`, `SpikeFileError`, and `RunError` that names file, line and remedy: nothing has run then.
  public init(contentsOf path: String, reader: GuardedSpikeReader? = nil, hosts: Int = 1) throws {
    try self.init(
      FileReading.text(of: path), called: path, isLasting: true, reader: reader, hosts: hosts)
  }

  /// Builds the network of a file that is gone through step by step, for as long as its caller likes.
  package init(steppingThrough path: String) throws {
    try self.init(FileReading.text(of: path), called: path, isLasting: false)
  }

  /// The same of a description as text; files that it names lie in a folder.
  package init(describedBy text: String, inFolder folder: String) throws {
    try self.init(
      text, called: (folder == "." ? "" : folder + "/") + "the description", isLasting: false)
  }

  private init(
    _ text: String, called path: String, isLasting: Bool, reader: GuardedSpikeReader? = nil,
    hosts: Int = 1
  ) throws {
    let file = try NetworkFile(path: path, text: text, isLasting: isLasting) {
      try (reader ?? GuardedSpikeReader()).spikes(in: $0, choosing: $1).raster
    }
    let drives = file.drives
    self.init(
      network: file.network, presentations: [Presentation(start: 0, stop: file.duration)],
      recorded: file.recorded, files: file.files,
      settings: Settings(
        network: URL(fileURLWithPath: path).lastPathComponent,
        sha256: SHA256.sum(of: Array(text.utf8)), populations: file.recorded.map(\.name),
        neurons: file.recorded.map(\.neuronCount), duration: file.duration,
        window: file.network.windowDuration),
      driving: [
        "drives of the fingerprint": SHA256.sum(
          of: Array(drives.map { "\($0.0.name): \($0.1)" }.joined(separator: "; ").utf8))
      ]
    ) { run in
      guard run.window == 0 else { return }
      for (population, values) in drives { try run.setDrive(values, of: population) }
    }
    try requireMemory(path, hosts)
  }

  /// A run at time 0, its drives set.
  package func begun(seed: UInt64, trial: Int, threads: Int) throws -> NetworkRun {
    var run = try network.run(seed: seed, trial: trial, threads: threads)
    try control(&run)
    return run
  }

  /// What decides a run besides the network and the seed: what a checkpoint must agree with.
  var terms: [String: String] {
    driving.merging([
      "the recorded populations":
        recorded.map { "\($0.name) (\($0.neuronCount) neurons)" }.joined(separator: ", "),
      "a duration in seconds of": "\(settings.duration)",
    ]) { own, _ in own }
  }

  /// The number of all neurons, recorded or not.
  public var neurons: Int { network.populations.reduce(0) { $0 + $1.neuronCount } }

  /// How many synapses there are; where pairs are connected on their own, how many to expect.
  public var expectedSynapses: Double {
    network.projections.reduce(0) { $0 + $1.expectedSynapseCount }
  }

  /// How much memory synapses and neurons take, in bytes, while synapses are drawn.
  ///
  /// Rules that do not go by targets are drawn for a whole projection before they are sorted: 16 bytes a synapse.
  public var expectedBytes: Double {
    let drawn = network.projections.map { projection in
      switch projection.rule {
      case .fixedOutDegree, .fixedTotal, .list: 16 * projection.expectedSynapseCount
      default: 0.0
      }
    }
    return network.projections.reduce(0) { $0 + $1.expectedByteCount } + (drawn.max() ?? 0)
      + 100 * Double(neurons)
  }

  /// How many windows there are.
  public var windows: Int {
    Int((interval.upperBound / network.windowDuration * (1 - 1e-12)).rounded(.up))
  }

  private func requireMemory(_ path: String, _ hosts: Int) throws(RunError) {
    let memory = Double(ProcessInfo.processInfo.physicalMemory)
    guard expectedBytes <= memory * Double(hosts) else {
      throw RunError(
        .settings,
        "the network of \(path) has \(Text.number(expectedSynapses)) synapses, "
          + "which take \(Text.bytes(Int(expectedBytes))) while they are drawn; this machine has "
          + "\(Text.bytes(Int(memory))). Lower the counts or probabilities, give one "
          + "weight and one delay to all synapses of a projection, or use a procedural "
          + "rule, whose synapses are not stored."
      )
    }
  }

  /// What was done, in a sentence for the file.
  package var sessionDescription: String {
    let length = Text.plain(((interval.upperBound - interval.lowerBound) * 1e6).rounded() / 1e6)
    let populations = recorded.map(\.name).joined(separator: ", ")
    guard let data = settings.data else {
      return "A network of spiking neurons, \(settings.network), ran for \(length) s. Recorded: "
        + "\(populations)."
    }
    return "An iterative Poisson model, \(settings.network), ran as a recurrent network that saw "
      + "\(Text.count(presentations.count, "stimulus", "stimuli")) of \(data) in \(length) s."
  }

  /// What a file says of the recording, apart from its spikes.
  ///
  /// - Throws: `SpikeFileError`.
  public func recording(seed: SeedSequence) throws -> SpikeRecording {
    func column(
      _ name: String, _ description: String, _ value: (_ place: Int, _ neuron: Int) -> Int
    )
      -> NeuronColumn
    {
      NeuronColumn(
        name: name, description: description,
        values: recorded.enumerated().flatMap { place, population in
          (0..<population.neuronCount).map { Double(value(place, $0)) }
        })
    }
    let names = recorded.enumerated().map { "\($0) \($1.name)" }.joined(separator: ", ")
    return try SpikeRecording(
      neuronCount: recorded.reduce(0) { $0 + $1.neuronCount }, presentations: presentations,
      neuronColumns: [
        column("population", "The neuron's population: \(names).") { place, _ in place },
        column("neuron_of_population", "Which neuron of its population it is.") { $1 },
      ], provenance: try Provenance(seed, settings))
  }
}
