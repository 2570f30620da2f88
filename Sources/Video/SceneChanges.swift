// SPDX-License-Identifier: GPL-3.0-or-later

public import Stimuli

/// Finds the frames with which a film cuts to another scene.
///
/// Frame f differs from the one before by
///
///     e(f) = mean of (x(f) − x(f−1))² / (variance of x(f) + variance of x(f−1)),   x without the mean of its frame
///
/// which is 0 for equal frames, whatever their brightness, and 1 for unrelated ones. Frame f begins a scene if e(f) is
/// above ``least`` and above ``ratio`` times the median of the differences up to ``reach`` frames before and after it:
/// a cut stands out, fast motion goes on. Dissolves and fades are not found.
public struct SceneChanges: Sendable {
  /// The smallest difference that can be a cut.
  public static let least = 0.25
  /// How many times the median of its neighbors a cut is.
  public static let ratio = 3.0
  /// How many differences before and after count as neighbors.
  public static let reach = 5

  /// e of every frame but the first, in order.
  public private(set) var differences: [Double] = []
  private var last: GrayImage?
  private var lastMoments: (mean: Double, variance: Double) = (0, 0)

  /// Before the first frame.
  public init() {}

  /// Looks at the next frame.
  ///
  /// - Precondition: all frames have one size.
  public mutating func add(_ image: GrayImage) {
    let moments = PixelMoments(image.pixels)
    if let last {
      guard last.size == image.size else {
        fatalError("frames of \(last.size) and \(image.size) in one film")
      }
      let shift = moments.mean - lastMoments.mean
      let sum = image.pixels.withUnsafeBufferPointer { new in
        last.pixels.withUnsafeBufferPointer { old in
          var sum = 0.0
          for index in new.indices {
            let change = Double(new[index]) - Double(old[index]) - shift
            sum += change * change
          }
          return sum
        }
      }
      let spread = moments.second + lastMoments.variance
      differences.append(spread > 0 ? sum / Double(image.pixels.count) / spread : 0)
    }
    last = image
    lastMoments = (moments.mean, moments.second)
  }

  /// The numbers of the frames that begin a new scene, ascending; the first frame is not among them.
  public var cuts: [Int] {
    differences.indices.filter { index in
      let around = max(0, index - Self.reach)...min(differences.count - 1, index + Self.reach)
      let neighbors = around.filter { $0 != index }.map { differences[$0] }.sorted()
      let median = neighbors.isEmpty ? 0 : neighbors[neighbors.count / 2]
      return differences[index] > max(Self.least, Self.ratio * median)
    }.map { $0 + 1 }
  }
}
