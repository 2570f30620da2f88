// SPDX-License-Identifier: GPL-3.0-or-later

// Three neurons fire for two seconds. Run it twice: the same seed gives the same spikes.

import Arrivals
import SpikeTrains

let population = PoissonPopulation(rates: [5, 20, 80])  // Hz
let interval = 0.0..<2.0
let seed: UInt64 = 7

print("The first spikes, in order of time:")
for spike in population.spikes(in: interval, seed: seed).prefix(5) {
  print("  neuron \(spike.neuron) at \(milliseconds(spike.time)) ms")
}

let raster = population.raster(in: interval, seed: seed)
print("\nA raster; each column is 25 ms:")
for neuron in 0..<raster.neuronCount {
  var row = [Character](repeating: "·", count: 80)
  for time in raster.times(of: neuron) { row[Int(time / 0.025)] = "|" }
  print("  \(neuron) \(String(row))")
}

print("\nneuron  rate in Hz  spikes  expected  CV of intervals")
for neuron in 0..<raster.neuronCount {
  let rate = population.rates[neuron].hertz
  let cv = raster[neuron].interspikeIntervals.coefficientOfVariation
  print(
    column("\(neuron)", 6), column("\(Int(rate))", 11),
    column("\(raster.spikeCount(of: neuron))", 7), column("\(Int(rate * 2))", 9),
    column(cv.map { "\(($0 * 100).rounded() / 100)" } ?? "none", 16))
}

// The same neurons, one stretch of time after the other, give the same spikes.
let halves = [0.0..<1.0, 1.0..<2.0].flatMap { population.spikes(in: $0, seed: seed) }
print("\nTwo halves together equal the whole: \(halves == Array(raster.spikes))")

func milliseconds(_ seconds: Double) -> Double { (seconds * 10_000).rounded() / 10 }

func column(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}
