// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
public import Tensors

extension SpikeTriggeredAverage {
  /// Σ average·atom/|atom|: how much of each neuron's atom was shown at each lag before its spikes, [lags][neurons]; 0 where a neuron was silent.
  ///
  /// With noise of standard deviation 1, chance gives every value a standard deviation of √(Σ count²)/Σ count, the counts being those of the neuron in all frames.
  ///
  /// - Parameter dictionary: shape [pixels, neurons].
  public func projections(on dictionary: Tensor) -> [[Double]] {
    let (average, atoms) = (averages.values, dictionary.values)
    let lengths = (0..<neurons).map { neuron in
      (0..<pixels).reduce(0.0) { $0 + pow(Double(atoms[$1 * neurons + neuron]), 2) }.squareRoot()
    }
    return (0..<lags).map { lag in
      (0..<neurons).map { neuron in
        let start = (neuron * lags + lag) * pixels
        let product = (0..<pixels).reduce(0.0) {
          $0 + Double(average[start + $1]) * Double(atoms[$1 * neurons + neuron])
        }
        return lengths[neuron] > 0 ? product / lengths[neuron] : 0
      }
    }
  }

  /// How nearly each neuron's receptive field is one picture times one course in time: 1 when it is, less when it moves.
  ///
  /// ```
  /// A = average of one neuron, [lags, pixels];   G = A·Aᵀ − (pixels·Σ count²/(Σ count)²)·1;   separability = largest eigenvalue of G/trace of G
  /// ```
  /// What is subtracted is what noise of standard deviation 1 adds to A·Aᵀ on average. Neurons whose average is not above that noise have nil.
  ///
  /// > Reference: G. C. DeAngelis, I. Ohzawa & R. D. Freeman, Trends Neurosci. 18 (1995) 451, doi:10.1016/0166-2236(95)94496-R.
  public var separability: [Double?] {
    let average = averages.values
    return (0..<neurons).map { neuron in
      let spikes = spikeCounts[neuron]
      guard spikes > 0 else { return nil }
      let noise =
        Double(pixels) * Double(squaredCounts[neuron]) / (Double(spikes) * Double(spikes))
      let rows = (0..<lags).map { lag in
        let start = (neuron * lags + lag) * pixels
        return average[start..<start + pixels].map(Double.init)
      }
      let gram = rows.map { left in
        rows.map { right in zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } }
      }
      let power = gram.indices.reduce(0) { $0 + gram[$1][$1] } - noise * Double(lags)
      guard power > noise * Double(lags) else { return nil }
      return min(1, (Self.largestEigenvalue(of: gram) - noise) / power)
    }
  }

  /// Of a matrix with no negative eigenvalue, by the power method.
  private static func largestEigenvalue(of matrix: [[Double]]) -> Double {
    let start = matrix.indices.max { matrix[$0][$0] < matrix[$1][$1] } ?? 0
    var (vector, value) = (matrix[start], 0.0)
    // Each round shrinks what belongs to other eigenvalues by their ratio; 200 settle ratios up to .95.
    for _ in 0..<200 {
      let next = matrix.map { row in zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 } }
      let length = next.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length > 0 else { return 0 }
      let before = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      value = length / before
      vector = next.map { $0 / length }
    }
    return value
  }
}
