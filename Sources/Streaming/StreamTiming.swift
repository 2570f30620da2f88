// SPDX-License-Identifier: GPL-3.0-or-later

/// How time runs in a stream: frames at a fixed interval, each cut into steps of inference.
///
/// ```
/// window w = frame · stepsPerFrame + step,   d = frameInterval/stepsPerFrame
/// window w lasts from the rounded w·d to the rounded (w + 1)·d seconds
/// ```
/// Neighboring windows share a border, so that no spike can fall between them or into both.
public struct StreamTiming: Hashable, Sendable {
  /// The time from one frame to the next, in seconds.
  public let frameInterval: Double
  /// How many steps of inference one frame gets.
  public let stepsPerFrame: Int

  /// The timing of a stream.
  ///
  /// - Throws: ``StreamError/invalidFrameInterval(_:)`` and ``StreamError/invalidStepCount(_:)``.
  public init(frameInterval: Double, stepsPerFrame: Int) throws(StreamError) {
    guard frameInterval > 0, frameInterval.isFinite else {
      throw .invalidFrameInterval(frameInterval)
    }
    guard stepsPerFrame >= 1, stepsPerFrame <= 1_000_000 else {
      throw .invalidStepCount(stepsPerFrame)
    }
    self.frameInterval = frameInterval
    self.stepsPerFrame = stepsPerFrame
  }

  /// How long one step lasts, in seconds.
  public var windowDuration: Double { frameInterval / Double(stepsPerFrame) }

  /// The first window of a frame.
  public func window(ofFrame frame: Int) -> Int { frame * stepsPerFrame }

  /// When a window begins and ends, in seconds; the end is excluded.
  public func interval(ofWindow window: Int) -> Range<Double> {
    Double(window) * windowDuration..<Double(window + 1) * windowDuration
  }

  /// When a frame is seen, in seconds; the end is excluded.
  public func interval(ofFrame frame: Int) -> Range<Double> {
    let (first, next) = (window(ofFrame: frame), window(ofFrame: frame + 1))
    return Double(first) * windowDuration..<Double(next) * windowDuration
  }
}
