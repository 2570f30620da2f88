// SPDX-License-Identifier: GPL-3.0-or-later

extension SpikeTrain {
  /// The van Rossum distance of two trains: how much they differ after a filter that decays exponentially.
  ///
  /// ```
  /// D² = (2/τ) ∫ (f(t) − g(t))² dt,     f(t) = Σ e^(−(t − tᵢ)/τ) over the spikes tᵢ ≤ t of one, g of the other
  /// ```
  /// A train of one spike is 1 from an empty one, as in Elephant; the paper's D² is half of this. With τ short
  /// D² counts the spikes that have no partner, with τ = ∞ D is the difference of the counts.
  ///
  /// Between spikes f − g decays in closed form, so the integral is a sum of squares without cancellation, and the
  /// distance of a train to itself is exactly 0.
  ///
  /// - Parameters:
  ///   - other: the other train.
  ///   - timeConstant: τ in seconds; may be infinite.
  /// - Throws: ``SpikeTrainError/invalidParameter(_:value:remedy:)`` when τ is not positive.
  /// - Complexity: O(spikes of both).
  /// > Reference: M. C. W. van Rossum, Neural Comput. 13 (2001) 751–763, doi:10.1162/089976601300014321.
  public func vanRossumDistance(
    to other: SpikeTrain, timeConstant: Double
  ) throws(SpikeTrainError) -> Double {
    guard timeConstant > 0 else {
      throw .invalidParameter(
        "time constant of a filter in seconds", value: timeConstant,
        remedy: "use a number above 0, or infinity")
    }
    var (own, others) = (times[...], other.times[...])
    var (difference, square) = (0.0, 0.0)
    var last: Double?
    while let time = [own.first, others.first].compactMap(\.self).min() {
      if let last, time > last {
        let decay = exponential(-(time - last) / timeConstant)
        square += difference * difference * (1 - decay * decay)
        difference *= decay
      }
      last = time
      while own.first == time {
        difference += 1
        own = own.dropFirst()
      }
      while others.first == time {
        difference -= 1
        others = others.dropFirst()
      }
    }
    return (square + difference * difference).squareRoot()
  }
}
