// SPDX-License-Identifier: GPL-3.0-or-later

internal import SpikeFormats
internal import SpikeTrains
internal import Tensors

/// Spikes on their way into a file, several neurons at a time.
struct SpikeOutput {
  /// What was written.
  struct Result {
    var spikes = 0
    var raster: SpikeRaster?
  }

  let path: String
  let recording: SpikeRecording
  let session: NWBSession
  let threads: Int
  let console: Console

  /// Draws all neurons, `block` of them at a time on each thread, and writes them in the format of the
  /// suffix.
  ///
  /// Memory holds the spikes of one block of neurons per thread, or all of them if they are kept.
  func write(
    _ activity: String, block: Int, keepingRaster keeps: Bool,
    drawing: @Sendable (_ neurons: Range<Int>) throws -> SpikeRaster
  ) throws -> Result {
    Interruption.watch()
    var writer = try SpikeFileWriter(path: path, recording: recording, session: session)
    let neurons = recording.neuronCount
    let progress = Progress(activity, unit: "neurons", of: neurons, on: console)
    defer { progress.end() }
    var result = Result()
    var times: [Double] = []
    var offsets = [0]
    for start in stride(from: 0, to: neurons, by: block * threads) {
      try Interruption.check("stopped before \(start) of \(neurons) neurons; nothing was written.")
      let blocks = stride(from: start, to: min(start + block * threads, neurons), by: block).map {
        $0..<min($0 + block, neurons)
      }
      let rasters = try inParallel(count: blocks.count, threads: threads) {
        try drawing(blocks[$0])
      }
      for raster in rasters {
        try writer.append(contentsOf: raster)
        for neuron in 0..<(keeps ? raster.neuronCount : 0) {
          times += raster.times(of: neuron)
          offsets.append(times.count)
        }
        result.spikes += raster.spikeCount
      }
      progress.show(done: min(start + block * threads, neurons))
    }
    try writer.finish()
    if keeps {
      result.raster = SpikeRaster(
        drawnTimes: times, offsets: offsets, interval: recording.interval)
    }
    return result
  }
}
