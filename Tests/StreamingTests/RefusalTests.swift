// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Distributions
import LatentModels
import Learning
import Randomness
import Streaming
import Tensors
import Testing

@Suite struct RefusalTests {
  private func expect(
    _ sentence: String, _ body: () throws -> Void, _ location: SourceLocation = #_sourceLocation
  ) {
    do {
      try body()
      Issue.record("nothing was thrown", sourceLocation: location)
    } catch {
      #expect("\(error)".contains(sentence), "\(error)", sourceLocation: location)
    }
  }

  @Test("Models that cannot be streamed") func modelsThatCannotBeStreamed() throws {
    var nested = StreamFixture.model()
    nested.innerSteps = 3
    expect("takes 3 inner steps") { _ = try StreamFixture.inference(nested) }
    let nonlinear = try StreamFixture.nonlinearModel()
    _ = try StreamFixture.inference(nonlinear)
    expect("decoder is not linear") {
      _ = try StreamFixture.inference(nonlinear) { $0.learning = LocalLearning.Options() }
    }
    expect("decoder is not linear") {
      _ = try StreamFixture.inference(nonlinear) { $0.decoding = .mean }
    }
  }

  @Test("Frames that are none") func framesThatAreNone() throws {
    let inference = try StreamFixture.inference()
    let state = try inference.start(patches: 3)
    expect("frame 0 has the shape [3, 19]") {
      _ = try inference.infer(.zeros([3, 19]), after: state)
    }
    expect("must have the shape [3, 20]") {
      _ = try inference.infer(.zeros([4, 20]), after: state)
    }
    var values = [Float](repeating: 0, count: 60)
    values[45] = .nan
    expect("pixel 5 of patch 2 in frame 0 is nan") {
      _ = try inference.infer(Tensor(values, shape: [3, 20]), after: state)
    }
    expect("0 is not a valid number of patches") { _ = try inference.start(patches: 0) }
  }

  @Test("A stream that failed is over") func streamThatFailedIsOver() async throws {
    let film = Film([.zeros([3, 20]), .zeros([3, 21]), .zeros([3, 20])])
    var stream = try film.inferred(by: StreamFixture.inference()).makeAsyncIterator()
    #expect(try await stream.next()?.frame == 0)
    do {
      _ = try await stream.next()
      Issue.record("nothing was thrown")
    } catch {
      #expect(
        error as? StreamError == .wrongFrame(1, shape: [3, 21], expected: [3, 20]), "\(error)")
    }
    #expect(try await stream.next() == nil)
  }

  @Test("Times that are none") func timesThatAreNone() {
    for interval in [0, -1, .nan, .infinity] {
      expect("not a valid time between frames") {
        _ = try StreamTiming(frameInterval: interval, stepsPerFrame: 1)
      }
    }
    expect("0 is not a valid number of steps") {
      _ = try StreamTiming(frameInterval: 0.04, stepsPerFrame: 0)
    }
  }

  @Test("States of other streams") func statesOfOtherStreams() throws {
    let inference = try StreamFixture.inference()
    let state = try inference.start(patches: 3)
    func go(on other: TiledInference) throws { _ = try Film([]).inferred(by: other, from: state) }
    expect("the state belongs to the model \(state.model)") {
      try go(on: StreamFixture.inference(StreamFixture.model(seed: 4)))
    }
    var published = StreamFixture.model()
    published.weighsDivergenceByPosterior = true
    expect("the state belongs to the model") { try go(on: StreamFixture.inference(published)) }
    expect("made with the seed 5, but the stream has 6") {
      try go(on: StreamFixture.inference(seed: 6))
    }
    expect("3 steps every 0.04 s, but the stream has 2 steps") {
      try go(on: StreamFixture.inference(steps: 2))
    }
    try go(on: inference)
  }

  @Test("Files that are no state") func filesThatAreNoState() throws {
    let state = try StreamFixture.inference().start(patches: 3)
    func read(_ change: (inout SafetensorsFile) throws -> Void) throws {
      var file = try state.file()
      try change(&file)
      _ = try InferenceState(file: SafetensorsFile(bytes: file.encoded()), called: "s")
    }
    try read { _ in }
    expect("s is a safetensors file but not the state") { try read { $0.metadata["format"] = nil } }
    expect("s has layout 9") { try read { $0.metadata["schema"] = "9" } }
    expect("s does not give its 'seed'") { try read { $0.metadata["seed"] = nil } }
    expect("s gives '-3' as its 'frame'") { try read { $0.metadata["frame"] = "-3" } }
    expect("beyond the 2^32 windows") { try read { $0.metadata["frame"] = "9000000000000" } }
    expect("version 3 of the random streams") { try read { $0.metadata["stream_version"] = "3" } }
    // Version 1 drew the same spikes from an address.
    _ = try read { $0.metadata["stream_version"] = "1" }
    expect("gives 'xyz' as its 'model'") { try read { $0.metadata["model"] = "xyz" } }
    expect("are not a table of numbers") {
      try read { try $0.add("log_rates", Tensor(repeating: .nan, shape: [3, 37])) }
    }
    expect("do not describe spikes of 3 × 37 neurons") {
      try read {
        try $0.add("places", dataType: .unsigned32, shape: [1], bytes: [255, 255, 0, 0])
        try $0.add("counts", dataType: .unsigned32, shape: [1], bytes: [1, 0, 0, 0])
      }
    }
  }
}
