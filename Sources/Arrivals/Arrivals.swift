// SPDX-License-Identifier: GPL-3.0-or-later

internal import CArrivals
public import Randomness

/// The arrivals of a population in one window: the one definition behind all readings.
///
/// Neuron n in trial b with expected count λ draws exponential intervals until it has left the window:
/// ```
/// S₀ = E₀,  Sᵢ = Sᵢ₋₁ + Eᵢ,  Eᵢ = −ln uᵢ,  arrival i at time tᵢ = Sᵢ/λ windows
/// count = #{i : Sᵢ < λ},   relaxed count = Σᵢ f((1 − tᵢ)/T),   train = {tᵢ : tᵢ < 1}
/// ```
/// where uᵢ comes from interval i of the Philox stream (seed, purpose, window, trial, neuron). It is a
/// pure function of those numbers: bit-identical for any split of the trials, any subset or order of the
/// neurons, any number of threads and any instruction set.
///
/// Shape of `logRates`: [trials, neurons]; unit: natural logarithm of spikes per window, −∞ for silence.
///
/// - Complexity: each reading takes time proportional to trials × neurons + spikes.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, Algorithm 1 (there with a cut-off at a
/// > largest number of draws, here without).
public struct Arrivals: Sendable {
  /// The largest expected count in a window that is accepted.
  public static let largestRate = 1e6

  /// log λ, shape [trials, neurons].
  public let logRates: [Float]
  /// Which trials the rows are.
  public let trials: Identities
  /// Which neurons the columns are.
  public let neurons: Identities
  /// The key of (seed, purpose).
  public let key: PhiloxKey
  /// Which window of time this is, from 0.
  public let window: Int
  /// The instruction set of the kernels; all give the same bits.
  public var instructionSet: InstructionSet = .best

  /// The arrivals under a seed, for a purpose, in a window.
  ///
  /// - Precondition: `logRates.count == trials.count * neurons.count`; `window` is in 0..<2³².
  /// - Throws: ``ArrivalError/invalidLogRate(_:trial:neuron:)`` for NaN and for rates above
  ///   ``largestRate``.
  public init(
    logRates: [Float], trials: Identities, neurons: Identities, seed: SeedSequence,
    purpose: Purpose, window: Int = 0
  ) throws(ArrivalError) {
    guard logRates.count == trials.count * neurons.count else {
      fatalError("\(logRates.count) log-rates do not fill [\(trials.count), \(neurons.count)]")
    }
    guard window >= 0 && window < 1 << 32 else {
      fatalError("the window \(window) does not lie in 0..<2^32")
    }
    let limit = Float(13.815_511)  // ln 1e6
    let bad = arrivals_first_invalid(logRates, logRates.count, limit)
    guard bad < 0 else {
      throw .invalidLogRate(
        logRates[Int(bad)], trial: trials[Int(bad) / neurons.count],
        neuron: neurons[Int(bad) % neurons.count])
    }
    self.logRates = logRates
    self.trials = trials
    self.neurons = neurons
    self.key = seed.key(for: purpose)
    self.window = window
  }

  /// Hands the kernels their request; the pointers live as long as `body` runs.
  func withRequest<Result>(_ body: (inout arrivals_request) -> Result) -> Result {
    logRates.withUnsafeBufferPointer { logRates in
      (trials.list ?? []).withUnsafeBufferPointer { trialList in
        (neurons.list ?? []).withUnsafeBufferPointer { neuronList in
          var request = arrivals_request()
          (request.key.0, request.key.1) = key.words
          request.window = UInt32(window)
          request.first_trial = trials.first
          request.first_neuron = neurons.first
          request.trial_ids = trials.list == nil ? nil : trialList.baseAddress
          request.neuron_ids = neurons.list == nil ? nil : neuronList.baseAddress
          request.trials = trials.count
          request.neurons = neurons.count
          request.log_rates = logRates.baseAddress
          return body(&request)
        }
      }
    }
  }
}

/// Which trials or neurons the rows or columns of an array are: their numbers in the seed contract.
public struct Identities: Hashable, Sendable {
  let first: UInt32
  let list: [UInt32]?
  /// How many there are.
  public let count: Int

  /// Consecutive numbers.
  ///
  /// - Precondition: the numbers are in 0..<2³².
  public static func consecutive(_ range: Range<Int>) -> Identities {
    // The kernels count on from the first number in 32 bits: a later one must not wrap round to 0.
    guard range.lowerBound >= 0 && range.upperBound <= 1 << 32 else {
      fatalError("the numbers \(range) do not lie in 0..<2^32")
    }
    return Identities(first: UInt32(range.lowerBound), list: nil, count: range.count)
  }

  /// Chosen numbers, in the order given.
  ///
  /// - Precondition: the numbers are in 0..<2³².
  public static func chosen(_ numbers: [Int]) -> Identities {
    guard (numbers.allSatisfy { $0 >= 0 && $0 < 1 << 32 }) else {
      fatalError("a number does not lie in 0..<2^32")
    }
    return Identities(first: 0, list: numbers.map { UInt32($0) }, count: numbers.count)
  }

  /// The number at a position.
  public subscript(position: Int) -> Int {
    list.map { Int($0[position]) } ?? Int(first) + position
  }
}
