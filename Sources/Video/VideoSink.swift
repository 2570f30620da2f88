// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
public import Stimuli

/// Writes gray frames as a film that appears under its name when it is whole.
///
/// A name ending in `.y4m` and `-`, standard output, are written here; any other film is encoded by a child `ffmpeg`,
/// for `.mp4`, `.m4v`, `.mov` and `.mkv` with x264 if there is one. Closing makes a valid film of the frames so far;
/// a sink that is dropped without it leaves nothing behind.
///
/// ```swift
/// let film = try VideoSink("reconstruction.mp4", size: frames.size, frameRate: FrameRate(25))
/// while let frame = try frames.next() { try film.write(frame.image) }
/// try film.close()
/// ```
public final class VideoSink {
  /// The name of the film.
  public let path: String
  /// Columns and rows of every frame.
  public var size: FrameSize { writer.size }
  /// How many frames were written.
  public var frameCount: Int { writer.frameCount }

  private let writer: Y4MWriter
  private var encoder: Encoder?

  private struct Encoder: ~Copyable {
    let child: ChildPipe
    let file: UnfinishedFile
  }

  /// Begins a film; an encoder starts at once.
  ///
  /// - Throws: ``VideoError``.
  public convenience init(
    _ path: String, size: FrameSize, frameRate: FrameRate
  ) throws(VideoError) {
    try self.init(path, size: size, frameRate: frameRate, tool: VideoTool.name)
  }

  package init(
    _ path: String, size: FrameSize, frameRate: FrameRate, tool: String
  ) throws(VideoError) {
    self.path = path
    let suffix = VideoTool.suffix(of: path)
    if path == "-" {
      writer = Y4MWriter(
        descriptor: STDOUT_FILENO, name: "standard output", size: size, frameRate: frameRate)
      return
    }
    if suffix == "y4m" {
      writer = try Y4MWriter(path: path, size: size, frameRate: frameRate)
      return
    }
    if VideoTool.pictures.contains(suffix) {
      throw .cannotEncode(path: path, reason: "a name ending in .\(suffix) is for a picture")
    }
    let x264 = try VideoTool.hasX264(for: path, tool: tool)
    let file: UnfinishedFile
    // The encoder would take its time to say that it may not write there.
    do {
      file = try UnfinishedFile(path: path, suffix: suffix.isEmpty ? "" : ".\(suffix)")
    } catch {
      throw .cannotWrite(name: path, reason: error.reason)
    }
    let child = try ChildPipe(
      tool, VideoTool.encoding(to: file.partialPath, x264: x264), .writing, for: path)
    encoder = Encoder(child: child, file: file)
    writer = Y4MWriter(
      path: path, size: size, frameRate: frameRate, colorSpace: .mono,
      sink: ByteSink(
        descriptor: child.descriptor, name: path, complaints: child.complaints))
  }

  deinit { discard() }

  /// Writes a frame.
  ///
  /// - Precondition: the picture has the size of the film, which is not closed.
  /// - Throws: ``VideoError``; the film is given up then.
  public func write(_ image: GrayImage) throws(VideoError) {
    do {
      try writer.write(image)
    } catch {
      guard let child = encoder?.child else { throw error }
      child.closePipe()
      let reason = child.failure() ?? child.complaints.words ?? "it ended early"
      discard()
      throw .cannotEncode(path: path, reason: reason)
    }
  }

  /// Ends the film: the file is there now, flushed to the disk.
  ///
  /// - Throws: ``VideoError``; ``VideoError/nothingWritten(path:)`` for a film without a frame, which is not written.
  public func close() throws(VideoError) {
    do {
      try writer.close()
    } catch {
      discard()
      throw error
    }
    guard let encoder = encoder.take() else { return }
    encoder.child.closePipe()
    if let reason = encoder.child.failure() {
      throw .cannotEncode(path: path, reason: reason)
    }
    do {
      try encoder.file.publish()
    } catch {
      throw .cannotWrite(name: path, reason: error.reason)
    }
  }

  /// The process of the encoder.
  package var encoderProcess: Int32? { encoder?.child.child }

  /// Ends the encoder and removes what it has written.
  private func discard() {
    encoder?.child.end()
    encoder = nil
  }
}
