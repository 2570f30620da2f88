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
  private let settings: Settings
  /// Sets what drives the network in the next window.
  private let control: @Sendable (inout NetworkRun) throws -> Void

  /// What was simulated.
  public struct Result: Sendable {
    /// The number of synapses.
    public fileprivate(set) var synapses = 0
    /// The number of spikes written.
    public internal(set) var spikes = 0
    /// How long the network took, in seconds of the clock for each of its own; synapses are drawn before.
    public fileprivate(set) var realTimeFactor = 0.0
    /// Spikes of each recorded population.
    public internal(set) var spikesOfPopulations: [Int]
    /// The spikes, if they were kept.
    public fileprivate(set) var raster: SpikeRaster?
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
    settings: Settings, control: @escaping @Sendable (inout NetworkRun) throws -> Void
  ) {
    (self.network, self.presentations, self.recorded) = (network, presentations, recorded)
    (self.files, self.settings, self.control) = (files, settings, control)
    interval = (presentations.first?.start ?? 0)..<(presentations.last?.stop ?? 0)
  }

  /// Builds the network that a YAML file describes; spikes it replays are read from paths relative to it.
  ///
  /// - Parameters:
  ///   - path: the file; *Build a network* in the pages of Networks says what it holds.
  ///   - reader: reads spikes to replay; by default with the program `interspike`.
  /// - Throws: `FileError`, `SpikeFileError`, and `RunError` that names file, line and remedy: nothing has run then.
  public init(contentsOf path: String, reader: GuardedSpikeReader? = nil) throws {
    let text = try FileReading.text(of: path)
    let file = try NetworkFile(path: path, text: text) {
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
        window: file.network.windowDuration)
    ) { run in
      guard run.window == 0 else { return }
      for (population, values) in drives { try run.setDrive(values, of: population) }
    }
    try requireMemory(path)
  }

  /// The number of all neurons, recorded or not.
  public var neurons: Int { network.populations.reduce(0) { $0 + $1.neuronCount } }

  /// How many synapses there are; where pairs are connected on their own, how many to expect.
  public var expectedSynapses: Double {
    network.projections.reduce(0) { $0 + $1.expectedSynapseCount }
  }

  /// How much memory synapses and neurons take, in bytes, while synapses are drawn.
  ///
  /// A projection takes up to three times its own while it is drawn and sorted, one projection after another.
  public var expectedBytes: Double {
    let projections = network.projections.map(\.expectedByteCount)
    return projections.reduce(0, +) + 2 * (projections.max() ?? 0) + 64 * Double(neurons)
  }

  /// How many windows there are.
  public var windows: Int {
    Int((interval.upperBound / network.windowDuration * (1 - 1e-12)).rounded(.up))
  }

  private func requireMemory(_ path: String) throws(RunError) {
    let memory = Double(ProcessInfo.processInfo.physicalMemory)
    guard expectedBytes <= memory else {
      throw RunError(
        .settings,
        "the network of \(path) has \(Text.number(expectedSynapses)) synapses, which take \(Text.bytes(Int(expectedBytes))) while they are drawn; this machine has \(Text.bytes(Int(memory))). Lower the counts or probabilities, or give one weight and one delay to all synapses of a projection."
      )
    }
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

  /// Runs the network and writes the spikes of the recorded populations, as a file of the format its name asks for.
  ///
  /// - Parameters:
  ///   - path: the file, which appears when it is whole.
  ///   - seed: decides synapses and spikes.
  ///   - threads: how many threads may work; the file does not depend on it.
  ///   - session: what NWB wants to know besides the recording.
  ///   - keeps: whether to return the spikes too.
  ///   - visit: told how many windows have gone by, before each and at the end; what it throws ends the work.
  /// - Throws: `SpikeFileError`, `RunError` when the network cannot continue, and what `visit` throws; no file is left
  ///   behind then.
  public func write(
    to path: String, seed: SeedSequence, threads: Int = 1,
    session: (SpikeRecording) -> NWBSession? = { _ in nil }, keepingRaster keeps: Bool = false,
    visit: (_ done: Int) throws -> Void = { _ in }
  ) throws -> Result {
    let recording = try recording(seed: seed)
    var spool = try SpikeSpool(beside: path, neuronCount: recording.neuronCount)
    var result = Result(spikesOfPopulations: recorded.map { _ in 0 })
    var monitors = recorded.map { SpikeMonitor(of: $0) }
    do {
      try visit(0)
      var run = try network.run(seed: seed.seed, threads: threads)
      result.synapses = run.synapseCount
      let began = ContinuousClock.now
      for window in 0..<windows {
        try visit(window)
        try control(&run)
        guard let slice = try run.next()?.before(interval.upperBound) else { break }
        // What comes before the interval is not recorded; it ends where a window does.
        guard slice.interval.lowerBound >= interval.lowerBound else { continue }
        var first = 0
        for (place, population) in recorded.enumerated() {
          try spool.append(slice.windowSpikes(of: population), firstNeuron: first)
          if keeps { monitors[place].observe(slice) }
          result.spikesOfPopulations[place] += slice[population].count
          first += population.neuronCount
        }
      }
      result.realTimeFactor = began.duration(to: .now) / .seconds(1) / run.time
    } catch let error as NetworkError {
      throw RunError(.damaged, "\(settings.network): \(error)")
    }
    try visit(windows)
    result.spikes = spool.spikeCount
    try spool.write(to: path, recording: recording, session: session(recording))
    if keeps {
      let rasters = monitors.map(\.raster)
      var offsets = [0]
      for raster in rasters {
        let base = offsets[offsets.count - 1]
        offsets += raster.offsets.dropFirst().map { base + $0 }
      }
      result.raster = SpikeRaster(
        drawnTimes: rasters.flatMap(\.times), offsets: offsets, interval: recording.interval)
    }
    return result
  }
}
