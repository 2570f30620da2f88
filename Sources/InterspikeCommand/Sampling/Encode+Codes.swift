// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Recordings

extension Encode {
  static let usual = StimulusEncoding()
  static let usualRange = NumberPair(
    first: usual.range.lowerBound, second: usual.range.upperBound)

  var encoding: StimulusEncoding {
    var encoding = Self.usual
    (encoding.code, encoding.trials, encoding.window) = (code, trials, window)
    if let maximum { encoding.maximum = maximum }
    if let minimum { encoding.minimum = minimum }
    (encoding.timeConstant, encoding.threshold) = (timeConstant, threshold ?? encoding.threshold)
    if let neurons { encoding.neurons = neurons }
    (encoding.period, encoding.scale) = (period, scale)
    if let range { encoding.range = range.first...range.second }
    return encoding
  }

  /// Refuses an option of another code.
  func requireOptionsOfCode() throws {
    for (option, isGiven, codes) in [
      ("--maximum", maximum != nil, [.rate, .tuning]),
      ("--minimum", minimum != nil, [.rate, .tuning]),
      ("--time-constant", timeConstant != nil, [.latency]),
      ("--threshold", threshold != nil, [.latency]),
      ("--neurons", neurons != nil, [.tuning]), ("--range", range != nil, [.tuning]),
      ("--period", period != nil, [.tuning]),
    ] as [(String, Bool, [StimulusEncoding.Code])] where isGiven && !codes.contains(code) {
      throw ValidationError(
        "\(option) is not an option of the \(code.rawValue) code. Leave it out, or give --code \(codes[0].rawValue)."
      )
    }
  }
}
