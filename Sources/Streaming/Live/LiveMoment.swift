// SPDX-License-Identifier: GPL-3.0-or-later

/// What the live page is told about a frame.
package struct LiveMoment: Encodable {
  /// The most neurons that are drawn.
  package static let rows = 256

  package let frame: Int
  /// Seconds from the start of the video.
  package let time: Double
  /// Seconds per frame.
  package let interval: Double
  package let width: Int
  package let height: Int
  package let neurons: Int
  package let rows: Int
  /// The tile whose neurons are drawn; nil for some of all tiles.
  package let tile: Int?
  /// Row and time within the frame, in seconds, of every spike of the neurons drawn.
  package let raster: [[Double]]
  package let spikes: Int
  /// Spikes per second per neuron.
  package let rate: Double
  /// Nats.
  package let freeEnergy: Double
  /// Nats.
  package let divergence: Double
  /// Nats that the same belief would cost from rest.
  package let divergenceFromRest: Double
  /// Spikes of the tiles that were also seen from rest; nil when none were.
  package let sampled: Int?
  /// The spikes of these tiles from rest.
  package let sampledFromRest: Int?
  package let explained: Double?
  package let framesPerSecond: Double
  /// Milliseconds.
  package let latency: Double
  package let dropped: Int

  package init(
    _ moment: FrameInference, width: Int, height: Int, record: StreamRecord, tile: Int? = nil,
    sample: (fired: Int, fromRest: Int)? = nil
  ) {
    let neurons = moment.state.patchCount * moment.state.neuronsPerPatch
    let own = moment.state.neuronsPerPatch
    let drawn = tile.map { $0 * own..<($0 + 1) * own } ?? 0..<neurons
    let step = (drawn.count + Self.rows - 1) / Self.rows
    self.tile = tile
    frame = moment.frame
    time = moment.interval.lowerBound
    interval = moment.interval.upperBound - moment.interval.lowerBound
    (self.width, self.height) = (width, height)
    self.neurons = neurons
    rows = (drawn.count + step - 1) / step
    raster = Self.raster(of: moment, drawn, every: step)
    spikes = moment.spikeCount
    rate = Double(moment.spikeCount) / (Double(neurons) * interval)
    freeEnergy = moment.freeEnergy
    divergence = moment.divergence
    divergenceFromRest = moment.divergencesFromRest.reduce(0, +)
    (sampled, sampledFromRest) = (sample?.fired, sample?.fromRest)
    explained = moment.rSquared
    framesPerSecond = record.framesPerSecond
    latency = record.latencies.last ?? 0
    dropped = record.dropped
  }

  /// The spikes of every `step`th neuron of some.
  private static func raster(
    of moment: FrameInference, _ drawn: Range<Int>, every step: Int
  ) -> [[Double]] {
    var raster: [[Double]] = []
    let start = moment.interval.lowerBound
    moment.forEachTrain { patch, neuron, times in
      let number = patch * moment.state.neuronsPerPatch + neuron
      let place = number - drawn.lowerBound
      guard drawn.contains(number), place.isMultiple(of: step) else { return }
      for time in times { raster.append([Double(place / step), time - start]) }
    }
    return raster
  }
}
