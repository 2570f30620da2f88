// SPDX-License-Identifier: GPL-3.0-or-later

import LatentModels
import Physiology
import Randomness
import Streaming
import Tensors
import Testing

/// An electrode infers as a stream of the model would.
@Suite("Electrodes")
struct ElectrodeTests {
  private let frames = (0..<4).map { time in
    Tensor((0..<3 * 9).map { Float(($0 * 7 + time * 5) % 11) / 5 - 1 }, shape: [3, 9])
  }

  private func model(_ form: FrameTransition.Form) -> IterativePoissonVAE {
    var model = IterativePoissonVAE(pixels: 9, latents: 6, seed: SeedSequence(1))
    model.initialLogRates = Tensor(repeating: 0.5, shape: [1, 6])
    model.transition = FrameTransition(form, latents: 6)
    return model
  }

  @Test(
    "A model with a transition is recorded through it, one without carries beliefs on, with as many steps as are asked for",
    arguments: [FrameTransition.Form.none, .leak, .gated])
  func transition(form: FrameTransition.Form) throws {
    for steps in [1, 3] {
      let electrode = try Electrode(
        model(form), frameInterval: 0.02, stepsPerFrame: steps, seed: 7)
      var options = StreamOptions(
        timing: try StreamTiming(frameInterval: 0.02, stepsPerFrame: steps), seed: SeedSequence(7))
      options.start = form == .none ? .posterior : .transition
      let stream = try TiledInference(model(form), options: options)
      var state = try stream.start(patches: 3)
      var recording = electrode.recording(of: frames)
      for frame in frames {
        let (response, moment) = (try recording.next(), try stream.infer(frame, after: state))
        state = moment.state
        #expect(response?.inference.state == state)
        #expect(response?.inference.windows == moment.windows)
        #expect(response?.inference.counts.reduce(0, +) == moment.spikeCount)
      }
    }
  }
}
