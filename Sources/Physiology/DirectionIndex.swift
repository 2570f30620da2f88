// SPDX-License-Identifier: GPL-3.0-or-later

/// How much more a neuron fires for its preferred direction of motion than for the opposite one, without choosing and measuring with the same spikes.
///
/// ```
/// DI = (r(θ*) − r(θ* + 180°))/(r(θ*) + r(θ* + 180°))
/// ```
/// θ* is the direction of the largest response in one half of the trials, r are the responses in the other half; then the halves change places. A
/// neuron without a preferred direction has DI 0 on average, however few its spikes; one that fires for a single direction has DI 1. Had θ* and r come
/// from the same spikes, chance alone would make DI positive.
///
/// > Reference: R. L. De Valois, E. W. Yund & N. Hepler, Vision Res. 22 (1982) 531, doi:10.1016/0042-6989(82)90112-2.
public struct DirectionIndex: Sendable, Equatable {
  /// The preferred direction in all trials, in degrees.
  public let direction: Double
  /// DI measured in either half, at the direction that the other half prefers; nil where that half is silent.
  public let halves: [Double?]

  /// The mean of both halves, −1 to 1; nil for a silent neuron.
  public var value: Double? {
    let found = halves.compactMap { $0 }
    return found.isEmpty ? nil : found.reduce(0, +) / Double(found.count)
  }

  /// Measures responses to stimuli that move in evenly spaced directions, 0 first, all around.
  ///
  /// - Parameters:
  ///   - first: the responses in one half of the trials, [stimuli][directions].
  ///   - second: those in the other half, of the same shape.
  /// - Precondition: an even number of directions.
  public init(first: [[Double]], second: [[Double]]) {
    let count = first.first?.count ?? 0
    guard count > 0, count.isMultiple(of: 2), first.count == second.count,
      (first + second).allSatisfy({ $0.count == count })
    else {
      fatalError("responses of \(first.count) and \(second.count) stimuli to \(count) directions")
    }
    func preferred(_ responses: [[Double]]) -> (stimulus: Int, direction: Int) {
      var best = (stimulus: 0, direction: 0)
      for stimulus in responses.indices {
        for direction in 0..<count
        where responses[stimulus][direction] > responses[best.stimulus][best.direction] {
          best = (stimulus, direction)
        }
      }
      return best
    }
    halves = [(second, first), (first, second)].map { chosenIn, measuredIn in
      let best = preferred(chosenIn)
      let curve = measuredIn[best.stimulus]
      let (there, opposite) = (
        curve[best.direction], curve[(best.direction + count / 2) % count]
      )
      return there + opposite > 0 ? (there - opposite) / (there + opposite) : nil
    }
    let all = zip(first, second).map { zip($0, $1).map { $0 + $1 } }
    direction = 360 * Double(preferred(all).direction) / Double(count)
  }
}

/// How selective a population is for direction.
public struct DirectionSummary: Sendable, Equatable {
  /// The indices of neurons that have one.
  public let indices: [Double]
  /// Their mean; nil when no neuron has one.
  public let mean: Double?
  /// The standard error of the mean; nil with fewer than two.
  public let standardError: Double?
  /// Neurons whose index exceeds a third in both halves of the trials.
  public let selective: Int

  /// A summary of neurons.
  public init(_ neurons: [DirectionIndex]) {
    let indices = neurons.compactMap(\.value)
    let count = Double(indices.count)
    let mean = indices.isEmpty ? nil : indices.reduce(0, +) / count
    standardError = mean.flatMap { mean in
      guard count > 1 else { return nil }
      let squares = indices.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / (count - 1) / count).squareRoot()
    }
    (self.indices, self.mean) = (indices, mean)
    selective = neurons.count { $0.halves.allSatisfy { ($0 ?? 0) > 1 / 3 } }
  }
}
