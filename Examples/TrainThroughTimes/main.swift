// SPDX-License-Identifier: GPL-3.0-or-later

// Neurons learn when to fire: gradients go through the times of their spikes, and no spike is softened.

import Distributions
import Learning
import Randomness
import Tensors

/// The logarithm of the spikes that each of 60 neurons expects in each of 20 steps of 50 ms.
struct Rates: Parametrized {
  var steps = [Tensor](repeating: Tensor(repeating: -1, shape: [1, 60]), count: 20)

  mutating func forEachParameter(_ visit: (_ name: String, _ value: inout Tensor) -> Void) {
    for index in steps.indices { visit("step \(index)", &steps[index]) }
  }
}
let duration = 0.05
let filter = SpikeFilter(.alpha, timeConstant: 0.05)
let times = (1...40).map { Double($0) * 0.025 }
/// What a neuron that listens to all of them should see: two bumps, the second of half the height.
let target = times.map { time in
  Float(2 * bump(time, at: 0.3) + bump(time, at: 0.7))
}

/// How far the mean filtered train is from the target, and the train itself.
@MainActor func judged(_ steps: [Tensor], trial: Int) throws -> (loss: Tensor, trace: [Float]) {
  let traces = try PoissonTrains(logRates: steps, stepDuration: duration).filtered(
    by: filter, at: times,
    address: DrawAddress(seed: SeedSequence(1), purpose: .training, firstTrial: trial)
  ).map { $0.mean() }
  let loss = zip(traces, target).reduce(Tensor(0)) { $0 + square($1.0 - $1.1) }
  return (loss, traces.map(\.scalar))
}

var (rates, optimizer) = (Rates(), Adamax())
print("squared distance before: \(try rounded(judged(rates.steps, trial: 0).loss.scalar))")
for trial in 1...400 {
  let recorded = rates.steps.map { $0.recorded() }
  let gradients = gradient(of: try judged(recorded, trial: trial).loss, withRespectTo: recorded)
  optimizer.update(&rates, gradients: gradients, scale: 1, rate: 0.03, threads: 1)
}
let fresh = try judged(rates.steps, trial: 401)
print("squared distance after:   \(rounded(fresh.loss.scalar))")
print("\ntarget             \(bars(target))")
print("one filtered trial \(bars(fresh.trace))")

func bump(_ time: Double, at center: Double) -> Double {
  let distance = (time - center) / 0.1
  return 1 / (1 + distance * distance * distance * distance)
}
func rounded(_ value: Float) -> Float { (value * 10).rounded() / 10 }
func bars(_ values: [Float]) -> String {
  let heights = Array("▁▂▃▄▅▆▇█")
  return String(values.map { heights[min(7, max(0, Int($0 * 3.5 + 0.5)))] })
}
