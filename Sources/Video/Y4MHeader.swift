// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles

/// The first line of a YUV4MPEG2 film: what the bytes after it mean.
///
/// ```
/// YUV4MPEG2 W640 H352 F25:1 Ip A1:1 C420jpeg XCOLORRANGE=FULL
/// ```
/// `W` and `H` are needed; without `C` the samples are 420 of 8 bits. Interlacing and the shape of pixels
/// are not looked at: a frame is its rows from top to bottom.
///
/// > Reference: yuv4mpeg(5) of MJPEG Tools; `C` with more than 8 bits and `XCOLORRANGE` as FFmpeg writes them.
public struct Y4MHeader: Equatable, Sendable {
  /// Which samples stand for black and white, in units of 2^(bits − 8).
  public enum Range: Equatable, Sendable {
    /// 16 and 235, as on television.
    case limited
    /// 0 and the largest sample.
    case full
  }

  /// Columns and rows.
  public let size: FrameSize
  /// Frames a second, `nil` where the header does not say.
  public let frameRate: FrameRate?
  /// The value of `C`.
  public let colorSpace: String
  /// The bits of a sample, 8 to 16.
  public let bits: Int
  /// What the samples of brightness mean; limited where the header does not say.
  public let range: Range

  /// The bytes of a sample: two, little-endian, above 8 bits.
  var sampleBytes: Int { bits > 8 ? 2 : 1 }
  /// The bytes of the plane of brightness.
  var lumaBytes: Int { size.pixels * sampleBytes }
  /// The bytes that follow it in a frame.
  let chromaBytes: Int

  static let magic = Array("YUV4MPEG2".utf8)

  /// Reads a line without its end.
  ///
  /// - Throws: ``VideoError`` with the name of the film.
  public init(_ line: [UInt8], name: String) throws(VideoError) {
    guard line.starts(with: Y4MHeader.magic),
      line.count == Y4MHeader.magic.count || line[Y4MHeader.magic.count] == UInt8(ascii: " ")
    else {
      let kind = FileKind(start: line)
      // An empty line is not an empty file, and a differently spelled mark is not another format.
      guard let kind, kind != .empty, kind != .film else { throw .notY4M(name: name) }
      throw .otherKind(name: name, kind: kind)
    }
    var width: Int?
    var height: Int?
    var rate: FrameRate?
    var space = "420"
    var range = Range.limited
    for parameter in line.dropFirst(Y4MHeader.magic.count).split(separator: UInt8(ascii: " ")) {
      let text = String(decoding: parameter, as: UTF8.self)
      let value = String(text.dropFirst())
      switch text.first {
      case "W": width = try Y4MHeader.side(value, of: text, name)
      case "H": height = try Y4MHeader.side(value, of: text, name)
      case "F": rate = try Y4MHeader.rate(value, of: text, name)
      case "C": space = value
      case "X" where text == "XCOLORRANGE=FULL": range = .full
      case "X" where text == "XCOLORRANGE=LIMITED": range = .limited
      default: break
      }
    }
    guard let width, let height else {
      throw .badHeader(
        name: name, reason: "the \(width == nil ? "width W" : "height H") is missing")
    }
    guard FrameSize.isUsable(width: width, height: height) else {
      throw .badSize(name: name, width: width, height: height)
    }
    size = FrameSize(width: width, height: height)
    frameRate = rate
    colorSpace = space
    self.range = range
    guard let layout = Y4MHeader.layout(of: space, size) else {
      throw .unknownColorSpace(name: name, colorSpace: space)
    }
    bits = layout.bits
    chromaBytes = layout.chroma * (layout.bits > 8 ? 2 : 1)
  }

  private static func side(
    _ value: String, of text: String, _ name: String
  ) throws(VideoError) -> Int {
    guard let side = Int(value) else {
      throw .badHeader(name: name, reason: "\(text.prefix(24)) is not a number of pixels")
    }
    return side
  }

  private static func rate(
    _ value: String, of text: String, _ name: String
  ) throws(VideoError) -> FrameRate? {
    let parts = value.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let frames = parts[0], let seconds = parts[1], frames >= 0,
      seconds >= 0
    else { throw .badHeader(name: name, reason: "\(text.prefix(24)) is not a frame rate") }
    return frames > 0 && seconds > 0 ? FrameRate(frames, per: seconds) : nil
  }

  /// Bits of a sample and samples beside those of brightness, `nil` for an unknown name.
  private static func layout(of space: String, _ size: FrameSize) -> (bits: Int, chroma: Int)? {
    let digits = space.hasPrefix("mono") ? space.prefix(4) : space.prefix(3)
    let rest = space.dropFirst(digits.count)
    var bits: Int? = 8
    var planes = 2
    switch (digits, rest) {
    case (_, ""), ("420", "jpeg"), ("420", "mpeg2"), ("420", "paldv"): break
    case ("444", "alpha"): planes = 3
    case ("mono", _): bits = Int(rest)
    case (_, _) where rest.first == "p": bits = Int(rest.dropFirst())
    default: return nil
    }
    guard let bits, (8...16).contains(bits) else { return nil }
    let halfWidth = (size.width + 1) / 2
    let halfHeight = (size.height + 1) / 2
    switch digits {
    case "mono": return (bits, 0)
    case "420": return (bits, planes * halfWidth * halfHeight)
    case "422": return (bits, planes * halfWidth * size.height)
    case "440": return (bits, planes * size.width * halfHeight)
    case "444": return (bits, planes * size.pixels)
    case "411": return (bits, planes * ((size.width + 3) / 4) * size.height)
    default: return nil
    }
  }
}
