// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation

/// A spike train as one hears it in a laboratory: a pop for every spike, in a WAV file.
///
/// ```
/// pop    sin(2π·500 Hz·t)·(1 − t/d),  0 ≤ t < d = 2.5 ms,  at half of full scale; overlapping pops add up and are cut off
/// file   RIFF/WAVE, PCM, mono, 16 bits, 44,100 samples a second
/// ```
/// > Reference: the pops are those of Vafaii, Galor & Yates, arXiv 2410.19315 (audible responses to a bar of light).
public enum SpikeSound {
  /// Samples a second.
  public static let sampleRate = 44_100
  private static let pop = 0.0025

  /// Writes the sound of spikes at `times` seconds within an interval, which begins the file.
  ///
  /// - Precondition: the interval is finite and shorter than six hours.
  /// - Throws: ``SpikeFileError/file(_:)`` when the folder refuses it.
  public static func write(
    _ times: [Double], during interval: Range<Double>, to path: String
  ) throws(SpikeFileError) {
    let duration = interval.upperBound - interval.lowerBound
    guard duration.isFinite && duration < 21_600 else {
      fatalError("a sound of \(duration) s")
    }
    var samples = [Float](
      repeating: 0, count: Int((duration + pop) * Double(sampleRate)) + 1)
    for time in times where interval.contains(time) {
      let start = (time - interval.lowerBound) * Double(sampleRate)
      for sample in Int(start.rounded(.up))..<samples.count {
        let since = (Double(sample) - start) / Double(sampleRate)
        if since >= pop { break }
        samples[sample] += Float(0.5 * sin(2 * .pi * 500 * since) * (1 - since / pop))
      }
    }
    var bytes = header(samples: samples.count)
    bytes.reserveCapacity(bytes.count + 2 * samples.count)
    for sample in samples {
      let value = Int16(min(max(sample, -1), 1) * 32_767)
      withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }
    try rethrowing(AtomicFile.write(bytes, to: path), as: SpikeFileError.file)
  }

  private static func header(samples: Int) -> [UInt8] {
    func number<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
      withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
    let size = UInt32(2 * samples)
    return Array("RIFF".utf8) + number(36 + size) + Array("WAVEfmt ".utf8) + number(UInt32(16))
      + number(UInt16(1)) + number(UInt16(1)) + number(UInt32(sampleRate))
      + number(UInt32(2 * sampleRate)) + number(UInt16(2)) + number(UInt16(16))
      + Array("data".utf8) + number(size)
  }
}
