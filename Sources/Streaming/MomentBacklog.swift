// SPDX-License-Identifier: GPL-3.0-or-later

/// What one viewer of a stream has not fetched yet: the spikes of every moment, the picture of the newest.
///
/// A viewer that looks slowly misses pictures, for a newer one takes the place of an older one. Its moments wait, in
/// order, as long as they are younger than ``span``; older ones are counted in ``Delivery/lost``.
package struct MomentBacklog<Moment: Sendable, Picture: Sendable>: Sendable {
  /// What a viewer is given when it asks.
  package struct Delivery: Sendable {
    /// The moments since the last delivery, at least one, the newest last.
    package let moments: [Moment]
    /// The picture of the newest moment.
    package let picture: Picture
    /// How many moments before these were too old to wait.
    package let lost: Int
  }

  /// How long a moment waits, in seconds of the film.
  package let span: Double
  private var waiting: [(end: Double, moment: Moment)] = []
  private var picture: Picture?
  private var lost = 0

  /// A backlog of a viewer that has just come.
  package init(span: Double) { self.span = span }

  /// Adds the newest moment, which ends at `end` seconds of the film.
  ///
  /// - Complexity: amortized O(1).
  package mutating func add(_ moment: Moment, picture: Picture, end: Double) {
    waiting.append((end, moment))
    self.picture = picture
    // Moments leave in batches: one by one, each would move all the others.
    guard let first = waiting.first, first.end < end - 1.25 * span else { return }
    let kept = waiting.firstIndex { $0.end >= end - span } ?? waiting.endIndex - 1
    lost += kept
    waiting.removeFirst(kept)
  }

  /// Hands over all that waits; `nil` when nothing does.
  package mutating func take() -> Delivery? {
    guard let picture = picture.take() else { return nil }
    defer { (waiting, lost) = ([], 0) }
    return Delivery(moments: waiting.map(\.moment), picture: picture, lost: lost)
  }
}
