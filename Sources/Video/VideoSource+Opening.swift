// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Stimuli

extension VideoSource {
  /// A film that is being read, with the child that decodes it.
  struct Film {
    let path: String
    let reader: Y4MReader
    let child: ChildPipe?
    /// Frames a second, `nil` where it does not say.
    var rate: FrameRate?
    var note: String?
  }

  /// Opens a film that shall have a rate, its own by default.
  static func open(
    _ path: String, size: FrameSize?, rate: FrameRate?, retimed: Bool, colors: Bool,
    until isOver: @escaping @Sendable () -> Bool, tool: String
  ) throws(VideoError) -> Film {
    var y4m: ByteStream?
    if path == standardInput {
      y4m = ByteStream(descriptor: STDIN_FILENO, name: "standard input", isOver: isOver)
    } else if try isY4M(path) {
      y4m = try ByteStream(path: path, isOver: isOver)
    }
    if let stream = y4m {
      let reader = try Y4MReader(stream: stream, colors: colors)
      var film = Film(path: path, reader: reader, child: nil, rate: reader.header.frameRate)
      if retimed, let rate, let own = film.rate, rate.interval != own.interval {
        film.note = "\(path) has \(own) frames per second and is shown at \(rate)"
      }
      return film
    }
    let times = try retimed ? FrameTimes.of(path, until: isOver) : nil
    let retiming = times.flatMap { repetition(of: $0, to: rate) }
    let child = try ChildPipe(
      tool, VideoTool.decoding(path, size: size, retiming: retiming, colors: colors), .reading,
      for: path,
      input: FfmpegInput.isPattern(path) ? path : "/dev/null")
    let stream = ByteStream(
      descriptor: child.descriptor, name: path, complaints: child.complaints, isOver: isOver)
    do {
      let reader = try Y4MReader(stream: stream, range: .full, colors: colors)
      var film = Film(path: path, reader: reader, child: child, rate: reader.header.frameRate)
      if let times, let own = film.rate, !times.fit(own) {
        film.rate = retiming?.rate ?? times.constantRate ?? own
      }
      if let times, let retiming {
        film.note = note(on: path, times, retiming)
        film.rate = retiming.rate
      }
      return film
    } catch {
      child.closePipe()
      let reason = child.failure() ?? child.complaints.words ?? "ffmpeg found no frames in it"
      if reason.contains("matches no streams") { throw .noVideo(path: path) }
      throw .cannotDecode(path: path, wholeFrames: 0, reason: reason)
    }
  }

  /// How frames come to have a rate; `nil` when they have it, or have a constant one and any will do.
  private static func repetition(of times: FrameTimes, to rate: FrameRate?) -> VideoTool.Retiming? {
    if let rate {
      if times.fit(rate) { return nil }
    } else if times.constantRate != nil {
      return nil
    }
    return (rate ?? times.fastestRate).map { rate in
      VideoTool.Retiming(
        rate: rate, frames: Swift.max(1, Int((times.duration * rate.framesPerSecond).rounded())))
    }
  }

  private static func note(
    on path: String, _ times: FrameTimes, _ retiming: VideoTool.Retiming
  ) -> String {
    let own = times.constantRate.map { "\($0) frames per second" } ?? "a variable frame rate"
    return "\(path) has \(own): its \(times.times.count) frames become \(retiming.frames) at "
      + "\(retiming.rate) per second, each shown as long as in the video"
  }

  /// Whether a path is read without a decoder: pipes, which cannot be read twice, must be Y4M.
  private static func isY4M(_ path: String) throws(VideoError) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw .cannotRead(name: path, reason: String(cString: strerror(errno)))
    }
    switch status.st_mode & S_IFMT {
    case S_IFIFO: return true
    case S_IFDIR: throw .cannotRead(name: path, reason: "it is a folder")
    case S_IFREG where VideoTool.suffix(of: path) != "y4m":
      return try ByteStream(path: path).peek(Y4MHeader.magic.count) == Y4MHeader.magic
    default: return VideoTool.suffix(of: path) == "y4m"
    }
  }

  /// What a file is that neither ffmpeg nor we can see anything in; a pipe is not looked into.
  static func otherKind(_ path: String) -> FileKind? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      let start = try? FileReading.start(of: path), let kind = FileKind(start: start)
    else { return nil }
    return [.empty, .film, .picture, .sound].contains(kind) ? nil : kind
  }
}
