// SPDX-License-Identifier: GPL-3.0-or-later

internal import Randomness
public import SpikeTrains

/// A network between two windows: all it needs to continue, bit for bit.
///
/// Synapses are not in it: they are a function of the seed and drawn again. Spikes on their way are: those that
/// have been fired and have not arrived everywhere. So is what the network is made of (the constants of its
/// neurons; the rules, weights and delays of its projections; its inputs), because only that network can continue
/// from it.
public struct NetworkState: Hashable, Sendable {
  /// Decides every draw of the run.
  public let seed: UInt64
  /// Decides the synapses.
  public let connectivitySeed: UInt64
  /// Which repetition this is.
  public let trial: Int
  /// The version of the rule that turns seeds into spikes.
  public let streamVersion: Int
  /// The duration of the windows in seconds.
  public let windowDuration: Double
  /// How many windows have gone by: the number of the next.
  public internal(set) var window: Int
  /// The neurons of each population.
  public internal(set) var populations: [NamedState]
  /// For each population the spikes that are still on their way, in order of time.
  public internal(set) var traveling: [[Spike]]
  /// Of each plastic projection, by its label, what its synapses hold; missing before the first window.
  public internal(set) var plasticity: [String: PlasticityState] = [:]
  /// What the network is whose state this is.
  let parts: NetworkParts

  /// The neurons of a population with the names of their variables.
  public struct NamedState: Hashable, Sendable {
    /// The population's name.
    public let name: String
    /// The names of the variables.
    public let variables: [String]
    /// Their values.
    public internal(set) var state: PopulationState

    /// How many neurons there are.
    public var neuronCount: Int { state.columns.first?.count ?? 0 }

    /// The values of a variable, one a neuron; `nil` when there is none of that name.
    public subscript(variable name: String) -> [Double]? {
      variables.firstIndex(of: name).map { state.columns[$0] }
    }
  }

  /// When the next window begins, in seconds.
  public var time: Double { Double(window) * windowDuration }

  /// A network at time 0.
  init(of network: Network, seed: UInt64, trial: Int, connectivitySeed: UInt64) {
    self.init(
      seed: seed, connectivitySeed: connectivitySeed, trial: trial,
      streamVersion: SeedSequence.streamVersion, windowDuration: network.windowDuration, window: 0,
      populations: zip(network.populations, network.models).map { population, model in
        let key = SeedSequence(seed).key(for: Purpose("network/initial/\(population.name)"))
        return NamedState(
          name: population.name, variables: model.variables,
          state: model.initialState { PhiloxDraws(key: key, $0, trial, 0) })
      }, traveling: network.populations.map { _ in [] }, parts: NetworkParts(of: network))
  }

  init(
    seed: UInt64, connectivitySeed: UInt64, trial: Int, streamVersion: Int, windowDuration: Double,
    window: Int, populations: [NamedState], traveling: [[Spike]],
    parts: NetworkParts
  ) {
    self.seed = seed
    self.connectivitySeed = connectivitySeed
    self.trial = trial
    self.streamVersion = streamVersion
    self.windowDuration = windowDuration
    self.window = window
    self.populations = populations
    self.traveling = traveling
    self.parts = parts
  }

  /// Checks that it is a state of this network.
  func check(_ network: Network) throws(NetworkError) {
    guard SeedSequence.compatibleVersions.contains(streamVersion) else {
      throw .otherNetwork(
        "its random numbers have stream version \(streamVersion), this program's have "
          + "\(SeedSequence.streamVersion)")
    }
    guard windowDuration == network.windowDuration else {
      throw .otherNetwork(
        "its windows last \(windowDuration) s, the network's \(network.windowDuration) s")
    }
    let found = populations.map { "\($0.name) (\($0.neuronCount): \($0.variables))" }
    let expected = zip(network.populations, network.models).map {
      "\($0.name) (\($0.neuronCount): \($1.variables))"
    }
    guard found == expected, traveling.count == expected.count else {
      throw .otherNetwork("it has the populations \(found), but the network has \(expected)")
    }
    if let difference = parts.difference(to: NetworkParts(of: network)) {
      throw .otherNetwork(difference)
    }
    for (population, spikes) in zip(network.populations, traveling) {
      for spike in spikes where spike.neuron < 0 || spike.neuron >= population.neuronCount {
        throw .otherNetwork(
          "a spike of neuron \(spike.neuron) of \(population) is still in transit")
      }
    }
  }
}
