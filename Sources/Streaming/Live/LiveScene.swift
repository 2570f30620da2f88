// SPDX-License-Identifier: GPL-3.0-or-later

/// What the live page is told once: who watches what, and how frames are cut.
package struct LiveScene: Encodable, Sendable {
  /// The name of the run.
  package let run: String
  /// The names of the videos.
  package let film: String
  /// Pixels of one side of a tile.
  package let side: Int
  /// Where each column of tiles begins, in pixels.
  package let lefts: [Int]
  /// Where each row of tiles begins, in pixels.
  package let tops: [Int]

  package init(run: String, film: String, side: Int, lefts: [Int], tops: [Int]) {
    (self.run, self.film, self.side, self.lefts, self.tops) = (run, film, side, lefts, tops)
  }
}
