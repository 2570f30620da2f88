// SPDX-License-Identifier: GPL-3.0-or-later

internal import Randomness

/// A current from outside into every neuron of a population, constant between the times at which it changes.
///
/// ```swift
/// let pulse = CurrentInput.steps(try SteppedValues([[15], [0]], at: [0.1, 0.3]))
/// let noise = try CurrentInput.noise(mean: 12, standardDeviation: 3, step: 0.001)
/// try network.drive(cells, with: pulse)
/// try network.drive(cells, with: noise)
/// ```
/// Currents are in the unit of a drive (``NetworkRun/setDrive(_:of:)``), to which they add: a current times the membrane's
/// resistance, for ``IzhikevichNeurons`` the I of their equation. Between two changes membranes follow their own
/// solution, so nothing is lost where a change falls within a window.
///
/// Noise has in its k-th step, from k·step to (k + 1)·step seconds, the value
/// ```
/// mean + standardDeviation·ξ      ξ normal, drawn at (seed, network/POPULATION/current/i, neuron, trial, k)
/// ```
/// independent for each neuron and each of the population's currents i. With a step much shorter than the membrane's time
/// constant τ, the potential of a leaky membrane has the standard deviation standardDeviation·√(step/(2τ)).
///
/// > Reference: the generators `step_current_generator` and `noise_generator` of NEST (M.-O. Gewaltig and M. Diesmann,
/// > Scholarpedia 2 (2007) 1430, doi:10.4249/scholarpedia.1430), with changes at any time.
public struct CurrentInput: Hashable, Sendable {
  enum Course: Hashable, Sendable {
    case steps(SteppedValues)
    case noise(mean: Double, standardDeviation: Double, step: Double)
  }
  let course: Course

  /// A current that changes at given times, and is 0 before the first; one for all neurons, or one each.
  public static func steps(_ values: SteppedValues) -> CurrentInput {
    CurrentInput(course: .steps(values))
  }

  /// A normal current, drawn anew for each neuron and step.
  ///
  /// - Parameters:
  ///   - mean: in the unit of a drive.
  ///   - standardDeviation: in the unit of a drive, at least 0.
  ///   - step: how long a value lasts, in seconds; at least a thousandth of the network's windows.
  /// - Throws: ``NetworkError/invalidParameter(_:value:remedy:)``.
  public static func noise(
    mean: Double, standardDeviation: Double, step: Double
  ) throws(NetworkError) -> CurrentInput {
    try NetworkError.check(finite: mean, "mean of a noise current")
    guard standardDeviation >= 0, standardDeviation.isFinite else {
      throw .invalidParameter(
        "standard deviation of a noise current", value: standardDeviation,
        remedy: "use a finite number, at least 0")
    }
    try NetworkError.check(positive: step, "step of a noise current in seconds")
    return CurrentInput(
      course: .noise(mean: mean, standardDeviation: standardDeviation, step: step))
  }

  func check(_ target: Population, windowDuration: Double) throws(NetworkError) {
    switch course {
    case .steps(let values):
      guard values.width == 1 || values.width == target.neuronCount else {
        throw .differentCounts(
          "values for a current into \(target)", values.width, expected: target.neuronCount)
      }
    case .noise(_, _, let step):
      guard step * 1000 >= windowDuration else {
        throw .invalidParameter(
          "step of a noise current in seconds", value: step,
          remedy: "use at least \(windowDuration / 1000), a thousandth of the network's windows")
      }
    }
  }

  /// What it is, for the parts of a network.
  var words: [String: String] {
    switch course {
    case .steps(let steps):
      [
        "times": Networks.words(for: steps.times), "values": Networks.words(for: steps.values),
      ]
    case .noise(let mean, let deviation, let step):
      ["mean": "\(mean)", "standard deviation": "\(deviation)", "step": "\(step)"]
    }
  }
}

/// A current and whom it reaches.
struct AddressedCurrent: Hashable, Sendable {
  let current: CurrentInput
  let target: Population
  /// `POPULATION/current/k`.
  let label: String
}

/// A current of a network that runs.
struct CurrentSource: Sendable {
  private let course: CurrentInput.Course
  private let label: String

  init(_ addressed: AddressedCurrent) {
    (course, label) = (addressed.current.course, addressed.label)
  }

  /// When it changes within a window, in seconds.
  func changes(in moment: NetworkMoment) -> [Double] {
    switch course {
    case .steps(let values):
      return values.pieces(from: moment.start, to: moment.end).dropFirst().map(\.begin)
    case .noise(_, _, let step):
      let margin = 1e-9 * moment.duration
      var changes: [Double] = []
      var next = ((moment.start + margin) / step).rounded(.down) + 1
      while next * step < moment.end - margin {
        changes.append(next * step)
        next += 1
      }
      return changes
    }
  }

  /// Adds its values at a time, at which it does not change, to those of a moment's neurons.
  func add(at time: Double, in moment: NetworkMoment, to drives: inout [Double]) {
    switch course {
    case .steps(let values):
      let step = values.pieces(from: time, to: time)[0].step
      for (place, neuron) in moment.neurons.enumerated() {
        drives[place] += values.value(of: neuron, in: step)
      }
    case .noise(let mean, let deviation, let step):
      // An address has 32 bits for the step; those above go into the purpose.
      let number = Int(time / step)
      let more = number >> 32
      let key = moment.seed.key(for: Purpose("network/\(label)" + (more > 0 ? "/\(more)" : "")))
      for (place, neuron) in moment.neurons.enumerated() {
        var draws = PhiloxDraws(key: key, neuron, moment.trial, number & 0xffff_ffff)
        drives[place] += mean + deviation * draws.normal()
      }
    }
  }
}
