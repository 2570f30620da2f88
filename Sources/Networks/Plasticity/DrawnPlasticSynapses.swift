// SPDX-License-Identifier: GPL-3.0-or-later

internal import Randomness

/// The synapses of a projection with some targets, target after target, with the draws of any projection of its label.
struct DrawnPlasticSynapses {
  var sources: [UInt32] = []
  var targets: [UInt32] = []
  var weights: [Double] = []
  var delays: [Double] = []

  init(_ projection: Projection, _ seed: SeedSequence, targets range: Range<Int>) {
    let rule = SynapseSources(of: projection, seed: seed)
    let keys = (
      weights: seed.key(for: Purpose("network/weights/\(projection.label)")),
      delays: seed.key(for: Purpose("network/delays/\(projection.label)"))
    )
    let count = projection.target.neuronCount
    for target in range {
      var weightDraws = PhiloxDraws(key: keys.weights, target, 0, 0)
      var delayDraws = PhiloxDraws(key: keys.delays, target, 0, 0)
      rule.forEach(of: target) { source, place in
        let weight = projection.weights.next(
          source: source, target: target, targets: count, place: place, &weightDraws)
        // What is drawn or listed with a weight of 0 is no synapse.
        guard weight != 0 || projection.weights.common != nil else { return }
        sources.append(UInt32(source))
        targets.append(UInt32(target))
        weights.append(weight)
        delays.append(
          projection.delays.next(
            source: source, target: target, targets: count, place: place, &delayDraws))
      }
    }
  }
}
