// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Subprocess
internal import SystemPackage

/// Decodes any picture to gray through a child `ffmpeg`, reduced by area averaging.
///
/// The picture never enters this process undecoded: a child reads the file and pipes a graymap.
/// Lossy files should be reduced at least twofold, which removes their coding blocks.
public struct PictureDecoder: Equatable, Sendable {
  /// Both sides are divided by this whole number, rounding down.
  public let reduction: Int

  /// A decoder that divides both sides by `reduction`.
  ///
  /// - Precondition: `reduction` is at least 1.
  public init(reduction: Int = 4) {
    guard reduction >= 1 else {
      fatalError("a picture cannot be divided by \(reduction)")
    }
    self.reduction = reduction
  }

  /// The gray picture, brightness 0...255.
  ///
  /// A picture of which the decoder complains, though it may have filled in what is missing, is refused.
  ///
  /// - Throws: ``PhotographError/cannotDecode(path:reason:)`` with the decoder's own words, and
  ///   ``ChildProcessError`` when `ffmpeg` is not installed.
  public func decode(_ photograph: Photograph) async throws -> GrayImage {
    let scale = "scale=max(1\\,trunc(iw/\(reduction))):max(1\\,trunc(ih/\(reduction))):flags=area"
    let arguments = [
      "-v", "error", "-nostdin", "-protocol_whitelist", "file,pipe", "-i",
      FfmpegInput.url(of: photograph.path),
      "-vf", "\(scale),format=gray", "-frames:v", "1", "-f", "image2pipe", "-c:v", "pgm", "-",
    ]
    do {
      let file = try open(photograph)
      let answer = try await ChildProcess.answer(
        of: "ffmpeg", arguments,
        input: .fileDescriptor(file, closeAfterSpawningProcess: true), limit: 1 << 28)
      let damage = Self.complaints(answer.complaints).filter { !$0.contains("EXIF") }
      guard damage.isEmpty else {
        throw PhotographError.cannotDecode(
          path: photograph.path,
          reason: "it is damaged or truncated (\(damage.suffix(3).joined(separator: ", ")))")
      }
      return try PortableGraymap.image(answer.output)
    } catch ChildProcessError.failed(_, _, let message) {
      throw PhotographError.cannotDecode(
        path: photograph.path,
        reason: Self.complaints(message).suffix(3).joined(separator: ", "))
    } catch let malformed as PortableGraymap.Malformed {
      throw PhotographError.cannotDecode(
        path: photograph.path, reason: "the decoder did not return a graymap: \(malformed.reason)")
    }
  }

  /// The picture as the decoder's standard input, for names that it would take for those of many files.
  private func open(_ photograph: Photograph) throws(PhotographError) -> FileDescriptor {
    let path = photograph.path
    do {
      // A pipe of that name must not keep us waiting.
      let file = try FileDescriptor.open(
        FilePath(path), .readOnly, options: [.closeOnExec, .nonBlocking])
      let place = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      let kind = try FileManager.default.attributesOfItem(atPath: place)[.type]
      guard kind as? FileAttributeType == .typeRegular else {
        try file.close()
        throw PhotographError.cannotDecode(path: path, reason: "it is not a regular file")
      }
      return file
    } catch let error as PhotographError {
      throw error
    } catch {
      throw .cannotDecode(path: path, reason: "\(error)")
    }
  }

  /// The lines of the decoder's standard error, without where in memory its parts lie.
  private static func complaints(_ text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).map {
      $0.replacingOccurrences(of: "file:/dev/stdin", with: "it")
        .replacingOccurrences(of: " @ 0x[0-9a-f]+", with: "", options: .regularExpression)
    }
  }

  /// The first line of `ffmpeg -version`, for the record.
  public static func version() async throws -> String {
    let text = try await ChildProcess.text(of: "ffmpeg", ["-version"])
    return text.split(separator: "\n").first.map(String.init) ?? "ffmpeg of unknown version"
  }
}
