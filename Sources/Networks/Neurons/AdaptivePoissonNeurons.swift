// SPDX-License-Identifier: GPL-3.0-or-later

internal import CNetworks
internal import Foundation
public import Randomness
public import SpikeTrains

/// Neurons that fire at random, each spike raising a threshold that decays.
///
/// ```
/// expected spikes in a unit of time = e^(u − h)
/// a spike                                h ← h + jump          between spikes   h(t) = h(s) e^(−(t − s)/τ)
/// arrivals of weights w at one instant   u ← bound(u + Σw)
/// border of windows                      u ← u + drive·d/unit, within the bound
/// ```
/// A jump above 0 makes trains more regular than Poisson's and rates adapt; one below 0 makes bursts. With a jump of 0
/// these are ``PoissonNeurons``. Spikes are exact: the sums of exponential intervals of (seed, `network/neurons/NAME`,
/// trial, window, neuron) are reached by the integral of the rate, a Taylor series to rounding.
///
/// - Complexity: O(neurons + arrivals + spikes) a window.
/// > Reference: W. Truccolo, U. T. Eden, M. R. Fellows, J. P. Donoghue and E. N. Brown, J. Neurophysiol. 93 (2005)
/// > 1074–1089, doi:10.1152/jn.00697.2004; S. Mensi et al., J. Neurophysiol. 107 (2012) 1756–1775,
/// > doi:10.1152/jn.00408.2011.
public struct AdaptivePoissonNeurons: NeuronModel, Hashable {
  public let neuronCount: Int
  /// The unit of time, in seconds, in which e^(u − h) spikes are expected.
  public let unitDuration: Double
  /// u at time 0; h is 0 there.
  public let initialMembranes: InitialValues
  /// What a spike adds to h.
  public let thresholdJump: Double
  /// τ in seconds.
  public let thresholdTimeConstant: Double
  /// What keeps the membrane.
  public let bound: MembraneBound

  /// Neurons of one kind.
  ///
  /// - Throws: ``NetworkError`` when a parameter is outside its domain.
  public init(
    neurons: Int, unitDuration: Double = 1, initialMembranes: InitialValues, thresholdJump: Double,
    thresholdTimeConstant: Double, bound: MembraneBound = .none
  ) throws(NetworkError) {
    try initialMembranes.check(neurons: neurons, "initial membrane")
    try NetworkError.check(positive: unitDuration, "time unit in seconds")
    try NetworkError.check(finite: thresholdJump, "jump of the threshold")
    try NetworkError.check(positive: thresholdTimeConstant, "threshold time constant in seconds")
    try bound.check("the membrane")
    neuronCount = neurons
    self.unitDuration = unitDuration
    self.initialMembranes = initialMembranes
    self.thresholdJump = thresholdJump
    self.thresholdTimeConstant = thresholdTimeConstant
    self.bound = bound
  }

  /// `membrane` (u), `drive` (its change in a unit of time) and `threshold` (h).
  public var variables: [String] { ["membrane", "drive", "threshold"] }

  public func initialState(draws: (_ neuron: Int) -> PhiloxDraws) -> PopulationState {
    let zeros = [Double](repeating: 0, count: neuronCount)
    return PopulationState(columns: [
      initialMembranes.values(neurons: neuronCount, draws: draws), zeros, zeros,
    ])
  }

  public var isDivisible: Bool { true }

  public func check(windowDuration: Double) throws(NetworkError) {}

  public func spikes(
    of state: inout PopulationState, through moment: NetworkMoment,
    receiving arrivals: NeuronArrivals
  ) throws(NetworkError) -> [Spike] {
    let key = moment.seed.key(for: Purpose("network/neurons/\(moment.population.name)"))
    let units = moment.window > 0 ? moment.duration / unitDuration : 0
    var spikes: [Spike] = []
    for (place, neuron) in moment.neurons.enumerated() {
      let change = state.columns[1][place] * units
      var course = AdaptingCourse(
        self, moment,
        ArrivalSums(key: key, neuron: neuron, trial: moment.trial, window: moment.window),
        membrane: units > 0 ? bound(state.columns[0][place] + change) : state.columns[0][place],
        threshold: state.columns[2][place])
      try arrivals.forEachInstant(of: place) { time, weight throws(NetworkError) in
        try course.advance(to: time, neuron, &spikes)
        course.membrane = bound(course.membrane + weight)
      }
      try course.advance(to: moment.duration, neuron, &spikes)
      state.columns[0][place] = course.membrane
      state.columns[2][place] = course.threshold
    }
    return spikes
  }
}

/// One neuron on its way through a window.
private struct AdaptingCourse {
  private let moment: NetworkMoment
  private let (jump, rate, logUnit): (Double, Double, Double)
  private var sums: ArrivalSums
  private var upcoming: Double
  private var expected = 0.0
  private var time = 0.0
  private var count = 0
  var membrane: Double
  var threshold: Double

  init(
    _ neurons: AdaptivePoissonNeurons, _ moment: NetworkMoment, _ sums: ArrivalSums,
    membrane: Double, threshold: Double
  ) {
    self.moment = moment
    (jump, rate) = (neurons.thresholdJump, 1 / neurons.thresholdTimeConstant)
    logUnit = log(neurons.unitDuration)
    self.sums = sums
    upcoming = self.sums.next()
    self.membrane = membrane
    self.threshold = threshold
  }

  mutating func advance(
    to end: Double, _ neuron: Int, _ spikes: inout [Spike]
  ) throws(NetworkError) {
    guard !membrane.isNaN, membrane < .infinity else {
      throw .invalidMembrane(
        membrane, population: moment.population.name, neuron: neuron, time: moment.start)
    }
    while time < end {
      let span = end - time
      let logRate = membrane - logUnit
      guard logRate - min(threshold, threshold * networks_exp(-rate * span)) < 700 else {
        throw tooMany(neuron)
      }
      guard membrane > -.infinity else {
        threshold *= networks_exp(-rate * span)
        time = end
        return
      }
      var reached = 0.0
      let crossing = networks_adapting_crossing(
        logRate, threshold, rate, upcoming - expected, span, &reached)
      guard !crossing.isNaN else { throw tooMany(neuron) }
      guard crossing >= 0 else {
        expected += reached
        threshold *= networks_exp(-rate * span)
        time = end
        return
      }
      threshold = threshold * networks_exp(-rate * crossing) + jump
      time = min(end, time + crossing)
      expected = upcoming
      upcoming = sums.next()
      count += 1
      guard count <= largestSpikeCount else { throw tooMany(neuron) }
      spikes.append(Spike(time: moment.time(time), neuron: neuron))
    }
  }

  private func tooMany(_ neuron: Int) -> NetworkError {
    .tooManySpikes(population: moment.population.name, neuron: neuron, time: moment.start)
  }
}
