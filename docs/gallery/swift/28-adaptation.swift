// SPDX-License-Identifier: GPL-3.0-or-later
// A process of your own
// A neuron that tires: after each spike its rate falls by half and recovers within 200 ms. This is the whole model.
internal import Arrivals
internal import Figures
internal import Foundation
internal import Randomness

struct TiringNeuron: SpikeSource {
  var time = 0.0
  var fatigue = 0.0
  mutating func next(using draws: inout PhiloxDraws) -> Double {
    while true {
      let wait = draws.exponential() / 80  // a candidate; 80 Hz is the highest rate
      (time, fatigue) = (time + wait, fatigue * exp(-wait / 0.2))
      guard draws.uniform() < exp(-0.7 * fatigue) else { continue }
      fatigue += 1
      return time
    }
  }
}
func adaptation() async throws {
  let population = EventPopulation(sources: [TiringNeuron](repeating: TiringNeuron(), count: 80))
  let raster = population.raster(in: 0..<1, seed: 7)
  try await RasterFigure(raster, title: "80 neurons that tire", seed: 7).write(to: "adaptation.png")
}
