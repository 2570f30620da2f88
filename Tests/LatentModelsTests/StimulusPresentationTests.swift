// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Distributions
import LatentModels
import Randomness
import SpikeTrains
import Tensors
import Testing

@Suite("Showing stimuli")
struct StimulusPresentationTests {
  private static let address = DrawAddress(
    seed: SeedSequence(12), purpose: .simulation, window: 2, firstTrial: 5)

  /// Rates of a twentieth to forty spikes a window, different for every stimulus and neuron.
  private func logRates(stimuli: Int, neurons: Int) -> Tensor {
    var generator = SeedSequence(3).generator(for: "log-rates")
    let values = (0..<stimuli * neurons).map { _ in Float(generator.uniform(in: -3..<3.7)) }
    return Tensor(values, shape: [stimuli, neurons])
  }

  private func presentation(
    stimuli: Int = 4, neurons: Int = 37, trials: Int = 3, windowDuration: Double = 0.1
  ) -> StimulusPresentation {
    StimulusPresentation(
      logRates: logRates(stimuli: stimuli, neurons: neurons), trials: trials,
      windowDuration: windowDuration, address: Self.address)
  }

  @Test("Neurons fire alike alone, in blocks and all together", arguments: [1, 5, 16, 36, 37])
  func blocks(size: Int) throws {
    let presentation = presentation()
    let whole = try presentation.raster(ofNeurons: 0..<37)
    var trains: [SpikeTrain] = []
    for start in stride(from: 0, to: 37, by: size) {
      let block = try presentation.raster(ofNeurons: start..<min(start + size, 37))
      trains += (0..<block.neuronCount).map { block[$0] }
    }
    #expect(try SpikeRaster(trains, interval: presentation.interval) == whole)
    #expect(whole.spikeCount > 500)
  }

  @Test(
    "Each presentation holds as many spikes as the counts at the same address",
    arguments: [0.1, 0.02, 1, 1.0 / 3])
  func counts(windowDuration: Double) throws {
    let presentation = presentation(windowDuration: windowDuration)
    let raster = try presentation.raster(ofNeurons: 0..<37)
    // The same stimulus in each of its trials.
    let shown = presentation.logRates.gatheringRows((0..<presentation.count).map { $0 / 3 })
    let counts = try Poisson(logRates: shown).counts(at: Self.address)
    for index in 0..<presentation.count {
      let window = Double(index) * windowDuration..<Double(index + 1) * windowDuration
      for neuron in 0..<37 {
        let spikes = raster.times(of: neuron).count { window.contains($0) }
        #expect(Float(spikes) == counts.values[index * 37 + neuron])
      }
    }
  }

  @Test("Trials of a stimulus are drawn anew")
  func trials() throws {
    let raster = try presentation(stimuli: 1, trials: 2).raster(ofNeurons: 0..<37)
    let first = try raster.restricted(to: 0..<0.1)
    let second = try raster.restricted(to: 0.1..<0.2)
    #expect(first.offsets != second.offsets)
  }

  @Test("Stimuli follow one another, each with all its trials")
  func order() throws {
    var values = [Float](repeating: -.infinity, count: 3 * 2)
    values[1 * 2] = 3
    values[2 * 2 + 1] = 3
    let presentation = StimulusPresentation(
      logRates: Tensor(values, shape: [3, 2]), trials: 4, windowDuration: 0.5,
      address: Self.address)
    #expect(presentation.stimuli == 3 && presentation.neurons == 2 && presentation.count == 12)
    #expect(presentation.interval == 0..<6)
    let raster = try presentation.raster(ofNeurons: 0..<2)
    #expect(raster.interval == 0..<6)
    for (neuron, shown) in [(0, 2.0..<4.0), (1, 4.0..<6.0)] {
      let times = raster.times(of: neuron)
      #expect(times.count > 40 && times.allSatisfy(shown.contains))
      // Every one of the four trials has spikes.
      #expect(Set(times.map { Int($0 / 0.5) }).count == 4)
    }
  }

  @Test("Rates and durations that are none are refused by name")
  func refusals() throws {
    for duration in [0, -1, .nan, .infinity] {
      #expect(throws: ArrivalError.self) {
        try presentation(windowDuration: duration).raster(ofNeurons: 0..<37)
      }
    }
    let bad = StimulusPresentation(
      logRates: Tensor([0, .nan], shape: [1, 2]), trials: 1, windowDuration: 0.1,
      address: Self.address)
    #expect(throws: ArrivalError.self) { try bad.raster(ofNeurons: 0..<2) }
    #expect(try bad.raster(ofNeurons: 0..<1).neuronCount == 1)
  }
}
