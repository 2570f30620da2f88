// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
public import Stimuli

/// Writes a YUV4MPEG2 film of 8 bits, to a file that appears when it is whole or to an open descriptor.
///
///     Y = ⌊255·g + ½⌋,  0 for g < 0 and 255 for g > 1
///
/// in full range, so that ``Y4MReader`` gives back multiples of 1/255 exactly. A pixel that is not a number
/// becomes black.
public final class Y4MWriter {
  /// How samples of color are written.
  public enum ColorSpace: String, Sendable {
    /// None at all.
    case mono
    /// Gray ones, a quarter as many each as pixels: some players want no film without.
    case jpeg420 = "420jpeg"
  }

  /// Columns and rows of every frame.
  public let size: FrameSize
  /// How many frames were written.
  public private(set) var frameCount = 0

  private let path: String
  private var file: AtomicFile?
  private let sink: ByteSink?
  private var frame: [UInt8]
  private var header: [UInt8]
  private let prefix = Array("FRAME\n".utf8)

  /// Begins a file, which appears as `path` with ``close()``; without that no file is left.
  ///
  /// - Throws: ``VideoError/cannotWrite(name:reason:)``.
  public convenience init(
    path: String, size: FrameSize, frameRate: FrameRate, colorSpace: ColorSpace = .mono
  ) throws(VideoError) {
    self.init(path: path, size: size, frameRate: frameRate, colorSpace: colorSpace, sink: nil)
    do {
      file = try AtomicFile(path: path)
    } catch {
      throw .cannotWrite(name: path, reason: error.reason)
    }
  }

  /// Writes to an open descriptor, which stays the caller's to close.
  ///
  /// What errors call it is its `name`.
  public convenience init(
    descriptor: Int32, name: String, size: FrameSize, frameRate: FrameRate,
    colorSpace: ColorSpace = .mono
  ) {
    self.init(
      path: name, size: size, frameRate: frameRate, colorSpace: colorSpace,
      sink: ByteSink(descriptor: descriptor, name: name))
  }

  init(
    path: String, size: FrameSize, frameRate: FrameRate, colorSpace: ColorSpace, sink: ByteSink?
  ) {
    self.path = path
    self.size = size
    self.sink = sink
    let (width, height) = (size.width, size.height)
    header = Array(
      ("YUV4MPEG2 W\(width) H\(height) F\(frameRate.numerator):\(frameRate.denominator) Ip A1:1 "
        + "C\(colorSpace.rawValue) XCOLORRANGE=FULL\n").utf8)
    let chroma = colorSpace == .mono ? 0 : 2 * ((width + 1) / 2) * ((height + 1) / 2)
    frame = prefix + [UInt8](repeating: 128, count: size.pixels + chroma)
  }

  /// Writes a frame.
  ///
  /// - Precondition: the picture has the size of the film.
  /// - Throws: ``VideoError/cannotWrite(name:reason:)``.
  public func write(_ image: GrayImage) throws(VideoError) {
    guard image.size == size else {
      fatalError("a frame of \(image.size) in a film of \(size)")
    }
    if frameCount == 0 { try put(header) }
    let start = prefix.count
    image.pixels.withUnsafeBufferPointer { pixels in
      frame.withUnsafeMutableBufferPointer { samples in
        for (index, gray) in pixels.enumerated() {
          let level = 255 * gray
          samples[start + index] = level > 0 ? (level < 255 ? UInt8(level + 0.5) : 255) : 0
        }
      }
    }
    try put(frame)
    frameCount += 1
  }

  /// Ends the film: the file is there now, flushed to the disk.
  ///
  /// - Throws: ``VideoError/cannotWrite(name:reason:)``, and ``VideoError/nothingWritten(path:)`` for a film without a
  ///   frame, which is not written.
  public func close() throws(VideoError) {
    guard frameCount > 0 else {
      file = nil
      throw .nothingWritten(path: path)
    }
    guard let file = file.take() else { return }
    do {
      try file.commit()
    } catch {
      throw .cannotWrite(name: path, reason: error.reason)
    }
  }

  private func put(_ bytes: [UInt8]) throws(VideoError) {
    if let sink { return try sink.write(bytes) }
    do {
      try file?.write(bytes)
    } catch {
      throw .cannotWrite(name: path, reason: error.reason)
    }
  }
}
