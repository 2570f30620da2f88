// SPDX-License-Identifier: GPL-3.0-or-later

internal import Stimuli

/// What a child `ffmpeg` is asked for: films never enter this process undecoded.
enum VideoTool {
  static let name = "ffmpeg"
  /// The companion of ffmpeg, in the same package, that looks into films.
  static let inspector = "ffprobe"

  private static let quiet = ["-v", "error", "-nostdin", "-protocol_whitelist", "file,pipe"]

  /// Frames that repeat so that a film of variable rate gets a constant one.
  struct Retiming {
    let rate: FrameRate
    /// How many frames there are then.
    let frames: Int
  }

  /// Names the times of the packets of the first film of a file, a line each.
  static func inspection(of path: String) -> [String] {
    let entries = "packet=pts_time,dts_time,duration_time,flags:stream=r_frame_rate,avg_frame_rate"
    return ["-v", "error", "-protocol_whitelist", "file,pipe", "-select_streams", "v:0"]
      + ["-show_entries", entries, "-of", "default=nw=1", FfmpegInput.url(of: path)]
  }

  /// Decodes the first film of a file to gray frames in full range, every coded frame once or for as long as it is
  /// shown.
  ///
  /// The scaler's `area` averages where it reduces and interpolates where it enlarges. With colors, frames also have planes of color, of half the columns
  /// and rows; gray is converted as without, so that its bytes are the same.
  static func decoding(
    _ path: String, size: FrameSize?, retiming: Retiming?, colors: Bool = false
  ) -> [String] {
    let scale =
      size.map { "scale=\($0.width):\($0.height):flags=area:out_range=full" }
      ?? "scale=out_range=full"
    let gray = "\(scale),format=gray"
    let frames =
      colors
      ? "split[a][b];[a]\(gray)[y];[b]\(scale),format=yuv420p,extractplanes=u+v[u][v];"
        + "[y][u][v]mergeplanes=0x001020:yuv420p" : gray
    // The last frame is repeated for as long as it takes to fill the count.
    let times = retiming.map {
      ",tpad=stop_mode=clone:stop=-1,fps=\($0.rate.numerator)/\($0.rate.denominator)"
    }
    let limit = retiming.map { ["-frames:v", "\($0.frames)"] } ?? []
    return quiet + ["-i", FfmpegInput.url(of: path), "-map", "0:v:0"]
      + ["-vf", frames + (times ?? "")]
      + ["-fps_mode", "passthrough"] + limit
      + ["-f", "yuv4mpegpipe", "-strict", "-1", "-"]
  }

  /// Endings that mean a picture, or one file for every frame, to `ffmpeg`.
  static let pictures: Set<String> = [
    "bmp", "dpx", "exr", "jp2", "jpeg", "jpg", "jxl", "pam", "pbm", "pcx", "pgm", "png", "ppm",
    "sgi", "tga", "tif", "tiff", "xbm", "xwd",
  ]

  /// Encodes a Y4M film from standard input.
  ///
  /// x264 halves the samples of color and wants even sides: an odd one gets one more row or column, black.
  static func encoding(to path: String, x264: Bool) -> [String] {
    let choice =
      x264
      ? ["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-c:v", "libx264", "-preset", "superfast"]
        + ["-crf", "18", "-pix_fmt", "yuv420p"] : []
    return ["-v", "error", "-f", "yuv4mpegpipe", "-i", "pipe:0", "-an"] + choice
      + ["-y", "file:\(path)"]
  }

  /// Whether x264 suits the container and this `ffmpeg` has it.
  static func hasX264(for path: String, tool: String) throws(VideoError) -> Bool {
    guard ["mp4", "m4v", "mov", "mkv"].contains(suffix(of: path)) else { return false }
    let child = try ChildPipe(tool, ["-v", "error", "-encoders"], .reading, for: path)
    let stream = ByteStream(
      descriptor: child.descriptor, name: tool, complaints: child.complaints)
    var line: [UInt8] = []
    while try stream.readLine(into: &line, limit: 4096) {
      if String(decoding: line, as: UTF8.self).contains(" libx264 ") { return true }
      line.removeAll(keepingCapacity: true)
    }
    return false
  }

  /// What follows the last dot of a name, in lower case.
  static func suffix(of path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }
}
