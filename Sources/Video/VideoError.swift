// SPDX-License-Identifier: GPL-3.0-or-later

public import DataFiles

/// A film that cannot be read or written.
public enum VideoError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The bytes do not begin as YUV4MPEG2 does.
  case notY4M(name: String)
  /// The file is of another kind, which its first bytes tell.
  case otherKind(name: String, kind: FileKind)
  /// The first line is not the header of a film.
  case badHeader(name: String, reason: String)
  /// A frame has no pixels, or more than any film has.
  case badSize(name: String, width: Int, height: Int)
  /// The samples are laid out in a way this reader does not know.
  case unknownColorSpace(name: String, colorSpace: String)
  /// What should be a frame begins otherwise.
  case badFrame(name: String, wholeFrames: Int)
  /// The film ends in the middle of a frame, after so many whole ones.
  case truncated(name: String, wholeFrames: Int)
  /// The film has a header and no frame.
  case noFrames(name: String)
  /// Bytes could not be read.
  case cannotRead(name: String, reason: String)
  /// Bytes could not be written.
  case cannotWrite(name: String, reason: String)
  /// The decoder gave up, after so many whole frames.
  case cannotDecode(path: String, wholeFrames: Int, reason: String)
  /// The decoder carried on to the end, but complained of what it could not decode.
  case damaged(path: String, frames: Int, reason: String)
  /// The file holds sound or other data, but no pictures.
  case noVideo(path: String)
  /// The encoder gave up.
  case cannotEncode(path: String, reason: String)
  /// A program that is needed is not installed.
  case notInstalled(tool: String, path: String)
  /// A film was closed before it had a frame.
  case nothingWritten(path: String)
  /// A frame has no room for one tile.
  case smallerThanTile(size: FrameSize, side: Int)

  public var description: String {
    switch self {
    case .notY4M(let name):
      "\(name) is not a YUV4MPEG2 video: it does not begin with \"YUV4MPEG2\". Give such a video, made for "
        + "example with: ffmpeg -i CLIP -f yuv4mpegpipe -pix_fmt gray -."
    case .otherKind(let name, let kind):
      "\(name) is \(kind.name), not a YUV4MPEG2 video. \(kind.remedy)"
    case .badHeader(let name, let reason):
      "the header of the video \(name) is damaged: \(reason). Make the video again."
    case .badSize(let name, let width, let height):
      "the frames of \(name) are \(width)×\(height) pixels; each side must be at least 1, and a frame can have at "
        + "most \(FrameSize.mostPixels) pixels. Make the video again with a valid size."
    case .unknownColorSpace(let name, let colorSpace):
      "the color space \(colorSpace) of \(name) is unknown; mono, 420, 422, 440, 444 and 411 with 8 to 16 "
        + "bits can be read. Convert the video with: ffmpeg -i CLIP -f yuv4mpegpipe -pix_fmt gray -."
    case .badFrame(let name, let wholeFrames):
      "\(name) is damaged: after \(Self.frames(wholeFrames)) something other than a frame follows. "
        + "Make the video again."
    case .truncated(let name, let wholeFrames):
      "\(name) ends in the middle of a frame, after \(Self.frames(wholeFrames)). Copy it or make it again."
    case .noFrames(let name):
      "the video \(name) has no frames. Give one that has some."
    case .cannotRead(let name, let reason):
      "cannot read \(name): \(reason). Check that it exists and that you have permission to read it."
    case .cannotWrite(let name, let reason):
      "cannot write \(name): \(reason). Choose a place you can write to with enough free space, or a reader "
        + "that stays open."
    case .cannotDecode(let path, 0, let reason):
      "cannot decode \(path): \(reason). Give a video that ffmpeg can play."
    case .cannotDecode(let path, let wholeFrames, let reason):
      "cannot decode \(path) beyond \(Self.frames(wholeFrames)): \(reason). Copy it or make it again."
    case .damaged(let path, let frames, let reason):
      "\(path) is damaged or incomplete: ffmpeg decoded \(Text.count(frames, "frame")) of it and complained "
        + "(\(reason)). Copy it or make it again."
    case .noVideo(let path):
      "\(path) has no video, only sound or other data. Give a file with pictures in it."
    case .cannotEncode(let path, let reason):
      "cannot encode \(path): \(reason). End its name in .mp4 or .mkv for ffmpeg, or in .y4m, which "
        + "needs no encoder."
    case .notInstalled(let tool, let path):
      "the program \(tool), which is needed for \(path), is not installed or not on the PATH. Install it "
        + "with: apt-get install ffmpeg. Videos ending in .y4m do not need it."
    case .nothingWritten(let path):
      "\(path) was not written: the input had no frames. Give a video that has some."
    case .smallerThanTile(let size, let side):
      "frames of \(size) pixels are too small for tiles of \(side)×\(side). Ask for larger frames with "
        + "--size."
    }
  }

  private static func frames(_ count: Int) -> String {
    "\(count) whole frame\(count == 1 ? "" : "s")"
  }
}
