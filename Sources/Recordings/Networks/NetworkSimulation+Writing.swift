// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Networks
public import Randomness
public import Ranks
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
  ///   - ranks: the processes that run the network together; rank 0 alone writes, with the bytes of one process.
  ///   - session: what NWB wants to know besides the recording.
  ///   - keeps: whether to return the spikes too.
  ///   - checkpoints: how to continue after an interruption, with the same bytes; `nil` for work that would start over.
  ///   - visit: told how many windows have gone by, before each and at the end; what it throws ends the work, with a
  ///     checkpoint. With several ranks it throws on all of them at once, or not at all.
  /// - Returns: what was simulated, on rank 0; little on others.
  /// - Throws: `RankError` when ranks differ or fail, `SpikeFileError`, `RunError` when the network cannot continue, `NetworkError` and `SafetensorsError` when a
  ///   checkpoint does not belong to it or is damaged, and what `visit` throws; no output is left behind then.
  public func write(
    to path: String, seed: SeedSequence, threads: Int = 1, ranks: any Ranks = LocalRanks(),
    session: (SpikeRecording) -> NWBSession? = { _ in nil }, keepingRaster keeps: Bool = false,
    checkpoints: Checkpoints? = nil, visit: (_ done: Int) throws -> Void = { _ in }
  ) throws -> Result {
    try requireAgreement(of: ranks, seed: seed)
    let recording = try recording(seed: seed)
    var checkpoint: NetworkCheckpoint?
    if let checkpoints, ranks.isLead {
      checkpoint = NetworkCheckpoint(
        of: path, neurons: recording.neuronCount, terms: terms, every: checkpoints.interval)
    }
    var record =
      ranks.isLead
      ? try NetworkRecord(of: recorded, in: interval, beside: path, keeping: keeps) : nil
    var result = Result(spikesOfPopulations: [])
    do {
      var state: NetworkState?
      if checkpoints?.resume == true {
        state = try checkpoint?.resume(with: seed.seed) { try record?.append($0) }
        state = try state.shared(among: ranks, called: path)
      } else {
        try checkpoint?.requireNone()
      }
      try visit(state?.window ?? 0)
      var run =
        try state.map { try network.run(resuming: $0, threads: threads, ranks: ranks) }
        ?? network.run(seed: seed.seed, threads: threads, ranks: ranks)
      result.synapses = run.synapseCount
      let (began, from) = (ContinuousClock.now, run.time)
      func save() throws {
        let state = try run.gatheredState()
        try checkpoint?.save(state)
      }
      /// Between two windows; if the work ends here, there is a checkpoint.
      func pause(_ window: Int) throws {
        do {
          try visit(window)
        } catch {
          try checkpoints?.completing { try save() }
          throw error
        }
        // Over several ranks, rank 0 gave notice with the spikes of the last window.
        let isDue = ranks.count > 1 ? run.heardNotice == 1 : checkpoint?.isDue == true
        guard isDue else { return }
        do {
          try save()
        } catch  where ranks.count == 1 {
          try checkpoints?.completing { try save() }
          throw error
        }
      }
      for window in run.window..<max(run.window, windows) {
        try pause(window)
        try control(&run)
        run.notice = checkpoint?.isDue == true ? 1 : 0
        guard let slice = try run.next()?.before(interval.upperBound) else { break }
        // What comes before the interval is not recorded; it ends where a window does.
        guard slice.interval.lowerBound >= interval.lowerBound else { continue }
        try record?.append(slice) { checkpoint?.take($0, firstNeuron: $1) }
      }
      let seconds = began.duration(to: .now) / .seconds(1)
      result.realTimeFactor = run.time > from ? seconds / (run.time - from) : 0
      try pause(windows)
    } catch NetworkError.ranks(let error) {
      throw error
    } catch let error as NetworkError {
      throw RunError(.damaged, "\(settings.network): \(error)")
    }
    guard let record = record.take() else { return result }
    (result.spikes, result.spikesOfPopulations) = (record.spikes, record.spikesOfPopulations)
    result.raster = record.raster
    try record.write(to: path, recording: recording, session: session(recording))
    checkpoint?.remove()
    return result
  }
}
