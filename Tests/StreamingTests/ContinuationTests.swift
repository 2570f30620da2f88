// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import LatentModels
import SpikeTrains
import Streaming
import Tensors
import Testing

/// A stream gives the same bytes however it is computed.
@Suite struct ContinuationTests {
  private let frames = StreamFixture.frames(8)

  /// Everything that moments say, state apart.
  private func expectEqual(_ left: [FrameInference], _ right: [FrameInference]) throws {
    #expect(left.count == right.count)
    for (a, b) in zip(left, right) {
      #expect(a.frame == b.frame)
      #expect(a.interval == b.interval)
      #expect(a.windows == b.windows)
      #expect(a.reconstruction == b.reconstruction)
      #expect(a.squaredErrors == b.squaredErrors)
      #expect(a.divergences == b.divergences)
      #expect(a.freeEnergies == b.freeEnergies)
      #expect(try a.state.file().encoded() == b.state.file().encoded())
    }
  }

  @Test(
    "Stopping, saving and going on is never having stopped",
    arguments: StreamOptions.FrameStart.allCases, StreamOptions.Decoding.allCases)
  func stoppingSavingAndGoing(
    start: StreamOptions.FrameStart, decoding: StreamOptions.Decoding
  ) async throws {
    let folder = try TemporaryFolder()
    let inference = try StreamFixture.inference {
      $0.start = start
      $0.decoding = decoding
    }
    let whole = try await StreamFixture.moments(frames, by: inference)
    var parts = try await StreamFixture.moments(Array(frames[..<5]), by: inference)
    try parts[4].state.write(to: folder.file("state.safetensors"))
    let state = try InferenceState(path: folder.file("state.safetensors"))
    #expect(state == parts[4].state)
    parts += try await StreamFixture.moments(Array(frames[5...]), by: inference, from: state)
    try expectEqual(whole, parts)
    #expect(
      try StreamFixture.recorded(whole, at: folder.file("whole.nwb"))
        == StreamFixture.recorded(parts, at: folder.file("parts.nwb")))
  }

  @Test(
    "A stream with a transition gives the same bytes on one thread and two, and when it is resumed",
    arguments: FrameTransition.Form.allCases, [nil, 0.5] as [Float?])
  func transition(form: FrameTransition.Form, retention: Float?) async throws {
    let model = StreamFixture.model(form)
    func inference(_ threads: Int) throws -> TiledInference {
      try StreamFixture.inference(model) {
        ($0.start, $0.retention, $0.threads) = (.transition, retention, threads)
      }
    }
    let whole = try await StreamFixture.moments(frames, by: inference(1))
    try expectEqual(whole, try await StreamFixture.moments(frames, by: inference(2)))
    let folder = try TemporaryFolder()
    try whole[4].state.write(to: folder.file("state.safetensors"))
    let state = try InferenceState(path: folder.file("state.safetensors"))
    let rest = try await StreamFixture.moments(Array(frames[5...]), by: inference(2), from: state)
    try expectEqual(Array(whole[5...]), rest)
  }

  @Test("One thread and two give the same bytes") func oneThreadAndTwoGive() async throws {
    let one = try StreamFixture.inference()
    let two = try StreamFixture.inference { $0.threads = 2 }
    try expectEqual(
      try await StreamFixture.moments(frames, by: one),
      try await StreamFixture.moments(frames, by: two))
  }

  @Test("Patches do not see each other") func patchesDoNotSeeEach() async throws {
    let inference = try StreamFixture.inference()
    let all = try await StreamFixture.moments(frames, by: inference)
    let few = try await StreamFixture.moments(frames.map { $0.rows(0..<32) }, by: inference)
    for (a, b) in zip(all, few) {
      #expect(a.windows.map(\.parts[0]) == b.windows.map(\.parts[0]))
      #expect(Array(a.freeEnergies[..<32]) == b.freeEnergies)
    }
  }

  @Test("Another seed gives other spikes") func anotherSeedGivesOtherSpikes() async throws {
    let a = try await StreamFixture.moments(frames, by: StreamFixture.inference(seed: 5))
    let b = try await StreamFixture.moments(frames, by: StreamFixture.inference(seed: 6))
    #expect(a[0].windows != b[0].windows)
  }
}
