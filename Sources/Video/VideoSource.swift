// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Stimuli

/// The gray frames of one or more films, one after the other, as their consumer asks for them.
///
/// A YUV4MPEG2 file or pipe is read here; `-` is standard input, which must be such a film. Any other file is decoded
/// by a child `ffmpeg`, which ends with this object, with the film, or when the task that waits is cancelled. Films
/// just follow each other: frames have the size and the rate of the first one, those of another size are scaled.
///
/// Frames come at a constant rate. Where a film shows its frames for different times, or a later film has another
/// rate than the first, frames are repeated (and, where they come faster, left out), so that each is shown when the
/// film shows it, to half an interval; ``notes`` says so.
///
/// ```swift
/// let film = try VideoSource("clip.mp4", size: FrameSize(width: 640, height: 352))
/// while let frame = try film.next() { print(frame.index, frame.image.mean) }
/// ```
/// Memory holds one frame, whatever the length. ``read(into:)`` reuses one frame's storage.
public final class VideoSource {
  /// Columns and rows of every frame.
  public private(set) var size: FrameSize
  /// Frames a second of the first film, `nil` where it does not say.
  public private(set) var frameRate: FrameRate?
  /// How many frames have come.
  public private(set) var frameCount = 0
  /// The numbers of the frames with which later films than the first began.
  public private(set) var cuts: [Int] = []

  /// What was done to the rates of films, one sentence a film.
  public private(set) var notes: [String] = []

  /// The name that stands for standard input.
  public static let standardInput = "-"

  private let paths: [String]
  private let tool: String
  private let retimed: Bool
  private let colors: Bool
  private let isOver: @Sendable () -> Bool
  private var place = 0
  private var placeOfLastFrame = 0
  private var current: Film?
  private var raw: VideoFrame
  private var resampler: FrameResampler?
  private var earlierComplaints: [Complaint] = []

  /// Opens the first film.
  ///
  /// - Parameters:
  ///   - paths: the films; at least one.
  ///   - size: the size of the frames, that of the first film by default. Frames are stretched to it.
  ///   - retimed: whether frames are repeated to give films a constant rate; otherwise every frame comes once,
  ///     whatever its time.
  ///   - colors: whether frames also have their colors, to look at; their gray is the same.
  ///   - isOver: asked ten times a second while a film keeps us waiting; `true` is the end of the film.
  /// - Throws: ``VideoError``, for the later films too when they do not exist.
  public convenience init(
    _ paths: [String], size: FrameSize? = nil, retimed: Bool = true, colors: Bool = false,
    until isOver: @escaping @Sendable () -> Bool = { false }
  ) throws(VideoError) {
    try self.init(
      paths, size: size, retimed: retimed, colors: colors, until: isOver, tool: VideoTool.name)
  }

  /// Opens one film.
  ///
  /// - Throws: ``VideoError``.
  public convenience init(_ path: String, size: FrameSize? = nil) throws(VideoError) {
    try self.init([path], size: size)
  }

  package init(
    _ paths: [String], size: FrameSize?, retimed: Bool = true, colors: Bool = false,
    until isOver: @escaping @Sendable () -> Bool, tool: String
  ) throws(VideoError) {
    guard !paths.isEmpty else {
      fatalError("no video was named")
    }
    for path in paths where path != VideoSource.standardInput && access(path, R_OK) != 0 {
      throw .cannotRead(name: path, reason: String(cString: strerror(errno)))
    }
    for path in paths {
      if let kind = VideoSource.otherKind(path) { throw .otherKind(name: path, kind: kind) }
    }
    self.paths = paths
    self.tool = tool
    self.retimed = retimed
    self.colors = colors
    self.isOver = isOver
    let first = try VideoSource.open(
      paths[0], size: size, rate: nil, retimed: retimed, colors: colors, until: isOver, tool: tool)
    let header = first.reader.header
    self.size = size ?? header.size
    frameRate = first.rate
    notes = [first.note].compactMap { $0 }
    raw = VideoFrame(size: header.size)
    current = first
    prepareScaling(from: header.size)
  }

  /// The next frame, `nil` after the last one of the last film.
  ///
  /// - Throws: ``VideoError``.
  public func next() throws(VideoError) -> VideoFrame? {
    var frame = VideoFrame(size: size)
    return try read(into: &frame) ? frame : nil
  }

  /// Puts the next frame where another was, without new memory; `false` after the last.
  ///
  /// - Throws: as ``next()``; `frame` then holds nothing of use.
  public func read(into frame: inout VideoFrame) throws(VideoError) -> Bool {
    while let film = try open() {
      if resampler == nil {
        guard try read(film, into: &frame) else { continue }
      } else {
        guard try read(film, into: &raw) else { continue }
        if frame.image.size != size { frame = VideoFrame(size: size) }
        resampler?.resample(raw.image, into: &frame.image)
        frame.colors = raw.colors
      }
      if place > placeOfLastFrame { cuts.append(frameCount) }
      placeOfLastFrame = place
      frame.index = frameCount
      frameCount += 1
      return true
    }
    return false
  }

  /// What decoders have complained of, though they carried on: damaged frames, for example.
  public var complaints: [String] { heard.map { "\($0.path): \($0.words)" } }

  /// The first film of which a decoder complained, though it carried on; `nil` when all were whole so far.
  ///
  /// Decoders speak of errors alone here, not of warnings. All frames that could be decoded are given.
  public var damage: VideoError? {
    heard.first.map { .damaged(path: $0.path, frames: $0.frames, reason: $0.words) }
  }

  /// What the decoder of a film said.
  private struct Complaint {
    let path: String
    /// How many frames it gave.
    let frames: Int
    let words: String

    /// What the child of a film has said so far; `nil` when it was silent.
    init?(_ film: Film) {
      guard let words = film.child?.complaints.words else { return nil }
      (path, frames, self.words) = (film.path, film.reader.frameCount, words)
    }
  }

  private var heard: [Complaint] {
    earlierComplaints + [current.flatMap(Complaint.init)].compactMap { $0 }
  }

  /// The process of the decoder that runs now.
  package var decoder: Int32? { current?.child?.child }

  /// Ends the film early, and the child that decodes it; there will be no more frames.
  public func close() {
    current = nil
    place = paths.count
  }

  /// The film that is being read, or the next one.
  private func open() throws(VideoError) -> Film? {
    if let current { return current }
    guard place < paths.count else { return nil }
    let film = try VideoSource.open(
      paths[place], size: size, rate: frameRate, retimed: retimed, colors: colors, until: isOver,
      tool: tool)
    current = film
    if let note = film.note { notes.append(note) }
    prepareScaling(from: film.reader.header.size)
    return film
  }

  private func prepareScaling(from filmed: FrameSize) {
    resampler = filmed == size ? nil : FrameResampler(from: filmed, to: size)
  }

  /// Reads a frame; `false` when the film is over, which is then put away.
  private func read(_ film: Film, into frame: inout VideoFrame) throws(VideoError) -> Bool {
    let wholeFrames = film.reader.frameCount
    do {
      if try film.reader.read(into: &frame) { return true }
    } catch {
      close()
      // A child that still writes must not wait for us.
      film.child?.closePipe()
      if let child = film.child, let reason = child.failure() {
        throw .cannotDecode(path: film.path, wholeFrames: wholeFrames, reason: reason)
      }
      throw error
    }
    if film.reader.wasStopped {
      close()
      return false
    }
    current = nil
    place += 1
    if let child = film.child {
      if let reason = child.failure() {
        close()
        throw .cannotDecode(path: film.path, wholeFrames: wholeFrames, reason: reason)
      }
      if let complaint = Complaint(film) { earlierComplaints.append(complaint) }
    }
    return false
  }
}

extension VideoSource: AsyncSequence, AsyncIteratorProtocol {
  /// This object: a film can be walked through once.
  public func makeAsyncIterator() -> VideoSource { self }
}
