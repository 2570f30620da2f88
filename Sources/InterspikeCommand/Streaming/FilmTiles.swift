// SPDX-License-Identifier: GPL-3.0-or-later

internal import Stimuli
internal import Tensors

/// The frames of a film as neurons see them: whitened as photographs were for training, cut into tiles.
///
/// One walk through the film; it remembers how the last frame was prepared, so that what neurons make of it can be put
/// back.
final class FilmTiles: AsyncSequence, AsyncIteratorProtocol {
  typealias Element = Tensor

  let tiling: FrameTiling
  /// When the last frame had arrived and its preparation began.
  private(set) var arrival = ContinuousClock.now
  /// The last frame, whitened.
  private(set) var whitened: GreyImage
  private let film: VideoSource
  private let limit: Int
  private let whitening: FrameWhitening
  private var frame: VideoFrame
  private var tiles: Tensor
  private var scaling = TileScaling()
  private var history = ContrastHistory()
  private var taken = 0

  /// Tiles of `side` pixels every `stride` pixels, of at most `limit` frames.
  init(_ film: VideoSource, side: Int, stride: Int, limit: Int) throws(VideoError) {
    self.film = film
    self.limit = limit
    tiling = try FrameTiling(size: film.size, side: side, stride: stride)
    whitening = FrameWhitening(size: film.size)
    frame = VideoFrame(size: film.size)
    whitened = frame.image
    tiles = tiling.emptyTiles()
  }

  func makeAsyncIterator() -> FilmTiles { self }

  func next() async throws -> Tensor? {
    guard taken < limit, Interruption.signal == nil, try film.read(into: &frame) else { return nil }
    arrival = .now
    taken += 1
    whitening.whiten(frame.image, into: &whitened, history: &history)
    tiling.cut(whitened, into: &tiles)
    scaling.scale(&tiles)
    return tiles
  }

  /// The last frame, whitened, as grey to look at.
  var shown: GreyImage {
    var image = whitened
    FrameWhitening.display(whitened, into: &image)
    return image
  }

  /// What neurons saw of the last frame, as grey to look at.
  func shown(_ reconstruction: Tensor) -> GreyImage {
    var tiles = reconstruction
    scaling.restore(&tiles)
    var seen = whitened
    tiling.blend(tiles, into: &seen)
    var image = seen
    FrameWhitening.display(seen, into: &image)
    return image
  }
}
