// SPDX-License-Identifier: GPL-3.0-or-later

internal import Stimuli
internal import Tensors

/// The sequences of a group, which fill while the frames of films come in order.
package struct FilmGroup: Sendable {
  /// Where a sequence lies: a film, its first frame there and the corner of the tile.
  package struct Place: Equatable, Sendable {
    package let film: Int
    package let start: Int
    package let left: Int
    package let top: Int
  }

  let places: [Place]
  /// **Shape:** [sequences, frames, side²].
  private(set) var values: [Float]
  private let side: Int
  private let frames: Int
  /// The sequences of the film at hand that have not begun, the next one last.
  private var waiting: [Int] = []
  /// Those that show the frame at hand.
  private var shown: [Int] = []

  init(_ places: [Place], side: Int, frames: Int) {
    self.places = places
    self.side = side
    self.frames = frames
    values = [Float](repeating: 0, count: places.count * frames * side * side)
  }

  /// Before the first frame of a film.
  mutating func begin(film: Int) {
    shown = []
    waiting = places.indices.filter { places[$0].film == film }.sorted {
      (places[$0].start, $0) > (places[$1].start, $1)
    }
  }

  /// Takes the tiles of all sequences that show this frame, whitened; frames come one after the other.
  mutating func take(_ image: GrayImage, at frame: Int) {
    shown.removeAll { places[$0].start + frames <= frame }
    while let sequence = waiting.last, places[sequence].start <= frame {
      shown.append(sequence)
      waiting.removeLast()
    }
    guard !shown.isEmpty else { return }
    let pixels = side * side
    var cut: [Float] = []
    cut.reserveCapacity(shown.count * pixels)
    for place in shown.map({ places[$0] }) {
      for row in place.top..<place.top + side {
        let start = row * image.width + place.left
        cut += image.pixels[start..<start + side]
      }
    }
    var tiles = Tensor(cut, shape: [shown.count, pixels])
    var scaling = TileScaling()
    scaling.scale(&tiles)
    for (tile, sequence) in shown.enumerated() {
      let target = (sequence * frames + frame - places[sequence].start) * pixels
      values.replaceSubrange(
        target..<target + pixels, with: tiles.values[tile * pixels..<(tile + 1) * pixels])
    }
  }
}
