// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Networks
public import Randomness
internal import Runs
public import SpikeFormats
internal import SpikeTrains

extension NetworkSimulation {
  /// Whether a simulation can be continued after it was stopped or killed, from the folder `OUTPUT.checkpoint`.
  public struct Checkpoints: Sendable {
    /// How long the clock goes from one to the next.
    public var interval = Duration.seconds(60)
    /// Whether to continue from one instead of starting.
    public var resume = false
    /// Does what a signal must not cut short; by default as if there were no signals.
    public var completing: @Sendable (() throws -> Void) throws -> Void = { try $0() }

    /// A checkpoint a minute, from the start.
    public init() {}
  }

  /// Runs the network and writes the spikes of the recorded populations, as a file of the format its name asks for.
  ///
  /// - Parameters:
  ///   - path: the file, which appears when it is whole.
  ///   - seed: decides synapses and spikes.
  ///   - threads: how many threads may work; the file does not depend on it.
  ///   - session: what NWB wants to know besides the recording.
  ///   - keeps: whether to return the spikes too.
  ///   - checkpoints: how to continue after an interruption, with the same bytes; `nil` for work that would start over.
  ///   - visit: told how many windows have gone by, before each and at the end; what it throws ends the work, with a
  ///     checkpoint.
  /// - Throws: `SpikeFileError`, `RunError` when the network cannot continue, `NetworkError` and `SafetensorsError` when a
  ///   checkpoint does not belong to it or is damaged, and what `visit` throws; no output is left behind then.
  public func write(
    to path: String, seed: SeedSequence, threads: Int = 1,
    session: (SpikeRecording) -> NWBSession? = { _ in nil }, keepingRaster keeps: Bool = false,
    checkpoints: Checkpoints? = nil, visit: (_ done: Int) throws -> Void = { _ in }
  ) throws -> Result {
    let recording = try recording(seed: seed)
    var checkpoint = checkpoints.map {
      NetworkCheckpoint(of: path, neurons: recording.neuronCount, every: $0.interval)
    }
    var record = try NetworkRecord(of: recorded, in: interval, beside: path, keeping: keeps)
    var result = Result(spikesOfPopulations: [])
    do {
      var state: NetworkState?
      if checkpoints?.resume == true {
        state = try checkpoint?.resume(with: seed.seed) { try record.append($0) }
      } else {
        try checkpoint?.requireNone()
      }
      try visit(state?.window ?? 0)
      var run =
        try state.map { try network.run(resuming: $0, threads: threads) }
        ?? network.run(seed: seed.seed, threads: threads)
      result.synapses = run.synapseCount
      let (began, from) = (ContinuousClock.now, run.time)
      /// Between two windows; if the work ends here, there is a checkpoint.
      func pause(_ window: Int) throws {
        do {
          try visit(window)
          if checkpoint?.isDue == true { try checkpoint?.save(run.state) }
        } catch {
          try checkpoints?.completing { try checkpoint?.save(run.state) }
          throw error
        }
      }
      for window in run.window..<max(run.window, windows) {
        try pause(window)
        try control(&run)
        guard let slice = try run.next()?.before(interval.upperBound) else { break }
        // What comes before the interval is not recorded; it ends where a window does.
        guard slice.interval.lowerBound >= interval.lowerBound else { continue }
        try record.append(slice) { checkpoint?.take($0, firstNeuron: $1) }
      }
      let seconds = began.duration(to: .now) / .seconds(1)
      result.realTimeFactor = run.time > from ? seconds / (run.time - from) : 0
      try pause(windows)
    } catch let error as NetworkError {
      throw RunError(.damaged, "\(settings.network): \(error)")
    }
    (result.spikes, result.spikesOfPopulations) = (record.spikes, record.spikesOfPopulations)
    result.raster = record.raster
    try record.write(to: path, recording: recording, session: session(recording))
    checkpoint?.remove()
    return result
  }
}
