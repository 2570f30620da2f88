// SPDX-License-Identifier: GPL-3.0-or-later

import CInterspike
import Foundation
import InterspikeNetworks
import LatentModels
import Randomness
import Runs
import SpikeTrains
import Streaming
import Tensors
import Testing

/// A trained model through C, picture after picture, beside the same stream in Swift.
@Suite("Inference through the C interface")
struct InferenceInterfaceTests {
  private static var message: String { String(cString: interspike_error_message()) }

  @Test("Spikes and beliefs are those of a stream in Swift, and a saved state goes on to the bit")
  func sameSpikes() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    try await workplace.train("run", .iterativePoisson) {
      ($0.latents, $0.batch, $0.steps, $0.unroll) = (16, 40, 30, 3)
    }
    let model = try RunFolder(existing: workplace.path("run")).model()
      .iterativePoisson(for: "a test", run: "run")
    let inference = try TiledInference(
      model,
      options: StreamOptions(
        timing: StreamTiming(frameInterval: 0.4, stepsPerFrame: 40), seed: SeedSequence(7)))
    var state = try inference.start(patches: 2)
    var open: OpaquePointer?
    let status = interspike_inference_open(workplace.path("run"), 2, 40, 0.4, 7, 2, &open)
    try #require(status == 0, "\(Self.message)")
    defer { interspike_inference_close(open) }
    #expect(interspike_inference_pixels(open) == 64 && interspike_inference_neurons(open) == 16)
    let path = workplace.path("state.safetensors")
    var spikes = 0
    var last: [Double] = []
    for frame in 0..<5 {
      let seen = Workplace.bars(400).rows(2 * frame..<2 * frame + 2)
      let moment = try inference.infer(seen, after: state)
      state = moment.state
      var expected: [Spike] = []
      moment.forEachTrain { patch, neuron, times in
        expected += times.map { Spike(time: $0, neuron: 16 * patch + neuron) }
      }
      expected.sort()
      if frame == 4 { #expect(interspike_inference_save(open, path) == 0) }
      var counts = [UInt32](repeating: 9, count: 32)
      var total = 0
      let answer = interspike_inference_step(
        open, Array(seen.values), &counts, nil, nil, 0, &total)
      #expect(answer == (expected.isEmpty ? 0 : 2) && total == expected.count)
      var times = [Double](repeating: 0, count: total)
      var neurons = [UInt32](repeating: 0, count: total)
      #expect(interspike_inference_spikes(open, &times, &neurons, total, &total) == 0)
      #expect(times == expected.map(\.time) && neurons == expected.map { UInt32($0.neuron) })
      for neuron in 0..<32 {
        #expect(Int(counts[neuron]) == expected.count { $0.neuron == neuron })
      }
      spikes += total
      last = times
    }
    #expect(spikes > 10)
    var rates = [Float](repeating: 0, count: 32)
    #expect(interspike_inference_log_rates(open, &rates) == 0)
    #expect(rates == Array(state.logRates.values))
    #expect(abs(interspike_inference_time(open) - 2) < 1e-12)
    #expect(interspike_inference_restore(open, path) == 0)
    let seen = Array(Workplace.bars(400).rows(8..<10).values)
    var total = 0
    var times = [Double](repeating: 0, count: 9999)
    var neurons = [UInt32](repeating: 0, count: 9999)
    #expect(interspike_inference_step(open, seen, nil, &times, &neurons, 9999, &total) == 0)
    #expect(Array(times.prefix(total)) == last)
    #expect(
      interspike_inference_step(
        open, [Float](repeating: .nan, count: 128), nil, &times, &neurons, 9999, &total) == 1)
    #expect(Self.message.contains("pixels must be finite"), "\(Self.message)")
    var none: OpaquePointer?
    #expect(interspike_inference_open(workplace.path("nowhere"), 1, 1, 1, 7, 1, &none) == 1)
    #expect(Self.message.contains("nowhere") && none == nil)
    #expect(interspike_inference_open(workplace.path("run"), 0, 1, 1, 7, 1, &none) == 1)
  }
}
