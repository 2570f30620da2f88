// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Stimuli
package import Streaming
internal import Video

extension RunStream {
  /// What the live page is told of the stream.
  package var live: LiveScene {
    func name(_ path: String) -> String { URL(fileURLWithPath: path).lastPathComponent }
    let tiling = tiles.tiling
    return LiveScene(
      run: name(run),
      film: video.map { $0 == "-" ? "standard input" : name($0) }.joined(separator: ", "),
      side: tiling.side, lefts: tiling.lefts, tops: tiling.tops)
  }

  /// Shows a frame to the viewers of the live page, if there are any; called before the next frame is taken.
  ///
  /// - Throws: what `TiledInference.infer(_:after:)` throws.
  package func show(
    _ moment: FrameInference, _ record: StreamRecord, on board: LiveBoard
  ) throws {
    guard board.hasViewers else { return }
    let frame = tiles.seen
    // A model that learns is no longer the one that the stream began with.
    let sample =
      options.learning == nil ? try inference.spikesFromRest(tiles.pieces, moment) : nil
    board.post(
      LiveMoment(
        moment, width: film.size.width, height: film.size.height, record: record,
        tile: board.tile, sample: sample),
      LivePictures(
        film: frame.image.pixels, colored: frame.colors?.bytes(over: frame.image),
        frame: tiles.shown.pixels, seen: tiles.shown(moment.reconstruction).pixels,
        surprise: moment.divergences))
  }
}
