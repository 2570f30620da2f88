// SPDX-License-Identifier: GPL-3.0-or-later
// A rhythm, in Swift
// Neurons whose rate swings four times a second, each a little later than the one before, drawn by thinning.
internal import Arrivals
internal import Figures
internal import SpikeTrains

func rhythm() async throws {
  let rates = try (0..<60).map { neuron in
    let phase = -Double(neuron) / 60 * 2 * .pi
    return try SinusoidalRate(mean: 30, modulation: 0.95, frequency: 4, phase: phase)
  }
  let raster = try ThinnedPopulation(rates: rates).raster(in: 0..<1, seed: 7)
  let figure = RasterFigure(raster, title: "60 neurons, four cycles a second", seed: 7)
  try await figure.write(to: "rhythm.png")
}
