// SPDX-License-Identifier: GPL-3.0-or-later

import Distributions
import Foundation
import LatentModels
import Randomness
import SpikeTrains
import Streaming
import Tensors
import Testing

/// What the past is worth: divergences and spikes of a frame against those from rest.
@Suite("A stream against rest")
struct RestTests {
  private func moments(
    _ model: IterativePoissonVAE, frames: [Tensor], start: StreamOptions.FrameStart
  ) throws -> (moments: [FrameInference], inference: TiledInference) {
    let inference = try StreamFixture.inference(model) { $0.start = start }
    var state = try inference.start(patches: StreamFixture.patches)
    let moments = try frames.map { frame in
      let moment = try inference.infer(frame, after: state)
      state = moment.state
      return moment
    }
    return (moments, inference)
  }

  @Test(
    "The divergence from rest is that of a frame that begins there, and more than that from a past that still holds"
  )
  func divergences() throws {
    // One picture for six frames: what was believed before still holds.
    let still = [Tensor](repeating: StreamFixture.frames(2)[1], count: 6)
    let resting = try moments(StreamFixture.model(), frames: still, start: .prior).moments
    for moment in resting { #expect(moment.divergencesFromRest == moment.divergences) }
    let model = StreamFixture.model(.leak)
    for moment in try moments(model, frames: still, start: .transition).moments {
      let expected = Divergence.poissonByTrial(
        logRates: moment.state.logRates,
        from: model.initialLogRates.expanded(to: moment.state.logRates.shape))
      #expect(moment.divergencesFromRest == expected)
    }
    let carried = try moments(model, frames: still, start: .posterior).moments.dropFirst()
    for moment in carried {
      #expect(moment.divergencesFromRest.reduce(0, +) > 2 * moment.divergence)
    }
  }

  @Test("Spikes from rest are those of a stream that begins every frame there, block after block")
  func spikes() throws {
    let frames = StreamFixture.frames(4)
    let resting = try moments(StreamFixture.model(), frames: frames, start: .prior)
    let carried = try moments(StreamFixture.model(), frames: frames, start: .posterior)
    for (index, frame) in frames.enumerated() {
      let found = try carried.inference.spikesFromRest(frame, carried.moments[index])
      let block = index % 3
      func spikes(_ moment: FrameInference) -> Int {
        moment.windows.reduce(0) { $0 + $1.parts[block].spikes.spikeCount }
      }
      #expect(found.fired == spikes(carried.moments[index]))
      #expect(found.fromRest == spikes(resting.moments[index]))
      let same = try resting.inference.spikesFromRest(frame, resting.moments[index])
      #expect(same.fired == same.fromRest)
      if index > 0 { #expect(found.fired != found.fromRest) }
    }
  }

  @Test("A message holds pictures, surprise and colors where the page looks for them")
  func message() throws {
    let moment = try moments(StreamFixture.model(), frames: StreamFixture.frames(1), start: .prior)
      .moments[0]
    for colored in [nil, [UInt8](0..<18)] {
      let pictures = LivePictures(
        film: [0, 0.2, 0.4, 0.6, 0.8, 1], colored: colored, frame: [1, 0, 1, 0, 1, 0],
        seen: [0, 0, 0, 1, 1, 1], surprise: [0.5, 12.25])
      var backlog = MomentBacklog<LiveMoment, LivePictures>(span: 60)
      backlog.add(
        LiveMoment(
          moment, width: 3, height: 2, record: StreamRecord(), sample: (fired: 3, fromRest: 5)),
        picture: pictures, end: 1)
      let scene = LiveScene(run: "run", film: "film", side: 2, lefts: [0, 1], tops: [0])
      let taken = backlog.take()
      let bytes = [UInt8](try #require(taken).message(scene))
      let length = bytes[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
      let header = try #require(
        try JSONSerialization.jsonObject(with: Data(bytes[4..<4 + length])) as? [String: Any])
      #expect(header["isColored"] as? Bool == (colored != nil))
      let told = (header["moments"] as? [[String: Any]])?.last
      #expect(told?["sampled"] as? Int == 3 && told?["sampledFromRest"] as? Int == 5)
      let fromRest = moment.divergencesFromRest.reduce(0, +)
      #expect(told?["divergenceFromRest"] as? Double == fromRest)
      let rest = Array(bytes[(4 + length)...])
      #expect(Array(rest[..<6]) == [255, 0, 255, 0, 255, 0])
      #expect(Array(rest[6..<12]) == [0, 0, 0, 255, 255, 255])
      #expect(Array(rest[12..<20]) == [0, 0, 0, 0x3f, 0, 0, 0x44, 0x41])
      #expect(Array(rest[20...]) == colored ?? [0, 51, 102, 153, 204, 255])
    }
  }
}
