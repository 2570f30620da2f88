// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Stimuli
internal import Streaming

/// What the live page is told of a frame, in one binary message.
///
/// ```
/// 4 bytes     length of the header, little-endian
/// header      JSON, the members below
/// frame       width × height bytes of grey, the whitened frame
/// seen        width × height bytes of grey, the reconstruction
/// ```
struct LiveMoment: Encodable {
  /// At most so many neurons are drawn.
  static let rows = 256

  let frame: Int
  /// Seconds from the beginning of the film.
  let time: Double
  /// Seconds that a frame lasts.
  let interval: Double
  let width: Int
  let height: Int
  let neurons: Int
  let rows: Int
  /// Row and seconds within the frame of every spike of the neurons drawn.
  let raster: [[Double]]
  let spikes: Int
  /// Spikes per second and neuron.
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

  /// The whole message.
  func message(frame: GreyImage, seen: GreyImage) throws -> Foundation.Data {
    let header = try JSONEncoder().encode(self)
    var message = Foundation.Data(capacity: 4 + header.count + 2 * width * height)
    withUnsafeBytes(of: UInt32(header.count).littleEndian) { message.append(contentsOf: $0) }
    message.append(header)
    for image in [frame, seen] {
      message.append(contentsOf: image.pixels.map { UInt8(min(max($0 * 255, 0), 255)) })
    }
    return message
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
