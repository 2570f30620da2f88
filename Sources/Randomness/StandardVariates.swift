// SPDX-License-Identifier: GPL-3.0-or-later

internal import CArrivals

/// Standard variates of an array of shape [trials, neurons], row-major.
///
/// The variate of row b and column n is a pure function of the address, trial `firstTrial + b` and neuron
/// n: the same bits for any split of the rows, number of threads and instruction set, and for any number of
/// neurons beside it. Each law has a key of its own, so variates are independent of the arrivals at the
/// same address and of each other. The words are in <doc:Reproducibility>.
///
/// Preconditions of all: the window, the trials and the neurons are in 0..<2³².
/// Complexity of all: O(trials · neurons).
extension DrawAddress {
  /// Uniform on (0, 1), on a lattice of 2²³ points; neither end occurs.
  public func standardUniforms(
    trials: Int, neurons: Int, instructionSet: InstructionSet = .best
  ) -> [Float] {
    variates(VARIATES_UNIFORM, "standard-uniforms", trials, neurons, instructionSet)
  }

  /// Normal with mean 0 and variance 1, by inversion of a sign and a tail of 31 bits; up to ±6.3.
  public func standardNormals(
    trials: Int, neurons: Int, instructionSet: InstructionSet = .best
  ) -> [Float] {
    variates(VARIATES_NORMAL, "standard-normals", trials, neurons, instructionSet)
  }

  /// Laplace with mean 0, scale 1 and variance 2, by inversion of a sign and a tail of 31 bits; up to ±22.2.
  public func standardLaplaces(
    trials: Int, neurons: Int, instructionSet: InstructionSet = .best
  ) -> [Float] {
    variates(VARIATES_LAPLACE, "standard-laplaces", trials, neurons, instructionSet)
  }

  /// Gumbel of location 0 and scale 1, −ln(−ln u) with both tails of u of 31 bits; from −3.2 to 22.9.
  public func standardGumbels(
    trials: Int, neurons: Int, instructionSet: InstructionSet = .best
  ) -> [Float] {
    variates(VARIATES_GUMBEL, "standard-gumbels", trials, neurons, instructionSet)
  }

  private func variates(
    _ law: variates_law, _ name: String, _ trials: Int, _ neurons: Int, _ set: InstructionSet
  ) -> [Float] {
    guard window >= 0 && window < 1 << 32 else {
      fatalError("the window \(window) does not lie in 0..<2^32")
    }
    guard trials >= 0 && firstTrial >= 0 && firstTrial + trials <= 1 << 32 else {
      fatalError("\(trials) trials from \(firstTrial) do not lie in 0..<2^32")
    }
    guard neurons >= 0 && neurons <= 1 << 32 else {
      fatalError("\(neurons) neurons do not lie in 0..<2^32")
    }
    let (low, high) = seed.key(for: Purpose("\(purpose.name)/\(name)")).words
    return [Float](unsafeUninitializedCapacity: trials * neurons) { variates, filled in
      arrivals_variates(
        set.kernel, law, [low, high], UInt32(window), UInt32(truncatingIfNeeded: firstTrial),
        trials, neurons, variates.baseAddress)
      filled = trials * neurons
    }
  }
}
