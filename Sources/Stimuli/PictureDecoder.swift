// SPDX-License-Identifier: GPL-3.0-or-later

/// Decodes any picture to grey through a child `ffmpeg`, reduced by area averaging.
///
/// The picture never enters this process undecoded: a child reads the file and pipes a greymap.
/// Lossy files should be reduced at least twofold, which removes their coding blocks.
public struct PictureDecoder: Equatable, Sendable {
  /// Both sides are divided by this whole number, rounding down.
  public let reduction: Int

  /// A decoder that divides both sides by `reduction`.
  ///
  /// - Precondition: `reduction` is at least 1.
  public init(reduction: Int = 4) {
    precondition(reduction >= 1, "a picture cannot be divided by \(reduction)")
    self.reduction = reduction
  }

  /// The grey picture, brightness 0...255.
  ///
  /// - Throws: ``PhotographError/cannotDecode(path:reason:)`` with the decoder's own words, and
  ///   ``ChildProcessError`` when `ffmpeg` is not installed.
  public func decode(_ photograph: Photograph) async throws -> GreyImage {
    let scale = "scale=max(1\\,trunc(iw/\(reduction))):max(1\\,trunc(ih/\(reduction))):flags=area"
    let arguments = [
      "-v", "error", "-nostdin", "-protocol_whitelist", "file,pipe", "-i",
      "file:\(photograph.path)", "-vf", "\(scale),format=gray", "-frames:v", "1", "-f",
      "image2pipe", "-c:v", "pgm", "-",
    ]
    do {
      let bytes = try await ChildProcess.output(of: "ffmpeg", arguments, limit: 1 << 28)
      return try PortableGreymap.image(bytes)
    } catch ChildProcessError.failed(_, _, let message) {
      let lines = message.split(separator: "\n").suffix(3)
      throw PhotographError.cannotDecode(
        path: photograph.path, reason: lines.joined(separator: ", "))
    } catch let malformed as PortableGreymap.Malformed {
      throw PhotographError.cannotDecode(
        path: photograph.path, reason: "the decoder's answer is no greymap: \(malformed.reason)")
    }
  }

  /// The first line of `ffmpeg -version`, for the record.
  public static func version() async throws -> String {
    let text = try await ChildProcess.text(of: "ffmpeg", ["-version"])
    return text.split(separator: "\n").first.map(String.init) ?? "ffmpeg of unknown version"
  }
}
