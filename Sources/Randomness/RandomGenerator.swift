// SPDX-License-Identifier: GPL-3.0-or-later

internal import CArrivals
internal import CGSL

/// A stream of random variates: one GSL generator, owned and never shared.
///
/// By default it is Philox4x32-10 at an address of a ``SeedSequence``; any generator of GSL can be
/// chosen by name as an independent cross-check. The variates are GSL's own.
///
/// > Reference: GNU Scientific Library, chapters *Random Number Generation* and *Random Number
/// > Distributions*.
public struct RandomGenerator: ~Copyable {
  let state: UnsafeMutablePointer<gsl_rng>

  /// The Philox stream at the address (key, first, second, third).
  ///
  /// The arrivals of a neuron are drawn from such a stream: (key, neuron, trial, window).
  ///
  /// - Precondition: the three indices are in `0..<2^32`.
  public init(key: PhiloxKey, _ first: Int, _ second: Int, _ third: Int) {
    self.init(philox_generator_type())
    let (low, high) = key.words
    philox_generator_seek(state, [low, high], UInt32(first), UInt32(second), UInt32(third))
  }

  /// A GSL generator chosen by name: `mt19937`, `ranlxd2`, `taus2`, `gfsr4`, … or `philox4x32-10`.
  ///
  /// GSL takes 32-bit seeds, maps 0 to its own default and gives neighboring seeds related
  /// states; so the seed is first hashed with Philox.
  ///
  /// - Throws: ``RandomGeneratorError/unknownAlgorithm(_:available:)``.
  public init(algorithm name: String, seed: UInt64) throws(RandomGeneratorError) {
    if name == "philox4x32-10" {
      self.init(key: SeedSequence(seed).key(for: "generator"), 0, 0, 0)
      return
    }
    let types = Self.algorithmTypes
    guard let type = types.first(where: { String(cString: $0.pointee.name) == name }) else {
      throw .unknownAlgorithm(name, available: Self.algorithms)
    }
    let hashed = SeedSequence(seed).key(for: Purpose(name)).words.0
    self.init(type)
    gsl_rng_set(state, UInt(max(hashed, 1)))
  }

  private init(_ type: UnsafePointer<gsl_rng_type>?) {
    guard let type, let state = gsl_rng_alloc(type) else {
      fatalError("GSL could not allocate a random generator: out of memory")
    }
    self.state = state
  }

  deinit { gsl_rng_free(state) }

  private static var algorithmTypes: [UnsafePointer<gsl_rng_type>] {
    Array(
      sequence(first: 0 as Int32) { $0 + 1 }.lazy.map(philox_generator_other_type).prefix {
        $0 != nil
      }
    )
    .compactMap { $0 }
  }

  /// The names that ``init(algorithm:seed:)`` knows.
  public static var algorithms: [String] {
    ["philox4x32-10"] + algorithmTypes.map { String(cString: $0.pointee.name) }
  }

  /// The name of this generator's algorithm.
  public var algorithm: String { String(cString: state.pointee.type.pointee.name) }

  /// The next raw draw: 64 bits for Philox, the algorithm's own width for others.
  public mutating func bits() -> UInt64 { UInt64(gsl_rng_get(state)) }

  /// A uniform number in [0, 1).
  public mutating func uniform() -> Double { gsl_rng_uniform(state) }

  /// A uniform number in `range`.
  public mutating func uniform(in range: Range<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// A uniform integer in `0..<bound`.
  ///
  /// - Precondition: `bound` is positive and at most 2³².
  public mutating func integer(below bound: Int) -> Int {
    guard bound > 0 && bound <= 1 << 32 else {
      fatalError("a random integer below \(bound) cannot be drawn: use 1...2^32")
    }
    return min(Int(uniform() * Double(bound)), bound - 1)
  }

  /// A normal variate.
  public mutating func normal(mean: Double = 0, standardDeviation: Double = 1) -> Double {
    mean + gsl_ran_gaussian_ziggurat(state, standardDeviation)
  }

  /// An exponential variate, such as one inter-spike interval; it may be exactly 0.
  public mutating func exponential(mean: Double = 1) -> Double { gsl_ran_exponential(state, mean) }

  /// A Laplace variate with density exp(−|x|/scale)/(2·scale).
  public mutating func laplace(scale: Double = 1) -> Double { gsl_ran_laplace(state, scale) }

  /// A gamma variate of the given shape and scale.
  public mutating func gamma(shape: Double, scale: Double = 1) -> Double {
    gsl_ran_gamma(state, shape, scale)
  }

  /// A Poisson variate of the given mean, by GSL's reduction to gamma and binomial variates.
  ///
  /// Beyond its domain GSL's own function returns 0, wraps round or never returns.
  ///
  /// - Precondition: `mean` is in 0...1e9.
  public mutating func poisson(mean: Double) -> Int {
    guard mean >= 0 && mean <= 1e9 else {
      fatalError("\(mean) is not a valid mean for counts: use 0...1e9")
    }
    return Int(gsl_ran_poisson(state, mean))
  }

  /// A standard Gumbel variate, −log(−log u).
  public mutating func gumbel() -> Double { gsl_ran_gumbel1(state, 1, 1) }

  /// A uniformly random order of `0..<count` (Fisher–Yates, GSL).
  public mutating func permutation(count: Int) -> [Int] {
    var order = Array(0..<count)
    order.withUnsafeMutableBufferPointer {
      gsl_ran_shuffle(state, $0.baseAddress, count, MemoryLayout<Int>.stride)
    }
    return order
  }
}

/// A generator that cannot be made.
public enum RandomGeneratorError: Error, Equatable, Sendable, CustomStringConvertible {
  /// GSL has no generator of that name.
  case unknownAlgorithm(String, available: [String])

  public var description: String {
    switch self {
    case .unknownAlgorithm(let name, let available):
      "no random generator is called \(name): choose one of \(available.joined(separator: ", "))."
    }
  }
}
