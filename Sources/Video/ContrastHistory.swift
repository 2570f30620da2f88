// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// The average level of contrast of the frames so far, which ``FrameWhitening`` hands from one frame to the next.
public struct ContrastHistory: Hashable, Sendable, Codable {
  /// The average, `nil` before the first frame.
  public private(set) var level: Float?

  /// Before the first frame.
  public init() {}

  mutating func add(_ own: Float, memory: Double) {
    guard let level else { return self.level = own }
    self.level = level + Float(-expm1(-1 / memory)) * (own - level)
  }
}
