// SPDX-License-Identifier: GPL-3.0-or-later

extension Y4MWriter {
  /// What ``ColorSpace`` was called before.
  @available(*, deprecated, renamed: "ColorSpace")
  public typealias ColourSpace = ColorSpace

  /// What ``init(path:size:frameRate:colorSpace:)`` was called before.
  @available(*, deprecated, renamed: "init(path:size:frameRate:colorSpace:)")
  public convenience init(
    path: String, size: FrameSize, frameRate: FrameRate, colourSpace: ColorSpace
  ) throws(VideoError) {
    try self.init(path: path, size: size, frameRate: frameRate, colorSpace: colourSpace)
  }

  /// What ``init(descriptor:name:size:frameRate:colorSpace:)`` was called before.
  @available(*, deprecated, renamed: "init(descriptor:name:size:frameRate:colorSpace:)")
  public convenience init(
    descriptor: Int32, name: String, size: FrameSize, frameRate: FrameRate, colourSpace: ColorSpace
  ) {
    self.init(
      descriptor: descriptor, name: name, size: size, frameRate: frameRate, colorSpace: colourSpace)
  }
}

extension Y4MHeader {
  /// What ``colorSpace`` was called before.
  @available(*, deprecated, renamed: "colorSpace")
  public var colourSpace: String { colorSpace }
}

extension VideoError {
  /// What ``unknownColorSpace(name:colorSpace:)`` was called before.
  @available(*, deprecated, renamed: "unknownColorSpace(name:colorSpace:)")
  public static func unknownColourSpace(name: String, colourSpace: String) -> VideoError {
    .unknownColorSpace(name: name, colorSpace: colourSpace)
  }
}
