// SPDX-License-Identifier: GPL-3.0-or-later

internal import Streaming
public import Tensors

/// What a cut from one scene to another does to neurons, and how they adapt to the new scene.
///
/// Every piece of a clip is shown twice, side by side: as it is, and with a cut, after which it continues as another piece does. With and without a cut the
/// neurons see the same frames, only in another order, so any difference between them is due to the cut.
public struct CutResponse: Sendable {
  /// What is measured, for each piece of picture and frame.
  public enum Measure: String, Sendable, CaseIterable {
    /// Spikes of all neurons.
    case spikes
    /// In nats.
    case freeEnergy
    /// The divergence of the belief after the frame from the prior it began with, in nats.
    case divergence
    /// Σ(x − reconstruction)².
    case squaredError
  }

  /// Means over all pieces, frame by frame.
  public struct Course: Sendable, Equatable {
    /// With a cut.
    public let cut: [Double]
    /// Without one.
    public let continued: [Double]
    /// The standard error of their difference, which is measured piece by piece.
    public let standardError: [Double]

    /// How much the cut added.
    public var excess: [Double] { zip(cut, continued).map { $0 - $1 } }
  }

  /// Frames before the cut.
  public let before: Int
  /// The frames that were added.
  public private(set) var frames = 0
  private var courses: [Measure: [(cut: [Double], continued: [Double])]] = [:]

  /// Starts with nothing measured.
  public init(before: Int) { self.before = before }

  /// All frames of a clip, cut and continued: each of shape [2 · pieces, pixels].
  ///
  /// - Parameters:
  ///   - clip: frames of shape [pieces, pixels], at least two pieces.
  ///   - before: frames before the cut. From then on piece i continues as piece i + pieces/2 does.
  public static func frames(of clip: [Tensor], before: Int) -> AnySequence<Tensor> {
    AnySequence(
      clip.indices.lazy.map { time in
        let (pieces, pixels) = (clip[time].shape[0], clip[time].shape[1])
        let shown = clip[time].values
        let half = time < before ? 0 : pieces / 2 * pixels
        return Tensor(shown[half...] + shown[..<half] + shown, shape: [2 * pieces, pixels])
      })
  }

  /// Adds a frame.
  public mutating func add<Frames>(_ response: Recording<Frames>.Response) {
    let inference = response.inference
    var spikes = [Double](repeating: 0, count: inference.state.patchCount)
    inference.forEachTrain { trial, _, times in spikes[trial] += Double(times.count) }
    add([
      .spikes: spikes, .freeEnergy: inference.freeEnergies, .divergence: inference.divergences,
      .squaredError: inference.squaredErrors,
    ])
  }

  /// Adds what was measured in a frame: first all pieces with a cut, then without.
  public mutating func add(_ measured: [Measure: [Double]]) {
    frames += 1
    for (measure, values) in measured {
      let half = values.count / 2
      courses[measure, default: []].append((Array(values[..<half]), Array(values[half...])))
    }
  }

  /// How a measure went; nil when it was not added.
  public func course(of measure: Measure) -> Course? {
    guard let frames = courses[measure] else { return nil }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    return Course(
      cut: frames.map { mean($0.cut) }, continued: frames.map { mean($0.continued) },
      standardError: frames.map { frame in
        let excess = zip(frame.cut, frame.continued).map { $0 - $1 }
        let (count, average) = (Double(excess.count), mean(excess))
        guard count > 1 else { return .infinity }
        return
          (excess.reduce(0) { $0 + ($1 - average) * ($1 - average) } / (count - 1) / count)
          .squareRoot()
      })
  }

  /// How many frames after the cut what it added has fallen to half of its peak, between frames by straight lines; nil when the cut adds nothing that stands out from
  /// chance by four standard errors, or when that lasts.
  public func halfLife(of measure: Measure) -> Double? {
    guard let course = course(of: measure), course.cut.count > before else { return nil }
    let excess = Array(course.excess[before...])
    guard let peak = excess.indices.max(by: { excess[$0] < excess[$1] }),
      excess[peak] > 4 * course.standardError[before + peak]
    else { return nil }
    let half = excess[peak] / 2
    guard let below = excess.indices.first(where: { $0 > peak && excess[$0] < half }) else {
      return nil
    }
    let (above, under) = (excess[below - 1], excess[below])
    return Double(below - 1) + (above - half) / (above - under)
  }
}
