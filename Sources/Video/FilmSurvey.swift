// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Stimuli

/// What a first walk through a film finds: how many frames it has, and where it cuts to another scene.
public struct FilmSurvey: Equatable, Sendable {
  /// The file; of pans, what they are.
  public let path: String
  /// The SHA-256 of the file; of pans, of the names of their photographs.
  public let digest: String
  /// Columns and rows of its frames, as they are looked at.
  public let size: FrameSize
  /// Frames a second, `nil` where it does not say.
  public let frameRate: FrameRate?
  /// How many frames it has.
  public let frames: Int
  /// The frames that begin a new scene, ascending: see ``SceneChanges``.
  public let cuts: [Int]
  /// Whether a child `ffmpeg` decodes it.
  public let isDecoded: Bool
  /// What was done to its frame rate.
  public let notes: [String]
  /// How many frames belong together when a film is split: one, or those of a photograph.
  let unit: Int
  /// The size that was asked for.
  private let wanted: FrameSize?
  private let pans: PhotographPans?

  /// Walks through a film.
  ///
  /// - Parameters:
  ///   - path: the film, a file that can be read again.
  ///   - size: the size of its frames, its own by default.
  ///   - isOver: asked while the film keeps us waiting; `true` ends it early.
  ///   - watch: told the number of frames so far, after each of them and at the end.
  /// - Throws: ``VideoError``, ``FilmSequenceError/readOnce(name:)``, `FileError`, and what `watch` throws.
  public init(
    _ path: String, size: FrameSize? = nil,
    until isOver: @escaping @Sendable () -> Bool = { false },
    watching watch: (Int) throws -> Void = { _ in }
  ) throws {
    try FilmSurvey.requireFile(path)
    let film = try VideoSource([path], size: size, until: isOver)
    var frame = VideoFrame(size: film.size)
    var changes = SceneChanges()
    isDecoded = film.decoder != nil
    while try film.read(into: &frame) {
      changes.add(frame.image)
      try watch(film.frameCount)
    }
    try watch(film.frameCount)
    if let damage = film.damage { throw damage }
    self.path = path
    digest = try SHA256.sum(ofFile: path)
    self.size = film.size
    frameRate = film.frameRate
    frames = film.frameCount
    cuts = changes.cuts
    notes = film.notes
    unit = 1
    wanted = size
    pans = nil
  }

  /// A film of photographs, whose frames and scenes are known; a part of it holds whole photographs.
  public init(_ pans: PhotographPans) {
    let photographs = pans.photographs.photographs
    path = pans.summary
    digest = SHA256.sum(of: Array(photographs.map(\.path).joined(separator: "\n").utf8))
    size = pans.size
    frameRate = nil
    frames = pans.frames * photographs.count
    cuts = photographs.indices.dropFirst().map { $0 * pans.frames }
    isDecoded = true
    notes = []
    unit = pans.frames
    wanted = nil
    self.pans = pans
  }

  /// A way through the frames.
  ///
  /// - Throws: ``VideoError``, ``FilmSequenceError/changed(name:)`` for a film of another size than before.
  package func walk(until isOver: @escaping @Sendable () -> Bool) throws -> FilmWalk {
    if let pans { return FilmWalk(pans) }
    let film = try VideoSource([path], size: wanted, until: isOver)
    guard film.size == size else { throw FilmSequenceError.changed(name: path) }
    return FilmWalk(film)
  }

  /// Where the frames come from, in one line.
  var origin: String { pans?.summary ?? "\(name): SHA-256 \(digest)" }

  /// Opens a film and closes it again, to refuse what cannot be used before any work.
  ///
  /// - Throws: ``VideoError``, among them ``VideoError/smallerThanTile(size:side:)``, and
  ///   ``FilmSequenceError/readOnce(name:)``.
  public static func requireUsable(_ path: String, size: FrameSize? = nil, side: Int = 16) throws {
    try requireFile(path)
    let film = try VideoSource(path, size: size)
    defer { film.close() }
    guard film.size.width >= side, film.size.height >= side else {
      throw VideoError.smallerThanTile(size: film.size, side: side)
    }
  }

  /// The name of the file without its folders.
  public var name: String { URL(fileURLWithPath: path).lastPathComponent }

  /// The scenes that lie in some of the frames, cut to these.
  func scenes(in part: Range<Int>) -> [Range<Int>] {
    zip([0] + cuts, cuts + [frames]).map { ($0..<$1).clamped(to: part) }.filter { !$0.isEmpty }
  }

  /// Standard input, pipes and devices can be read only once.
  private static func requireFile(_ path: String) throws(FilmSequenceError) {
    var status = stat()
    let isOther = stat(path, &status) == 0 && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
    if path == VideoSource.standardInput || isOther { throw .readOnce(name: path) }
  }
}
