// SPDX-License-Identifier: GPL-3.0-or-later

public import DataFiles

/// A film that cannot be read or written.
public enum VideoError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The bytes do not begin as YUV4MPEG2 does.
  case notY4M(name: String)
  /// The file is of another kind, which its first bytes tell.
  case otherKind(name: String, kind: FileKind)
  /// The first line is no header of a film.
  case badHeader(name: String, reason: String)
  /// A frame has no pixels, or more than any film has.
  case badSize(name: String, width: Int, height: Int)
  /// The samples are laid out in a way this reader does not know.
  case unknownColourSpace(name: String, colourSpace: String)
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
      "\(name) is no YUV4MPEG2 film: it does not begin with \"YUV4MPEG2\". Give such a film, made for "
        + "example with: ffmpeg -i CLIP -f yuv4mpegpipe -pix_fmt gray -."
    case .otherKind(let name, let kind):
      "\(name) is \(kind.name) and no YUV4MPEG2 film. \(kind.remedy)"
    case .badHeader(let name, let reason):
      "the header of the film \(name) is damaged: \(reason). Make the film again."
    case .badSize(let name, let width, let height):
      "the frames of \(name) are \(width)×\(height) pixels; both sides must be at least 1 and a frame at "
        + "most \(FrameSize.mostPixels) pixels. Make the film again, or smaller."
    case .unknownColourSpace(let name, let colourSpace):
      "the colour space \(colourSpace) of \(name) is unknown; mono, 420, 422, 440, 444 and 411 of 8 to 16 "
        + "bits are. Convert the film with: ffmpeg -i CLIP -f yuv4mpegpipe -pix_fmt gray -."
    case .badFrame(let name, let wholeFrames):
      "\(name) is damaged: after \(Self.frames(wholeFrames)) something else than a frame follows. "
        + "Make the film again."
    case .truncated(let name, let wholeFrames):
      "\(name) ends in the middle of a frame, after \(Self.frames(wholeFrames)). Copy or make it again."
    case .noFrames(let name):
      "the film \(name) has no frames. Give one that has."
    case .cannotRead(let name, let reason):
      "cannot read \(name): \(reason). Check that it exists and that you may read it."
    case .cannotWrite(let name, let reason):
      "cannot write \(name): \(reason). Choose a place you may write to, with room to spare, or a reader "
        + "that stays."
    case .cannotDecode(let path, 0, let reason):
      "cannot decode \(path): \(reason). Give a film that ffmpeg can play."
    case .cannotDecode(let path, let wholeFrames, let reason):
      "cannot decode \(path) beyond \(Self.frames(wholeFrames)): \(reason). Copy or make it again."
    case .cannotEncode(let path, let reason):
      "cannot encode \(path): \(reason). Let its name end in .mp4 or .mkv for ffmpeg, or in .y4m, which "
        + "needs no encoder."
    case .notInstalled(let tool, let path):
      "the program \(tool), which is needed for \(path), is not installed or not on the PATH. Install it "
        + "with: apt-get install ffmpeg. Films ending in .y4m need no program."
    case .nothingWritten(let path):
      "\(path) was not written: no frame came. Give a film that has frames."
    case .smallerThanTile(let size, let side):
      "frames of \(size) pixels have no room for tiles of \(side)×\(side). Ask for larger frames with "
        + "--size."
    }
  }

  private static func frames(_ count: Int) -> String {
    "\(count) whole frame\(count == 1 ? "" : "s")"
  }
}
