// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// A leaky integrate-and-fire neuron by the book: one exponential for each arrival, no windows.
struct ReferenceNeuron {
  var timeConstant = 0.02
  var threshold = 20.0
  var reset = 10.0
  var refractoryTime = 0.002
  var level = 0.0

  /// The spikes and the potential at the end, from arrivals in order of time.
  func respond(
    to arrivals: [(time: Double, weight: Double)], from initial: Double = 0, until end: Double
  ) -> (spikes: [Double], potential: Double) {
    var (potential, now, wake) = (initial, 0.0, 0.0)
    var spikes: [Double] = []
    func decay(to time: Double) {
      potential = level + (potential - level) * exp(-(time - now) / timeConstant)
      now = time
    }
    func fire(at time: Double) {
      spikes.append(time)
      (potential, now, wake) = (reset, time + refractoryTime, time + refractoryTime)
    }
    func drive(to time: Double) {
      while level > threshold, now < time {
        let crossing =
          now + timeConstant * log((level - potential) / (level - threshold))
        guard crossing < time else { return }
        fire(at: crossing)
      }
    }
    for arrival in arrivals {
      drive(to: arrival.time)
      guard arrival.time >= wake else { continue }
      decay(to: arrival.time)
      potential += arrival.weight
      if potential >= threshold { fire(at: arrival.time) }
    }
    drive(to: end)
    if now < end { decay(to: end) }
    return (spikes, potential)
  }
}
