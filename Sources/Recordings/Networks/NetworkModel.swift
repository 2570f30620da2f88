// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
internal import Networks
internal import Runs
internal import SpikeTrains
internal import Yams

/// The kinds of neurons that a network file can name.
enum NetworkModel: String, CaseIterable {
  /// Leaky integrate-and-fire neurons with delta synapses.
  case lif
  /// The same with synaptic currents that decay exponentially.
  case lifExponential = "lif_exponential"
  /// The same with currents or conductances of two time constants.
  case lifSynaptic = "lif_synaptic"
  /// Adaptive exponential integrate-and-fire neurons.
  case adex
  /// Izhikevich's neurons.
  case izhikevich
  /// Neurons that fire at random.
  case poisson
  /// Neurons that fire at random, each spike raising a threshold.
  case poissonAdaptive = "poisson_adaptive"
  /// Given spikes.
  case replay
  /// Spikes that a caller gives, step by step.
  case input

  /// What a population of this kind can be told.
  var keys: [String] {
    let membrane = [
      "model", "neurons", "membrane_time_constant", "threshold", "reset", "refractory_time",
      "resting_potential", "initial_potential", "drive",
    ]
    return switch self {
    case .lif: membrane
    case .lifExponential: membrane + ["synaptic_time_constant"]
    case .lifSynaptic: membrane + Self.synapticKeys
    case .adex: Self.adexKeys + Self.synapticKeys
    case .izhikevich: Self.izhikevichKeys + Self.synapticKeys
    case .poisson: ["model", "neurons", "rate", "drive"]
    case .poissonAdaptive: Self.adaptivePoissonKeys
    case .replay: ["model", "file", "part", "shift"]
    case .input: ["model", "neurons"]
    }
  }

  /// The kind that a population names, before its other settings are known.
  static func chosen(
    _ node: Node, population: String, at place: String, in source: String
  ) throws(RunError) -> NetworkModel {
    guard let mapping = node.mapping else {
      throw RunError(
        .damaged, "\(place): the population \(population) must hold settings, such as `model: lif`."
      )
    }
    let named = NetworkSettings.merged(mapping).filter { $0.key.string == "model" }
      .map { ($0.key, $0.value) }
    return try chosen(
      NetworkSettings(
        Node.Mapping(named), of: "the population \(population)", at: place, in: source,
        keys: ["model"]))
  }

  /// The kind that a population names.
  static func chosen(_ settings: NetworkSettings) throws(RunError) -> NetworkModel {
    let name = try settings.word("model", among: allCases.map(\.rawValue))
    return NetworkModel(rawValue: name) ?? .lif
  }

  /// Adds a population of this kind.
  func add(
    _ settings: NetworkSettings, named name: String, replaying spikes: SpikeRaster?,
    to network: inout Network
  ) throws -> Population {
    switch self {
    case .lif: return try network.add(membrane(settings), named: name)
    case .lifExponential:
      return try network.add(
        ExponentialCurrentNeurons(
          membrane: membrane(settings),
          synapticTimeConstant: settings.number(required: "synaptic_time_constant")), named: name)
    case .lifSynaptic:
      let neurons = try SynapticIntegrateAndFire(
        membrane: membrane(settings), synapses: synapses(settings, default: nil))
      return try network.add(neurons, named: name)
    case .adex: return try network.add(adaptiveExponential(settings), named: name)
    case .izhikevich: return try network.add(izhikevich(settings), named: name)
    case .poissonAdaptive: return try network.add(adaptivePoisson(settings), named: name)
    case .poisson:
      let count = try settings.neuronCount()
      let rates = try rates(settings)
      guard rates.count == 1 || rates.count == count else {
        throw NetworkError.differentCounts("rates of \(name)", rates.count, expected: count)
      }
      return try network.add(
        PoissonNeurons(
          rates: rates.count == count ? rates : Array(repeating: rates[0], count: count)),
        named: name)
    case .replay:
      guard let spikes else { fatalError("\(name) replays spikes that were not read") }
      return try network.add(
        ReplayNeurons(spikes, shiftedBy: settings.number("shift") ?? 0), named: name)
    case .input:
      return try network.add(ReplayNeurons(neurons: settings.neuronCount()), named: name)
    }
  }

  /// The rates of neurons that fire at random.
  func rates(_ settings: NetworkSettings) throws -> [Rate] {
    try (settings.numbers("rate") ?? [0]).map { hertz in
      do { return try Rate(hertz: hertz) } catch let error as RateError {
        throw RunError(.damaged, "\(settings.place(of: "rate")): \(error)")
      }
    }
  }

  private func membrane(_ settings: NetworkSettings) throws -> LeakyIntegrateAndFire {
    let rest = try settings.number("resting_potential") ?? 0
    return try LeakyIntegrateAndFire(
      neurons: settings.neuronCount(),
      membraneTimeConstant: settings.number(required: "membrane_time_constant"),
      threshold: settings.number(required: "threshold"),
      reset: settings.number("reset") ?? rest,
      refractoryTime: settings.number("refractory_time") ?? 0, restingPotential: rest,
      initialPotentials: settings.initialValues("initial_potential"))
  }
}
