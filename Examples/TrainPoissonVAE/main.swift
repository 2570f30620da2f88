// SPDX-License-Identifier: GPL-3.0-or-later

// A Poisson VAE learns the bars that its pictures are made of, and then fires.

import Arrivals
import Distributions
import Evaluation
import LatentModels
import Learning
import Randomness
import SpikeTrains
import Tensors

let (side, seed) = (8, 1 as UInt64)

/// Pictures of 8×8 pixels, each with a few of 16 bars: 8 rows and 8 columns.
func pictures(_ count: Int, for purpose: Purpose) -> Tensor {
  var generator = SeedSequence(seed).generator(for: purpose)
  var values = [Float](repeating: 0, count: count * side * side)
  for picture in 0..<count {
    for bar in 0..<2 * side where generator.uniform() < 0.12 {
      for place in 0..<side {
        let pixel = bar < side ? bar * side + place : place * side + bar - side
        values[picture * side * side + pixel] += 2
      }
    }
  }
  return Tensor(values, shape: [count, side * side])
}
let address = DrawAddress(seed: SeedSequence(seed), purpose: .evaluation)
let unseen = pictures(1000, for: "bars.unseen")
let training = Training(
  PoissonVAE(pixels: side * side, latents: 24, seed: SeedSequence(seed)),
  objective: NegativeELBO(), optimizer: Adamax(),
  batches: try Minibatches(pictures(4000, for: "bars"), size: 200),
  plan: TrainingPlan(steps: 1500, rate: .warmupThenCosine(peak: 0.02)), seed: seed)
print("NELBO of unseen pictures before training:", Int(try judged().nelbo.rounded()))
while try training.next() != nil {}
let trained = try judged()
print("NELBO of unseen pictures after training: ", Int(trained.nelbo.rounded()))

print("\nThe six atoms of the largest KL, as they would be painted:")
let kl = trained.klByNeuron
let atoms = training.model.decoder.readin.weight.transposed().values
for row in 0..<side {
  for atom in kl.indices.sorted(by: { kl[$0] > kl[$1] }).prefix(6) {
    let start = (atom * side + row) * side
    print(" ", atoms[start..<start + side].map { $0 > 0.5 ? "##" : "··" }.joined(), terminator: "")
  }
  print()
}
let shown = StimulusPresentation(
  logRates: training.model.posterior(of: unseen.rows(0..<1)).rates.logRates, trials: 10,
  windowDuration: 0.1, address: address)
let rates = try shown.raster(ofNeurons: 0..<24).meanFiringRates ?? []
print("\nOne picture shown 10 times for 0.1 s: \(rates.count { $0 > 5 }) neurons fire above 5 Hz.")

@MainActor func judged() throws -> HeldOutEvaluation {
  try training.model.evaluated(on: unseen, at: address, threads: 1)
}
