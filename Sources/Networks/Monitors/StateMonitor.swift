// SPDX-License-Identifier: GPL-3.0-or-later

/// Samples a variable of some neurons at the borders of windows.
///
/// Between the borders values are not rounded to them: a sample is the exact state at its time. For finer samples
/// take shorter windows.
public struct StateMonitor: Sendable {
  /// The population that is watched.
  public let population: Population
  /// The name of the variable, such as `potential`.
  public let variable: String
  /// Which neurons are sampled.
  public let neurons: [Int]
  /// How many windows lie between two samples.
  public let windowsPerSample: Int
  /// When samples were taken, in seconds.
  public private(set) var times: [Double] = []
  /// The samples, shape [times, neurons].
  public private(set) var samples: [[Double]] = []

  /// Watches some neurons of a population, or all.
  ///
  /// - Precondition: the neurons exist; `windowsPerSample` is at least 1.
  public init(
    of variable: String, in population: Population, neurons: [Int]? = nil, windowsPerSample: Int = 1
  ) {
    let neurons = neurons ?? Array(0..<population.neuronCount)
    guard (neurons.allSatisfy { (0..<population.neuronCount).contains($0) }) else {
      fatalError("\(population) does not have one of the monitored neurons")
    }
    guard windowsPerSample >= 1 else {
      fatalError("samples every \(windowsPerSample) windows: use at least 1")
    }
    self.population = population
    self.variable = variable
    self.neurons = neurons
    self.windowsPerSample = windowsPerSample
  }

  /// Takes a sample, if one is due before the run's next window.
  ///
  /// - Throws: ``NetworkError/unknownPopulation(_:)`` when there is no such variable.
  public mutating func observe(_ run: NetworkRun) throws(NetworkError) {
    guard run.window.isMultiple(of: windowsPerSample) else { return }
    let values = try run.values(of: variable, in: population)
    times.append(run.time)
    samples.append(neurons.map { values[$0] })
  }
}
