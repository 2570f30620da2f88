// SPDX-License-Identifier: GPL-3.0-or-later

/// How many frames a second has, as a fraction: 30000/1001 is exact so.
public struct FrameRate: Hashable, Sendable, CustomStringConvertible {
  /// So many frames in ``denominator`` seconds.
  public let numerator: Int
  /// The seconds that ``numerator`` frames take.
  public let denominator: Int

  /// A rate.
  ///
  /// - Precondition: both numbers are positive.
  public init(_ numerator: Int, per denominator: Int = 1) {
    guard numerator > 0 && denominator > 0 else {
      fatalError("\(numerator)/\(denominator) is not a valid frame rate")
    }
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Frames a second, in Hz.
  public var framesPerSecond: Double { Double(numerator) / Double(denominator) }

  /// From one frame to the next, in seconds.
  public var interval: Double { Double(denominator) / Double(numerator) }

  public var description: String {
    denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)"
  }
}
