// SPDX-License-Identifier: GPL-3.0-or-later

internal import Stimuli
internal import Streaming
internal import Video

/// What the live page is told about a frame.
struct LiveMoment: Encodable {
  /// The most neurons that are drawn.
  static let rows = 256

  let frame: Int
  /// Seconds from the start of the video.
  let time: Double
  /// Seconds per frame.
  let interval: Double
  let width: Int
  let height: Int
  let neurons: Int
  let rows: Int
  /// Row and time within the frame, in seconds, of every spike of the neurons drawn.
  let raster: [[Double]]
  let spikes: Int
  /// Spikes per second per neuron.
  let rate: Double
  /// Nats.
  let freeEnergy: Double
  /// Nats.
  let divergence: Double
  let explained: Double?
  let framesPerSecond: Double
  /// Milliseconds.
  let latency: Double
  let dropped: Int

  init(_ moment: FrameInference, size: FrameSize, record: StreamRecord) {
    let neurons = moment.state.patchCount * moment.state.neuronsPerPatch
    let step = (neurons + Self.rows - 1) / Self.rows
    frame = moment.frame
    time = moment.interval.lowerBound
    interval = moment.interval.upperBound - moment.interval.lowerBound
    (width, height) = (size.width, size.height)
    self.neurons = neurons
    rows = (neurons + step - 1) / step
    raster = Self.raster(of: moment, every: step)
    spikes = moment.spikeCount
    rate = Double(moment.spikeCount) / (Double(neurons) * interval)
    freeEnergy = moment.freeEnergy
    divergence = moment.divergence
    explained = moment.rSquared
    framesPerSecond = record.framesPerSecond
    latency = record.latencies.last ?? 0
    dropped = record.dropped
  }

  /// The spikes of every `step`th neuron.
  private static func raster(of moment: FrameInference, every step: Int) -> [[Double]] {
    var raster: [[Double]] = []
    let start = moment.interval.lowerBound
    moment.forEachTrain { patch, neuron, times in
      let number = patch * moment.state.neuronsPerPatch + neuron
      guard number.isMultiple(of: step) else { return }
      for time in times { raster.append([Double(number / step), time - start]) }
    }
    return raster
  }
}
