// SPDX-License-Identifier: GPL-3.0-or-later

/// Time cut into windows of equal duration: window w lasts from w·d to (w + 1)·d.
///
/// Borders are the rounded products, so that neighboring windows share one and no spike can fall between
/// them or into both.
struct WindowGrid: Sendable {
  /// Seconds.
  let duration: Double

  static let windowLimit = 1 << 32

  init(duration: Double) {
    guard duration > 0 && duration.isFinite else {
      fatalError("windows of \(duration) s: use a positive, finite duration")
    }
    self.duration = duration
  }

  func start(of window: Int) -> Double { Double(window) * duration }

  func interval(of window: Int) -> Range<Double> { start(of: window)..<start(of: window + 1) }

  /// The windows that a stretch of time touches.
  func windows(of interval: Range<Double>) -> Range<Int> {
    guard !interval.isEmpty else { return 0..<0 }
    let isEndless = interval.upperBound == .infinity
    guard
      interval.lowerBound >= 0 && interval.lowerBound / duration < 4_294_967_295
        && (isEndless || interval.upperBound / duration < 4_294_967_296)
    else {
      fatalError(
        "the interval \(interval) s does not lie within 2^32 windows of \(duration) s from 0")
    }
    // The quotient only guesses: window w lasts from the rounded w·d to the rounded (w + 1)·d.
    var first = Int(interval.lowerBound / duration)
    while first > 0, start(of: first) > interval.lowerBound { first -= 1 }
    while start(of: first + 1) <= interval.lowerBound { first += 1 }
    if isEndless { return first..<Self.windowLimit }
    var end = max(first + 1, Int(interval.upperBound / duration))
    while end > first + 1, start(of: end - 1) >= interval.upperBound { end -= 1 }
    while start(of: end) < interval.upperBound { end += 1 }
    return first..<end
  }
}
