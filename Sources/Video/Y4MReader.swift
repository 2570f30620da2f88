// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Stimuli

/// Reads a YUV4MPEG2 film frame by frame, from a file, a pipe or a terminal, with memory for one frame.
///
/// The plane of brightness Y becomes gray; colors are passed over unless a ``VideoSource`` asks for them. With b bits a sample,
///
///     limited   g = (Y − 16·2^(b−8)) / (219·2^(b−8)), cut to 0 … 1
///     full      g = Y / (2^b − 1), cut to 1
///
/// which is what players show.
///
/// ```swift
/// let film = try Y4MReader(path: "clip.y4m")
/// while let frame = try film.next() { print(frame.index, frame.image.mean) }
/// ```
public final class Y4MReader {
  /// What the film says of itself.
  public let header: Y4MHeader
  /// How many whole frames have come.
  public private(set) var frameCount = 0

  /// Whether the film ended because we did not want to wait any longer.
  var wasStopped: Bool { stream.wasStopped }

  private let stream: ByteStream
  private let range: Y4MHeader.Range
  private let colorPlane: FrameSize?
  private var samples: [UInt8]
  private var frameLine: [UInt8] = []
  /// The gray of every sample of 8 bits.
  private let levels: [Float]

  /// Opens a file and reads its header.
  ///
  /// - Throws: ``VideoError``.
  public convenience init(path: String) throws(VideoError) {
    try self.init(stream: try ByteStream(path: path))
  }

  /// Reads the header from an open descriptor, which stays the caller's to close.
  ///
  /// What errors call the film is its `name`.
  /// - Throws: ``VideoError``.
  public convenience init(descriptor: Int32, name: String) throws(VideoError) {
    try self.init(stream: ByteStream(descriptor: descriptor, name: name))
  }

  /// Reads the header; `range` overrides what the film says of its range, and frames have colors if `colors` are asked for.
  init(
    stream: ByteStream, range: Y4MHeader.Range? = nil, colors: Bool = false
  ) throws(VideoError) {
    self.stream = stream
    var line: [UInt8] = []
    let ended = try stream.readLine(into: &line, limit: 4096)
    if stream.wasStopped { throw .noFrames(name: stream.name) }
    guard ended || !line.starts(with: Y4MHeader.magic) else {
      throw .badHeader(name: stream.name, reason: "its end is missing")
    }
    header = try Y4MHeader(line, name: stream.name)
    self.range = range ?? header.range
    colorPlane = colors ? header.colorPlane : nil
    samples = [UInt8](repeating: 0, count: header.lumaBytes)
    let (black, span) = Y4MReader.blackAndSpan(self.range, bits: 8)
    levels = (0...255).map { min(max(Float($0 - black) / Float(span), 0), 1) }
  }

  /// The next frame, `nil` after the last.
  ///
  /// - Throws: ``VideoError``; ``VideoError/truncated(name:wholeFrames:)`` for a film that ends inside a frame and
  ///   ``VideoError/noFrames(name:)`` for one without any.
  public func next() throws(VideoError) -> VideoFrame? {
    var frame = VideoFrame(size: header.size)
    return try read(into: &frame) ? frame : nil
  }

  /// Puts the next frame where another was, without new memory when the sizes are equal; `false` after the last.
  ///
  /// - Throws: as ``next()``; `frame` then holds nothing of use.
  public func read(into frame: inout VideoFrame) throws(VideoError) -> Bool {
    guard try beginFrame() else { return false }
    if frame.image.size != header.size { frame = VideoFrame(size: header.size) }
    if colorPlane == nil { frame.colors = nil }
    let count = try samples.withUnsafeMutableBufferPointer { (buffer) throws(VideoError) in
      try stream.read(into: UnsafeMutableRawBufferPointer(buffer))
    }
    let chroma = try readColors(into: &frame)
    guard count == samples.count, chroma == header.chromaBytes else {
      if stream.wasStopped { return false }
      throw .truncated(name: stream.name, wholeFrames: frameCount)
    }
    convert(into: &frame.image.pixels)
    frame.index = frameCount
    frameCount += 1
    return true
  }

  /// Reads the planes of color, or passes over them; how many bytes there were.
  private func readColors(into frame: inout VideoFrame) throws(VideoError) -> Int {
    guard let plane = colorPlane else { return try stream.skip(header.chromaBytes) }
    var colors =
      frame.colors.take() ?? FrameColors(plane: plane, span: 1, samples: [])
    let span: Float = range == .full ? 255 : 224
    if colors.plane != plane || colors.span != span || colors.samples.count != header.chromaBytes {
      colors = FrameColors(
        plane: plane, span: span, samples: [UInt8](repeating: 0, count: header.chromaBytes))
    }
    let count = try colors.samples.withUnsafeMutableBufferPointer { (buffer) throws(VideoError) in
      try stream.read(into: UnsafeMutableRawBufferPointer(buffer))
    }
    frame.colors = colors
    return count
  }

  /// Whether another frame begins here.
  private func beginFrame() throws(VideoError) -> Bool {
    frameLine.removeAll(keepingCapacity: true)
    let ended = try stream.readLine(into: &frameLine, limit: 1024)
    if frameLine.isEmpty, !ended {
      if frameCount == 0, !stream.wasStopped { throw .noFrames(name: stream.name) }
      return false
    }
    if stream.wasStopped { return false }
    let magic = "FRAME".utf8
    guard ended else {
      let whole = magic.starts(with: frameLine) || frameLine.starts(with: magic)
      throw whole && frameLine.count < 1024
        ? .truncated(name: stream.name, wholeFrames: frameCount)
        : .badFrame(name: stream.name, wholeFrames: frameCount)
    }
    guard frameLine.starts(with: magic),
      frameLine.count == magic.count || frameLine[magic.count] == UInt8(ascii: " ")
    else { throw .badFrame(name: stream.name, wholeFrames: frameCount) }
    return true
  }

  static func blackAndSpan(_ range: Y4MHeader.Range, bits: Int) -> (black: Int, span: Int) {
    switch range {
    case .limited: (16 << (bits - 8), 219 << (bits - 8))
    case .full: (0, (1 << bits) - 1)
    }
  }

  private func convert(into pixels: inout [Float]) {
    let (black, span) = Y4MReader.blackAndSpan(range, bits: header.bits)
    pixels.withUnsafeMutableBufferPointer { pixels in
      samples.withUnsafeBufferPointer { samples in
        levels.withUnsafeBufferPointer { levels in
          if header.bits == 8 {
            for index in pixels.indices { pixels[index] = levels[Int(samples[index])] }
            return
          }
          for index in pixels.indices {
            let sample = Int(samples[2 * index]) | Int(samples[2 * index + 1]) << 8
            pixels[index] = min(max(Float(sample - black) / Float(span), 0), 1)
          }
        }
      }
    }
  }
}
