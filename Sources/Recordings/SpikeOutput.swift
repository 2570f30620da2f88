// SPDX-License-Identifier: GPL-3.0-or-later

public import Ranks
public import SpikeFormats
public import SpikeTrains

/// Spikes on their way into a file, several neurons at a time, each block by one of the ranks.
///
/// ```swift
/// let output = SpikeOutput(path: "raster.nwb", recording: recording)
/// try output.write(block: 64) { try presentation.raster(ofNeurons: $0) }
/// ```
public struct SpikeOutput {
  /// What was written.
  public struct Result {
    /// The number of spikes.
    public fileprivate(set) var spikes = 0
    /// The spikes, if they were kept.
    public fileprivate(set) var raster: SpikeRaster?
  }

  private let path: String
  private let recording: SpikeRecording
  private let session: NWBSession?
  private let threads: Int
  private let ranks: any Ranks

  /// A file in the format of its suffix; `session` is what NWB wants to know besides the recording.
  ///
  /// Several ranks give the bytes of one; rank 0 alone writes.
  public init(
    path: String, recording: SpikeRecording, session: NWBSession? = nil, threads: Int = 1,
    ranks: any Ranks = LocalRanks()
  ) {
    (self.path, self.recording, self.session, self.threads) = (path, recording, session, threads)
    self.ranks = ranks
  }

  /// The number of neurons.
  public var neurons: Int { recording.neuronCount }

  /// Draws all neurons, `block` of them at a time on each thread, and writes them.
  ///
  /// Memory holds the spikes of one block of neurons per thread, or all of them if they are kept.
  ///
  /// - Parameters:
  ///   - block: how many neurons are drawn at once.
  ///   - keeps: whether to return the spikes too.
  ///   - visit: told how many neurons are drawn, before each round and at the end; what it throws ends the work.
  ///   - drawing: draws some neurons.
  /// - Returns: what was written, on rank 0; nothing on others.
  /// - Throws: `SpikeFileError`, `RankError`, and what the closures throw; no file is left behind then.
  @discardableResult
  public func write(
    block: Int, keepingRaster keeps: Bool = false, visit: (_ done: Int) throws -> Void = { _ in },
    drawing: @Sendable (_ neurons: Range<Int>) throws -> SpikeRaster
  ) throws -> Result {
    let blocks = try RankBlocks(
      of: neurons, block: block, threads: threads, among: ranks,
      describing: "\(recording.neuronCount) \(recording.interval) \(recording.provenance)")
    guard ranks.isLead else {
      try blocks.draw(visit, drawing) { _ in }
      return Result()
    }
    var writer = try SpikeFileWriter(path: path, recording: recording, session: session)
    var result = Result()
    var times: [Double] = []
    var offsets = [0]
    try blocks.draw(visit, drawing) { raster in
      try writer.append(contentsOf: raster)
      for neuron in 0..<(keeps ? raster.neuronCount : 0) {
        times += raster.times(of: neuron)
        offsets.append(times.count)
      }
      result.spikes += raster.spikeCount
    }
    try writer.finish()
    if keeps {
      result.raster = SpikeRaster(
        drawnTimes: times, offsets: offsets, interval: recording.interval)
    }
    return result
  }
}
