// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import SpikeTrains

/// A law by which the neurons of a population go from one window of time to the next.
///
/// A model is a value that never changes; what changes is a ``PopulationState``, passed in and handed back.
/// Neurons of a population do not see each other within a window: whatever they send arrives in a later one.
/// So a model may take its neurons in any order.
///
/// | model | neurons |
/// |---|---|
/// | ``LeakyIntegrateAndFire`` | integrate what arrives and fire at a threshold |
/// | ``ExponentialCurrentNeurons`` | the same, with synaptic currents that decay exponentially |
/// | ``SynapticIntegrateAndFire`` | the same, with currents or conductances of excitation and inhibition |
/// | ``AdaptiveExponentialNeurons`` | AdEx: take off exponentially and adapt |
/// | ``IzhikevichNeurons`` | Izhikevich's quadratic neurons |
/// | ``PoissonNeurons``, ``AdaptivePoissonNeurons`` | fire at random, at a rate that is the exponential of what they integrate |
/// | ``ReplayNeurons`` | fire given spikes |
public protocol NeuronModel: Sendable {
  /// How many neurons there are.
  var neuronCount: Int { get }

  /// The names of the variables of a neuron, in the order of the state's columns, at least one; `drive` is what
  /// ``NetworkRun/setDrive(_:of:)`` sets.
  var variables: [String] { get }

  /// The neurons at time 0.
  ///
  /// - Parameter draws: the draws of a neuron, for initial values that are drawn.
  func initialState(draws: (_ neuron: Int) -> PhiloxDraws) -> PopulationState

  /// Checks that the model can be taken through windows of this duration, in seconds.
  func check(windowDuration: Double) throws(NetworkError)

  /// Everything that distinguishes the model from others of its type, by name: only a network of the same constants
  /// can continue from a saved state.
  ///
  /// By default its stored properties. A model that holds functions or references gives them here by what they are.
  var constants: [String: String] { get }

  /// Whether the neurons may be taken through a window in several parts, each on a thread of its own; `false` unless a
  /// model says otherwise, and then ``spikes(of:through:receiving:)`` always gets all of them.
  ///
  /// Other things being equal a divisible model is also quicker on one thread, because what belongs to a part stays in
  /// the processor's cache.
  var isDivisible: Bool { get }

  /// Whether a ``CurrentInput`` may drive the neurons: their `drive` acts at every moment, and a window may be taken in
  /// parts, from one change of the current to the next; `false` unless a model says otherwise.
  var takesCurrents: Bool { get }

  /// Takes neurons through a window and hands back their spikes, in any order.
  ///
  /// State and arrivals are those of the neurons ``NetworkMoment/neurons``, counted from the first of them: all of the
  /// population, or part of it where the model is divisible. Spikes and draws have their numbers in the population.
  ///
  /// - Throws: ``NetworkError/tooManySpikes(population:neuron:time:)`` and
  ///   ``NetworkError/invalidMembrane(_:population:neuron:time:)``.
  func spikes(
    of state: inout PopulationState, through moment: NetworkMoment,
    receiving arrivals: NeuronArrivals
  ) throws(NetworkError) -> [Spike]
}

extension NeuronModel {
  public var isDivisible: Bool { false }

  public var takesCurrents: Bool { false }
}

/// What a population holds from one window to the next: one number for each neuron and variable.
public struct PopulationState: Hashable, Sendable {
  /// The values of each variable, shape [variables, neurons].
  public var columns: [[Double]]

  /// A state of its columns.
  ///
  /// - Precondition: they are of one length.
  public init(columns: [[Double]]) {
    guard (columns.allSatisfy { $0.count == columns[0].count }) else {
      fatalError("columns of different lengths: \(columns.map(\.count))")
    }
    self.columns = columns
  }
}

/// A window of a network's time, and where the draws in it are in the seed contract.
public struct NetworkMoment: Hashable, Sendable {
  /// Which population is asked.
  public let population: Population
  /// Which of its neurons.
  public let neurons: Range<Int>
  /// Which window this is, from 0.
  public let window: Int
  /// The duration d of the windows in seconds; window w lasts from the rounded w·d to the rounded (w + 1)·d.
  ///
  /// Where a current changes within a window, that of a part of it, from ``start`` to ``end``.
  public let duration: Double
  /// The root of randomness.
  public let seed: SeedSequence
  /// Which repetition of the run this is.
  public let trial: Int
  /// The part of the window, where it is taken in parts.
  private let part: Range<Double>?

  init(
    population: Population, neurons: Range<Int>, window: Int, duration: Double, seed: SeedSequence,
    trial: Int
  ) {
    (self.population, self.neurons, self.window) = (population, neurons, window)
    (self.duration, self.seed, self.trial) = (duration, seed, trial)
    part = nil
  }

  /// A part of a window.
  init(_ part: Range<Double>, of moment: NetworkMoment) {
    (population, neurons, window) = (moment.population, moment.neurons, moment.window)
    (seed, trial) = (moment.seed, moment.trial)
    (self.part, duration) = (part, part.upperBound - part.lowerBound)
  }

  /// When the window begins, in seconds.
  public var start: Double { part?.lowerBound ?? Double(window) * duration }
  /// When the window ends, in seconds.
  public var end: Double { part?.upperBound ?? Double(window + 1) * duration }

  /// The time `offset` seconds after the beginning, within the window.
  func time(_ offset: Double) -> Double { min(start + max(0, offset), end.nextDown) }
}
