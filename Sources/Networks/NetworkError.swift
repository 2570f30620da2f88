// SPDX-License-Identifier: GPL-3.0-or-later

public import DataFiles
public import Ranks

/// A network that cannot exist, or cannot continue.
public enum NetworkError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The duration of the windows is not positive and finite.
  case invalidWindow(Double)
  /// A number of neurons is outside 1...2³¹ − 1.
  case invalidNeuronCount(Int, population: String)
  /// A name is empty, taken, or holds a slash.
  case invalidName(String)
  /// A parameter of a population is outside its domain.
  case invalidParameter(String, value: Double, remedy: String)
  /// Two lists that belong together differ in length.
  case differentCounts(String, Int, expected: Int)
  /// A population is not one of this network.
  case unknownPopulation(String)
  /// A current is to drive neurons that have no membrane for it.
  case takesNoCurrent(String)
  /// A spike would arrive in the window in which it was fired.
  case delayTooShort(Double, window: Double, projection: String)
  /// Weights or delays differ in a projection whose synapses are drawn whenever a source fires.
  case proceduralValues(String, projection: String)
  /// A projection would be plastic whose synapses are drawn whenever a source fires.
  case proceduralPlasticity(projection: String)
  /// A projection would have more synapses than can be numbered.
  case tooManySynapses(Int, projection: String)
  /// A neuron is expected to fire, or fired, more than a million times in a window.
  case tooManySpikes(population: String, neuron: Int, time: Double)
  /// A run has gone through all windows that have an address.
  case noWindowLeft(time: Double)
  /// A membrane has left the numbers.
  case invalidMembrane(Double, population: String, neuron: Int, time: Double)
  /// A saved state belongs to another network.
  case otherNetwork(String)
  /// A file is not a saved state, or is damaged.
  case badStateFile(path: String, reason: String)
  /// A file is not a complete safetensors file, or lacks an array of a saved state.
  case stateFile(SafetensorsError)
  /// A saved state was written by a version whose states were no safetensors files.
  case earlierStateFile(path: String)
  /// The system refused a file operation.
  case file(FileError)
  /// The ranks that run the network together cannot go on.
  case ranks(RankError)

  public var description: String {
    switch self {
    case .invalidWindow(let value):
      "a window cannot last \(value) s: use a positive, finite number of seconds, at most the "
        + "shortest delay."
    case .invalidNeuronCount(let count, let population):
      "\(count) is not a valid number of neurons for \(population): use 1 to \(Int32.max)."
    case .invalidName(let name):
      "'\(name)' cannot name a population: choose a name that is not taken, not empty and without "
        + "slashes."
    case .invalidParameter(let name, let value, let remedy):
      "\(value) is not a valid \(name): \(remedy)."
    case .differentCounts(let what, let count, let expected):
      "\(count) \(what) were given where \(expected) are needed: give one for each."
    case .unknownPopulation(let name):
      "the network does not have a population \(name) of this kind: use one that the network's own "
        + "`add` returned."
    case .takesNoCurrent(let population):
      "the neurons of \(population) do not take currents: drive neurons with a membrane that leaks or adapts, or give "
        + "them spikes or another rate."
    case .delayTooShort(let delay, let window, let projection):
      "a delay of \(delay) s in the projection \(projection) is shorter than the network's windows of "
        + "\(window) s: use longer delays or shorter windows."
    case .proceduralValues(let values, let projection):
      "the \(values) of the projection \(projection) differ, but its synapses are drawn whenever a source "
        + "fires: give one number for all, or use a rule that stores synapses."
    case .proceduralPlasticity(let projection):
      "the synapses of the projection \(projection) are drawn whenever a source fires, so they cannot "
        + "change: leave out its plasticity, or use a rule that stores synapses."
    case .tooManySynapses(let count, let projection):
      "the projection \(projection) would have \(count) synapses: use at most \(UInt32.max)."
    case .tooManySpikes(let population, let neuron, let time):
      "neuron \(neuron) of \(population) fires more than 1000000 times in the window at \(time) s: weaken "
        + "its input, give it a refractory period, or bound its membrane potential."
    case .noWindowLeft(let time):
      "the run has reached \(time) s after 2^32 - 1 windows, the most one seed can provide for: use longer "
        + "windows, at most the shortest delay."
    case .invalidMembrane(let value, let population, let neuron, let time):
      "the membrane of neuron \(neuron) of \(population) cannot be followed through the window at \(time) s, where it "
        + "comes to \(value): check the constants of the neuron, and the weights and drives it receives."
    case .otherNetwork(let reason):
      "the state belongs to a different network: \(reason). Resume with the network that was saved."
    case .badStateFile(let path, let reason):
      "\(path) is not a network state that can be resumed: \(reason). Use an earlier one."
    case .earlierStateFile(let path):
      "\(path) was written by an earlier version, whose states have a different layout: finish the run with "
        + "that version, or start over."
    case .stateFile(let error): error.description
    case .file(let error): error.description
    case .ranks(let error): error.description
    }
  }

  /// Refuses what is not finite and above 0.
  static func check(positive value: Double, _ name: String) throws(NetworkError) {
    guard value > 0, value.isFinite else {
      throw .invalidParameter(name, value: value, remedy: "use a finite number above 0")
    }
  }

  /// Refuses what is not finite.
  static func check(finite value: Double, _ name: String) throws(NetworkError) {
    guard value.isFinite else {
      throw .invalidParameter(name, value: value, remedy: "use a finite number")
    }
  }
}
