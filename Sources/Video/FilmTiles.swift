// SPDX-License-Identifier: GPL-3.0-or-later

public import Stimuli
public import Tensors

/// The frames of a film as neurons see them: whitened as photographs were for training, cut into tiles.
///
/// ```swift
/// let tiles = try FilmTiles(VideoSource("clip.mp4"), side: 16)
/// for try await moment in try tiles.inferred(by: inference) { print(moment.spikeCount) }
/// ```
/// One walk through the film; it remembers how the last frame was prepared, so that what neurons make of it can be put
/// back.
public final class FilmTiles: AsyncSequence, AsyncIteratorProtocol {
  /// The tiles of one frame, shape [tiles, side²].
  public typealias Element = Tensor

  /// How frames are cut.
  public let tiling: FrameTiling
  /// When the last frame had arrived and its preparation began.
  public private(set) var arrival = ContinuousClock.now
  /// The last frame, whitened.
  public private(set) var whitened: GrayImage
  private let film: VideoSource
  private let limit: Int
  private let isOver: () -> Bool
  private let whitening: FrameWhitening
  private var frame: VideoFrame
  private var tiles: Tensor
  private var scaling = TileScaling()
  private var history = ContrastHistory()
  private var taken = 0

  /// Tiles of `side` pixels, of at most `limit` frames.
  ///
  /// - Parameters:
  ///   - film: the film.
  ///   - side: pixels of one side of a tile.
  ///   - stride: pixels from one tile to the next; nil for tiles that abut.
  ///   - limit: how many frames at most.
  ///   - isOver: asked before every frame; true ends the film.
  /// - Throws: ``VideoError/smallerThanTile(size:side:)`` when a frame holds no tile.
  public init(
    _ film: VideoSource, side: Int, stride: Int? = nil, limit: Int = .max,
    until isOver: @escaping () -> Bool = { false }
  ) throws(VideoError) {
    self.film = film
    self.limit = limit
    self.isOver = isOver
    tiling = try FrameTiling(size: film.size, side: side, stride: stride ?? side)
    whitening = FrameWhitening(size: film.size)
    frame = VideoFrame(size: film.size)
    whitened = frame.image
    tiles = tiling.emptyTiles()
  }

  /// The walk itself.
  public func makeAsyncIterator() -> FilmTiles { self }

  /// The tiles of the next frame; nil after the last.
  ///
  /// - Throws: ``VideoError`` when the film breaks off.
  public func next() async throws -> Tensor? {
    guard taken < limit, !isOver(), try film.read(into: &frame) else { return nil }
    arrival = .now
    taken += 1
    whitening.whiten(frame.image, into: &whitened, history: &history)
    tiling.cut(whitened, into: &tiles)
    scaling.scale(&tiles)
    return tiles
  }

  /// The last frame as it came, before whitening.
  package var seen: VideoFrame { frame }
  /// The tiles of the last frame.
  package var pieces: Tensor { tiles }

  /// The last frame, whitened, as gray to look at.
  public var shown: GrayImage {
    var image = whitened
    FrameWhitening.display(whitened, into: &image)
    return image
  }

  /// What neurons saw of the last frame, as gray to look at.
  public func shown(_ reconstruction: Tensor) -> GrayImage {
    var tiles = reconstruction
    scaling.restore(&tiles)
    var seen = whitened
    tiling.blend(tiles, into: &seen)
    var image = seen
    FrameWhitening.display(seen, into: &image)
    return image
  }
}
