// SPDX-License-Identifier: GPL-3.0-or-later

public import Stimuli

/// Columns and rows of a frame.
public struct FrameSize: Hashable, Sendable, CustomStringConvertible {
  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int

  /// The most pixels that a frame may have, so that a damaged header cannot ask for all memory: 8192 × 8192.
  public static let mostPixels = 1 << 26

  /// A size.
  ///
  /// - Precondition: both sides are positive, and their product is at most ``mostPixels``.
  public init(width: Int, height: Int) {
    guard FrameSize.isUsable(width: width, height: height) else {
      fatalError("a frame cannot have \(width)×\(height) pixels")
    }
    self.width = width
    self.height = height
  }

  /// A size as it is written on a command line, such as `640x352`; `nil` for anything else.
  public init?(_ text: String) {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let width = sides[0], let height = sides[1],
      FrameSize.isUsable(width: width, height: height)
    else { return nil }
    self.init(width: width, height: height)
  }

  /// The number of pixels.
  public var pixels: Int { width * height }

  public var description: String { "\(width)×\(height)" }

  static func isUsable(width: Int, height: Int) -> Bool {
    width > 0 && height > 0 && width <= mostPixels && height <= mostPixels / width
  }
}

extension GrayImage {
  /// The columns and rows.
  public var size: FrameSize { FrameSize(width: width, height: height) }
}
