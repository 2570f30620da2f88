// SPDX-License-Identifier: GPL-3.0-or-later

internal import CNetworks
public import Randomness
public import SpikeTrains

/// Leaky integrate-and-fire neurons whose synapses send currents that decay exponentially, on exact times.
///
/// ```
/// τ_m dV/dt = V∞ − V + c        τ_s dc/dt = −c        an arrival of weight w:  c ← c + w        V∞ = rest + drive
/// between arrivals   c(t) = c₀ e^(−t/τ_s),   V(t) = V∞ + (V₀ − V∞ − k c₀) e^(−t/τ_m) + k c₀ e^(−t/τ_s)
/// k = τ_s/(τ_s − τ_m)           V ≥ θ: a spike; then V = reset for the refractory time, while c continues
/// ```
/// Here V keeps rising after an arrival, so a threshold is crossed in between. V has at most one extremum there;
/// whether it or the end of the interval lies above θ decides if there is a crossing, and bisection finds it to the
/// last digit. c is a current times the membrane's resistance, in the unit of the potentials.
///
/// - Complexity: O(neurons + arrivals) a window; about seven times the time of ``LeakyIntegrateAndFire`` where most
///   arrivals leave V below θ (`docs/BENCHMARKS.md`, `network/exponential-currents`), two exponentials an arrival.
/// > Reference: S. Rotter and M. Diesmann, Biol. Cybern. 81 (1999) 381–402, doi:10.1007/s004220050570; J. Hanuschkin
/// > et al., Front. Neuroinform. 4 (2010) 113, doi:10.3389/fninf.2010.00113.
public struct ExponentialCurrentNeurons: NeuronModel, Hashable {
  /// The membrane, threshold, reset and refractory time: those of neurons with delta synapses.
  public let membrane: LeakyIntegrateAndFire
  /// τ_s in seconds.
  public let synapticTimeConstant: Double

  /// Neurons with a membrane and synapses.
  ///
  /// - Throws: ``NetworkError/invalidParameter(_:value:remedy:)`` when the synaptic time constant is not finite and
  ///   positive, or within a ten-thousandth of the membrane's, where k has no value to speak of.
  public init(
    membrane: LeakyIntegrateAndFire, synapticTimeConstant: Double
  ) throws(NetworkError) {
    try NetworkError.check(positive: synapticTimeConstant, "synaptic time constant in seconds")
    guard abs(synapticTimeConstant / membrane.membraneTimeConstant - 1) > 1e-4 else {
      throw .invalidParameter(
        "synaptic time constant in seconds", value: synapticTimeConstant,
        remedy: "use one that differs from the membrane's by more than a ten-thousandth")
    }
    self.membrane = membrane
    self.synapticTimeConstant = synapticTimeConstant
  }

  public var neuronCount: Int { membrane.neuronCount }

  /// `potential`, `ready` (when V moves again, in seconds), `drive` and `current` (c).
  public var variables: [String] { membrane.variables + ["current"] }

  public func initialState(draws: (_ neuron: Int) -> PhiloxDraws) -> PopulationState {
    var state = membrane.initialState(draws: draws)
    state.columns.append([Double](repeating: 0, count: neuronCount))
    return state
  }

  public var isDivisible: Bool { true }

  public func check(windowDuration: Double) throws(NetworkError) {}

  public func spikes(
    of state: inout PopulationState, through moment: NetworkMoment,
    receiving arrivals: NeuronArrivals
  ) throws(NetworkError) -> [Spike] {
    var spikes: [Spike] = []
    var fired: [Double] = []
    let law = Law(self)
    let first = moment.neurons.lowerBound
    for neuron in 0..<moment.neurons.count {
      let ready = state.columns[1][neuron]
      var cell = Cell(
        law: law, level: membrane.restingPotential + state.columns[2][neuron],
        potential: state.columns[0][neuron], current: state.columns[3][neuron],
        wake: ready - moment.start)
      fired.removeAll(keepingCapacity: true)
      arrivals.forEachArrival(of: neuron) { time, weight in
        cell.advance(to: time, &fired)
        cell.current += weight
      }
      cell.advance(to: moment.duration, &fired)
      guard fired.count <= largestSpikeCount, cell.potential.isFinite else {
        throw .tooManySpikes(
          population: moment.population.name, neuron: first + neuron, time: moment.start)
      }
      state.columns[0][neuron] = cell.potential
      state.columns[1][neuron] = fired.isEmpty ? ready : moment.start + cell.wake
      state.columns[3][neuron] = cell.current
      for time in fired { spikes.append(Spike(time: moment.time(time), neuron: first + neuron)) }
    }
    return spikes
  }
}

/// The numbers of the law, without what would have to be retained for each neuron.
private struct Law {
  let (membrane, synapse): (Double, Double)
  let (threshold, reset, refractoryTime): (Double, Double, Double)

  init(_ neurons: ExponentialCurrentNeurons) {
    (membrane, synapse) = (neurons.membrane.membraneTimeConstant, neurons.synapticTimeConstant)
    threshold = neurons.membrane.threshold
    reset = neurons.membrane.reset
    refractoryTime = neurons.membrane.refractoryTime
  }

  /// What is left of a potential and of a current after a time.
  func decay(after time: Double) -> Decay {
    Decay(membrane: networks_exp(-time / membrane), synapse: networks_exp(-time / synapse))
  }
}

private struct Decay {
  let (membrane, synapse): (Double, Double)
}

/// One neuron on its way through a window; times are seconds from its beginning.
private struct Cell {
  let law: Law
  let level: Double
  var potential: Double
  var current: Double
  var wake: Double
  private var time = 0.0

  init(law: Law, level: Double, potential: Double, current: Double, wake: Double) {
    self.law = law
    self.level = level
    self.potential = potential
    self.current = current
    self.wake = wake
  }

  /// Moves on and notes the spikes on the way.
  mutating func advance(to end: Double, _ fired: inout [Double]) {
    while time < end, fired.count <= largestSpikeCount {
      if time < wake {
        let pause = min(end, wake)
        current *= networks_exp(-(pause - time) / law.synapse)
        time = pause
        continue
      }
      let course = Course(law: law, potential: potential - level, current: current)
      let gap = law.threshold - level
      let decay = law.decay(after: end - time)
      guard let crossing = course.crossing(of: gap, within: end - time, decay) else {
        potential = level + course.potential(decay)
        current *= decay.synapse
        time = end
        return
      }
      current *= networks_exp(-crossing / law.synapse)
      potential = law.reset
      time += crossing
      wake = time + law.refractoryTime
      fired.append(time)
    }
  }
}

/// V − V∞ between two arrivals: a·e^(−t/τ_m) + b·e^(−t/τ_s).
private struct Course {
  let law: Law
  let (a, b): (Double, Double)

  init(law: Law, potential: Double, current: Double) {
    self.law = law
    b = current * law.synapse / (law.synapse - law.membrane)
    a = potential - b
  }

  func potential(_ decay: Decay) -> Double { a * decay.membrane + b * decay.synapse }

  func potential(after time: Double) -> Double { potential(law.decay(after: time)) }

  /// When a level is first reached from below, within a time and its decay; `nil` when it is not.
  func crossing(of level: Double, within time: Double, _ decay: Decay) -> Double? {
    guard a + b < level else { return 0 }
    var high = time
    if potential(decay) < level {
      // Only a maximum in between can be above, and only where the larger ends of both terms are.
      let bound = max(a, a * decay.membrane) + max(b, b * decay.synapse)
      guard bound + 1e-12 * (abs(a) + abs(b)) >= level else { return nil }
      guard let extremum, extremum < time, potential(after: extremum) >= level else { return nil }
      high = extremum
    }
    var low = 0.0
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { return high }
      if potential(after: middle) < level { low = middle } else { high = middle }
    }
  }

  /// Where the slope is 0: e^(t(1/τ_m − 1/τ_s)) = −a τ_s/(b τ_m).
  private var extremum: Double? {
    let ratio = -a * law.synapse / (b * law.membrane)
    guard ratio > 0, ratio.isFinite else { return nil }
    let logarithm = ratio > 1 ? networks_minus_log(1 / ratio) : -networks_minus_log(ratio)
    let time = logarithm / (1 / law.membrane - 1 / law.synapse)
    return time > 0 ? time : nil
  }
}
