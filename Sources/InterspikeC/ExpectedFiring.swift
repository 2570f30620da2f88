// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
internal import SpikeTrains

/// How many spikes a process is expected to fire, known before anything is drawn.
struct ExpectedFiring: Sendable {
  /// The most spikes of one neuron that are drawn at a time, as in the program: 800 MB.
  static let mostSpikes = 1e8
  /// The most spikes of all neurons: 80 GB.
  static let mostSpikesOfAll = 1e10
  /// The most windows of all neurons: minutes.
  static let mostWindows = 1e11

  /// A rate that no neuron exceeds, in Hz.
  private let fastest: Double
  /// The rate of a mother whose spikes are drawn beside those of the neurons, in Hz.
  private let motherHertz: Double
  /// The spikes of one neuron in a stretch of time.
  private let spikes: @Sendable (Int, Range<Double>) -> Double

  /// Neurons with rates in Hz, averaged over time, and their mother.
  init(hertz: [Double], motherHertz: Double = 0) {
    fastest = max(hertz.max() ?? 0, motherHertz)
    self.motherHertz = motherHertz
    spikes = { neuron, interval in
      hertz[neuron] * (interval.upperBound - interval.lowerBound)
    }
  }

  /// Neurons whose rates are steps.
  init(_ population: SteppedPopulation) {
    fastest = population.rates.lazy.flatMap { $0 }.map(\.hertz).max() ?? 0
    motherHertz = 0
    spikes = { neuron, interval in
      let borders = population.borders.map {
        min(max($0, interval.lowerBound), interval.upperBound)
      }
      return population.rates[neuron].indices.reduce(0) {
        $0 + population.rates[neuron][$1].hertz * (borders[$1 + 1] - borders[$1])
      }
    }
  }

  /// Refuses more spikes than can be drawn at a time.
  func require(_ neurons: Range<Int>, in interval: Range<Double>) throws(RequestError) {
    let seconds = interval.upperBound - interval.lowerBound
    let (most, all) = (fastest * seconds, fastest * seconds * Double(neurons.count))
    // Most requests are far below, and each neuron need not be asked.
    if most <= Self.mostSpikes, all <= Self.mostSpikesOfAll { return }
    func requireFew(_ spikes: Double, of name: String) throws(RequestError) {
      guard spikes <= Self.mostSpikes else {
        throw .invalid(
          "\(name), at \(spikes / seconds) Hz, would fire \(spikes) spikes in \(seconds) s: at most 1e8 can be drawn for "
            + "one neuron at a time; ask for a shorter time, or take them from a stream.")
      }
    }
    try requireFew(motherHertz * seconds, of: "the mother")
    var total = 0.0
    for neuron in neurons {
      let expected = spikes(neuron, interval)
      total += expected
      try requireFew(expected, of: "neuron \(neuron)")
    }
    try Self.require(all: total, of: neurons.count, in: seconds)
  }

  /// Refuses more spikes of all neurons than can be drawn at a time.
  static func require(
    all spikes: Double, of neurons: Int, in seconds: Double
  ) throws(RequestError) {
    guard spikes <= mostSpikesOfAll else {
      throw .invalid(
        "\(neurons) neurons, at \(spikes / seconds) Hz in all, would fire \(spikes) spikes in \(seconds) s: at most 1e10 "
          + "can be drawn at a time; ask for a shorter time or for fewer neurons.")
    }
  }
}
