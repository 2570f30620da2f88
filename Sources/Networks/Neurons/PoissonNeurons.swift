// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
internal import Foundation
public import Randomness
public import SpikeTrains

/// Neurons that fire at random, at a rate that is the exponential of their membrane.
///
/// ```
/// expected spikes in a unit of time = e^u,   u constant between events
/// arrivals of weights w at one instant   u ← bound(u + Σw)
/// border of windows                      u ← bound(u + changeBound(drive·d/unit))
/// ```
/// Spikes are exact: the sums of exponential intervals S₀, S₁, … of (seed, purpose, trial, window, neuron) are
/// reached by the integral of the rate since the window began. A neuron whose membrane stands still in a window
/// fires the arrivals that `Arrivals` draws there.
///
/// What the drive is to time, windows are to the drive: it acts at their borders, so shorter windows come closer
/// to a steady one.
///
/// - Complexity: O(neurons + arrivals + spikes) a window.
/// > Reference: P. Brémaud, Point Processes and Queues (1981), theorem II.16 (operational time).
public struct PoissonNeurons: NeuronModel, Hashable {
  /// When what arrives reaches the membrane.
  public enum Integration: String, CaseIterable, Sendable, Codable {
    /// At the moment of arrival.
    case atArrivals
    /// All that arrives in a window at its beginning, together with the drive and bounded with it: a step of
    /// inference.
    case atWindows
  }

  public let neuronCount: Int
  /// The unit of time, in seconds, in which e^u spikes are expected.
  public let unitDuration: Double
  /// u at time 0.
  public let initialMembranes: InitialValues
  /// When what arrives reaches the membrane.
  public let integration: Integration
  /// What keeps the membrane.
  public let bound: MembraneBound
  /// What keeps the change at a border of windows.
  public let changeBound: MembraneBound
  /// What the draws are for; by default `network/neurons/POPULATION`.
  public let purpose: Purpose?

  /// Neurons of one kind.
  ///
  /// - Throws: ``NetworkError`` when a parameter is outside its domain.
  public init(
    neurons: Int, unitDuration: Double = 1, initialMembranes: InitialValues,
    integration: Integration = .atArrivals, bound: MembraneBound = .none,
    changeBound: MembraneBound = .none, purpose: Purpose? = nil
  ) throws(NetworkError) {
    try initialMembranes.check(neurons: neurons, "initial membrane")
    try self.init(
      checkedMembranes: initialMembranes, neurons: neurons, unitDuration: unitDuration,
      integration: integration, bound: bound, changeBound: changeBound, purpose: purpose)
  }

  private init(
    checkedMembranes initialMembranes: InitialValues, neurons: Int, unitDuration: Double = 1,
    integration: Integration = .atArrivals, bound: MembraneBound = .none,
    changeBound: MembraneBound = .none, purpose: Purpose? = nil
  ) throws(NetworkError) {
    try NetworkError.check(positive: unitDuration, "time unit in seconds")
    try bound.check("the membrane")
    try changeBound.check("the change of the membrane")
    neuronCount = neurons
    self.unitDuration = unitDuration
    self.initialMembranes = initialMembranes
    self.integration = integration
    self.bound = bound
    self.changeBound = changeBound
    self.purpose = purpose
  }

  /// Neurons that fire at given rates as long as nothing reaches them: shared trains for others.
  ///
  /// A neuron of 0 Hz has a membrane of −∞: it is silent whatever reaches it.
  ///
  /// - Throws: ``NetworkError``, as the other initializer.
  public init(rates: [Rate]) throws(NetworkError) {
    try self.init(
      checkedMembranes: .given(rates.map { log($0.hertz) }), neurons: rates.count)
  }

  /// `membrane` (u) and `drive` (its change in a unit of time).
  public var variables: [String] { ["membrane", "drive"] }

  public func initialState(draws: (_ neuron: Int) -> PhiloxDraws) -> PopulationState {
    PopulationState(columns: [
      initialMembranes.values(neurons: neuronCount, draws: draws),
      [Double](repeating: 0, count: neuronCount),
    ])
  }

  public var isDivisible: Bool { true }

  public func check(windowDuration: Double) throws(NetworkError) {}

  public func spikes(
    of state: inout PopulationState, through moment: NetworkMoment,
    receiving arrivals: NeuronArrivals
  ) throws(NetworkError) -> [Spike] {
    let driven = moment.window > 0 ? moment.duration / unitDuration : 0
    cross(border: &state, drivenUnits: driven, arrivals)
    let scale = log(moment.duration / unitDuration)
    let count = moment.neurons.count
    let isMoved = (0..<count).map { integration == .atArrivals && arrivals.count(of: $0) > 0 }
    var spikes = try steadySpikes(
      of: state.columns[0], neurons: (0..<count).filter { !isMoved[$0] }, scale, moment)
    for neuron in 0..<count where isMoved[neuron] {
      try follow(neuron, &state.columns[0][neuron], scale, moment, arrivals, &spikes)
    }
    return spikes
  }

  /// What draws are for in a population of this name.
  private func purpose(in population: Population) -> Purpose {
    purpose ?? Purpose("network/neurons/\(population.name)")
  }

  /// Applies the drive of this many units of time, and in steps of inference what arrives, at the start of a window.
  ///
  /// A membrane that nothing changes stays as it is: the first one of all may be beyond the bound.
  private func cross(
    border state: inout PopulationState, drivenUnits units: Double, _ arrivals: NeuronArrivals
  ) {
    let drives = state.columns[1]
    for neuron in drives.indices {
      let isReached = integration == .atWindows && arrivals.count(of: neuron) > 0
      guard units > 0 || isReached else { continue }
      var change = drives[neuron] * units
      if isReached {
        arrivals.forEachArrival(of: neuron) { _, weight in change += weight }
      }
      state.columns[0][neuron] = bound(state.columns[0][neuron] + changeBound(change))
    }
  }

  /// The spikes of neurons whose membranes stand still.
  private func steadySpikes(
    of membranes: [Double], neurons: [Int], _ scale: Double, _ moment: NetworkMoment
  ) throws(NetworkError) -> [Spike] {
    guard !neurons.isEmpty else { return [] }
    let all = neurons.count == moment.neurons.count
    let first = moment.neurons.lowerBound
    let drawn: ArrivalTrains
    do throws(ArrivalError) {
      drawn = try Arrivals(
        logRates: neurons.map { Float(membranes[$0] + scale) },
        trials: .consecutive(moment.trial..<moment.trial + 1),
        neurons: all ? .consecutive(moment.neurons) : .chosen(neurons.map { first + $0 }),
        seed: moment.seed,
        purpose: purpose(in: moment.population), window: moment.window
      ).trains(windowDuration: moment.duration)
    } catch {
      throw Self.refusal(of: error, membranes, moment)
    }
    var spikes: [Spike] = []
    spikes.reserveCapacity(drawn.times.count)
    var position = 0
    for (index, count) in drawn.counts.enumerated() {
      for time in drawn.times[position..<position + Int(count)] {
        spikes.append(Spike(time: moment.time(time), neuron: first + neurons[index]))
      }
      position += Int(count)
    }
    return spikes
  }

  /// The spikes of a neuron whose membrane moves within the window.
  private func follow(
    _ place: Int, _ membrane: inout Double, _ scale: Double, _ moment: NetworkMoment,
    _ arrivals: NeuronArrivals, _ spikes: inout [Spike]
  ) throws(NetworkError) {
    let neuron = moment.neurons.lowerBound + place
    var course = RateCourse(
      sums: ArrivalSums(
        key: moment.seed.key(for: purpose(in: moment.population)), neuron: neuron,
        trial: moment.trial, window: moment.window), duration: moment.duration)
    var fired: [Double] = []
    var value = membrane
    var failure: NetworkError?
    func advance(to time: Double) {
      guard failure == nil else { return }
      let logRate = Float(value + scale)
      guard logRate <= 13.815_511 else {  // ln 1e6; not for NaN
        failure =
          logRate.isNaN
          ? .invalidMembrane(
            value, population: moment.population.name, neuron: neuron, time: moment.start)
          : .tooManySpikes(
            population: moment.population.name, neuron: neuron, time: moment.start)
        return
      }
      course.advance(to: time, logRate: logRate, &fired)
    }
    arrivals.forEachInstant(of: place) { time, weight in
      advance(to: time)
      value = bound(value + weight)
    }
    advance(to: moment.duration)
    if let failure { throw failure }
    membrane = value
    for time in fired { spikes.append(Spike(time: moment.time(time), neuron: neuron)) }
  }

  private static func refusal(
    of error: ArrivalError, _ membranes: [Double], _ moment: NetworkMoment
  ) -> NetworkError {
    guard case .invalidLogRate(let value, _, let neuron) = error, !value.isNaN else {
      let place = membranes.firstIndex { $0.isNaN } ?? 0
      return .invalidMembrane(
        membranes[place], population: moment.population.name,
        neuron: moment.neurons.lowerBound + place, time: moment.start)
    }
    return .tooManySpikes(
      population: moment.population.name, neuron: neuron, time: moment.start)
  }
}
