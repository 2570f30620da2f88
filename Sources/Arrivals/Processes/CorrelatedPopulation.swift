// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import SpikeTrains

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// Poisson neurons that share spikes: each copies the spikes of one mother at random.
///
/// A mother process, which is not a neuron of the population, fires at rate ν. Neuron n copies each of its spikes with
/// probability pₙ, at the same moment, and fires spikes of its own at rate qₙ besides:
/// ```
/// rₙ = ν pₙ + qₙ        cov(Nᵢ, Nⱼ) = ν pᵢ pⱼ T        correlation = ν pᵢ pⱼ / √(rᵢ rⱼ)
/// ```
/// Each neuron alone is Poisson; the correlation of counts is the same in windows of any length T.
/// `privateRates` of 0 make the multiple-interaction process, probabilities of 1 the single-interaction one.
///
/// - Complexity: O(neurons · windows + spikes): copies are found by geometric skips, not by asking about
///   each spike of the mother.
/// > Reference: A. Kuhn, A. Aertsen and S. Rotter, Neural Comput. 15 (2003) 67–101,
/// > doi:10.1162/089976603321043702.
public struct CorrelatedPopulation: WindowedProcess {
  /// The rate ν of the mother.
  public let motherRate: Rate
  /// The probability pₙ with which each neuron copies a spike.
  public let copyProbabilities: [Double]
  /// The rate qₙ of each neuron's own spikes.
  public let privateRates: [Rate]
  public let windowDuration: Double

  /// A population of neurons that copy with given probabilities and fire by themselves besides.
  ///
  /// - Throws: ``SpikeProcessError`` when a probability is not in 0...1, the lists differ in length, or a
  ///   window is impossible or expects too many spikes.
  public init(
    motherRate: Rate, copyProbabilities: [Double], privateRates: [Rate], windowDuration: Double = 1
  ) throws(SpikeProcessError) {
    guard copyProbabilities.count == privateRates.count else {
      throw .differentCounts(
        "probabilities", copyProbabilities.count, "private rates", privateRates.count)
    }
    for value in copyProbabilities {
      try SpikeProcessError.check(fraction: value, "probability of a copy")
    }
    try SpikeProcessError.check([motherRate], windowDuration: windowDuration)
    try SpikeProcessError.check(privateRates, windowDuration: windowDuration)
    self.motherRate = motherRate
    self.copyProbabilities = copyProbabilities
    self.privateRates = privateRates
    self.windowDuration = windowDuration
  }

  /// Neurons of one rate, every two of which have counts of the given correlation.
  ///
  /// The mother fires at `rate`/`correlation`, each of her spikes is copied with probability `correlation`.
  ///
  /// - Throws: ``SpikeProcessError`` when the correlation is not in 0...1 or so small that the mother would
  ///   be too fast for the window.
  public init(neurons: Int, rate: Rate, correlation: Double, windowDuration: Double = 1)
    throws(SpikeProcessError)
  {
    try SpikeProcessError.check(fraction: correlation, "correlation")
    let isShared = correlation > 0
    let mother: Rate
    do throws(RateError) {
      mother = isShared ? try Rate(hertz: rate.hertz / correlation) : 0
    } catch {
      throw .notPositive(error.hertz, of: "rate of a mother process (at most 1e9 Hz)")
    }
    try self.init(
      motherRate: mother, copyProbabilities: [Double](repeating: correlation, count: neurons),
      privateRates: [Rate](repeating: isShared ? 0 : rate, count: neurons),
      windowDuration: windowDuration)
  }

  public var neuronCount: Int { copyProbabilities.count }

  /// The whole rate rₙ of a neuron, in Hz.
  public func hertz(of neuron: Int) -> Double {
    motherRate.hertz * copyProbabilities[neuron] + privateRates[neuron].hertz
  }

  /// The correlation of the counts of two different neurons; `nil` when one of them never fires.
  public func correlation(_ first: Int, _ second: Int) -> Double? {
    let rates = hertz(of: first) * hertz(of: second)
    guard rates > 0 else { return nil }
    return motherRate.hertz * copyProbabilities[first] * copyProbabilities[second]
      / rates.squareRoot()
  }

  public var activeWindows: Range<Int> {
    (0..<neuronCount).contains { hertz(of: $0) > 0 } ? 0..<WindowGrid.windowLimit : 0..<0
  }

  public func firstWindow(
    of neurons: Range<Int>, from window: Int, before end: Int, trial: Int, seed: SeedSequence
  ) -> Int {
    // Who copies nothing of a window's mother and has no spike of its own is silent in it.
    let mother = grid.firstWindow(
      logRates: [Float(log(motherRate.hertz * windowDuration))], neurons: 0..<1, from: window,
      before: end, trial: trial, seed: seed, purpose: "simulation/mother")
    return grid.firstWindow(
      logRates: privateRates[neurons].map { Float(log($0.hertz * windowDuration)) }[...],
      neurons: neurons, from: window, before: mother, trial: trial, seed: seed,
      purpose: "simulation/private")
  }

  public func times(of neurons: Range<Int>, window: Int, trial: Int, seed: SeedSequence)
    -> ArrivalTrains
  {
    let mother = grid.arrivals(
      logRates: [Float(log(motherRate.hertz * windowDuration))], neurons: 0..<1, window: window,
      trial: trial, seed: seed, purpose: "simulation/mother"
    ).times
    let own = grid.arrivals(
      logRates: privateRates[neurons].map { Float(log($0.hertz * windowDuration)) },
      neurons: neurons, window: window, trial: trial, seed: seed, purpose: "simulation/private")
    let key = seed.key(for: "simulation/copies")
    var times: [Double] = []
    var counts: [UInt32] = []
    var position = 0
    for (index, count) in own.counts.enumerated() {
      let neuron = neurons.lowerBound + index
      var draws = PhiloxDraws(key: key, neuron, trial, window)
      let copies = Self.places(
        of: mother.count, probability: copyProbabilities[neuron], draws: &draws)
      let before = times.count
      var next = position
      position += Int(count)
      for place in copies {
        while next < position, own.times[next] <= mother[place] {
          times.append(own.times[next])
          next += 1
        }
        times.append(mother[place])
      }
      times += own.times[next..<position]
      counts.append(UInt32(times.count - before))
    }
    return ArrivalTrains(times: times, counts: counts, duration: windowDuration)
  }

  /// A random subset of 0..<count, each element with the given probability.
  ///
  /// ```
  /// skip = ⌊E/−ln(1 − p)⌋,   P(skip ≥ k) = (1 − p)ᵏ
  /// ```
  static func places(of count: Int, probability: Double, draws: inout PhiloxDraws) -> [Int] {
    guard probability < 1 else { return Array(0..<count) }
    guard probability > 0 else { return [] }
    let rate = -log1p(-probability)
    var places: [Int] = []
    var place = 0
    while true {
      let skip = draws.exponential() / rate
      guard skip < Double(count - place) else { return places }
      place += Int(skip)
      places.append(place)
      place += 1
    }
  }
}
