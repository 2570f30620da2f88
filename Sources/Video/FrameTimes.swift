// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Stimuli

/// When the frames of a film are shown, as its container says.
package struct FrameTimes: Equatable {
  /// Seconds, ascending, the first at 0.
  package let times: [Double]
  /// Frames a second as the container names them, the likeliest first.
  package let namedRates: [FrameRate]
  /// How long the last frame is shown, in seconds.
  private let last: Double

  /// - Parameters:
  ///   - times: seconds, in any order.
  ///   - last: how long the container shows the last frame, 0 where it does not say. Writers of films of variable
  ///     rate often put a common interval there; the last frame stays at least as long as the one before.
  package init(_ times: [Double], last: Double = 0, namedRates: [FrameRate] = []) {
    let sorted = times.sorted()
    self.times = sorted.map { $0 - sorted[0] }
    self.namedRates = namedRates
    let before = sorted.count > 1 ? sorted[sorted.count - 1] - sorted[sorted.count - 2] : 0
    self.last = max(last, before)
  }

  /// From the beginning of the first frame to the end of the last, in seconds.
  package var duration: Double { (times.last ?? 0) + last }

  /// Whether frame i is shown at i/rate, to half a frame.
  package func fit(_ rate: FrameRate) -> Bool {
    times.enumerated().allSatisfy { index, time in
      abs(time - Double(index) * rate.interval) <= rate.interval / 2
    }
  }

  /// The rate of all frames, `nil` where it varies.
  package var constantRate: FrameRate? {
    if let named = namedRates.first(where: fit) { return named }
    guard let end = times.last, end > 0,
      let mean = FrameRate(nearest: Double(times.count - 1) / end)
    else { return nil }
    return fit(mean) ? mean : nil
  }

  /// A rate at which frames that come fast all have a place.
  ///
  /// It is that of the mean of the short intervals, those up to one and a half times the shortest but for a twentieth:
  /// containers round times, to 0.01 s in GIF.
  package var fastestRate: FrameRate? {
    let intervals = zip(times.dropFirst(), times).map(-).filter { $0 > 0 }.sorted()
    guard !intervals.isEmpty else { return nil }
    let short = intervals.filter { $0 <= 1.5 * intervals[intervals.count / 20] }
    let mean = short.reduce(0, +) / Double(short.count)
    return namedRates.first { abs($0.interval / mean - 1) < 0.1 }
      ?? FrameRate(nearest: (1 / mean).rounded()) ?? FrameRate(nearest: 1 / mean)
  }

  /// What the container of a film says, without decoding it; `nil` when it says nothing of use.
  package static func of(
    _ path: String, until isOver: @escaping @Sendable () -> Bool
  ) throws(VideoError) -> FrameTimes? {
    let child = try ChildPipe(
      VideoTool.inspector, VideoTool.inspection(of: path), .reading, for: path,
      input: FfmpegInput.isPattern(path) ? path : "/dev/null")
    let stream = ByteStream(
      descriptor: child.descriptor, name: path, complaints: child.complaints, isOver: isOver)
    var packets: [(time: Double, duration: Double)] = []
    var rates: [String: FrameRate] = [:]
    var packet: (time: Double?, duration: Double) = (nil, 0)
    var line: [UInt8] = []
    while try stream.readLine(into: &line, limit: 4096) {
      let words = String(decoding: line, as: UTF8.self).split(separator: "=", maxSplits: 1)
      line.removeAll(keepingCapacity: true)
      guard words.count == 2 else { continue }
      switch words[0] {
      case "pts_time": packet = (Double(words[1]), 0)
      case "dts_time": packet.time = packet.time ?? Double(words[1])
      case "duration_time": packet.duration = Double(words[1]) ?? 0
      case "flags":
        // A packet that is discarded gives no frame.
        if let time = packet.time, !words[1].contains("D") {
          packets.append((time, packet.duration))
        }
      case "r_frame_rate", "avg_frame_rate":
        let parts = words[1].split(separator: "/").compactMap { Int($0) }
        if parts.count == 2, parts[0] > 0, parts[1] > 0 {
          rates[String(words[0])] = FrameRate(parts[0], per: parts[1])
        }
      default: break
      }
    }
    guard !stream.wasStopped, child.failure() == nil,
      let last = packets.max(by: { $0.time < $1.time })
    else { return nil }
    return FrameTimes(
      packets.map(\.time), last: last.duration,
      namedRates: ["r_frame_rate", "avg_frame_rate"].compactMap { rates[$0] })
  }
}

extension FrameRate {
  /// The rate nearest to so many frames a second, in thousandths; `nil` for less than one in 1000 s.
  package init?(nearest framesPerSecond: Double) {
    let thousandths = (framesPerSecond * 1000).rounded()
    guard thousandths >= 1, thousandths < 1e12 else { return nil }
    let (whole, rest) = Int(thousandths).quotientAndRemainder(dividingBy: 1000)
    self = rest == 0 ? FrameRate(whole) : FrameRate(Int(thousandths), per: 1000)
  }
}
