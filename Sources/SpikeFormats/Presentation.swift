// SPDX-License-Identifier: GPL-3.0-or-later

/// A stretch of time during which one stimulus is shown.
public struct Presentation: Codable, Hashable, Sendable {
  /// When it begins, in seconds from the start of the recording.
  public let start: Double
  /// When it ends, in seconds; the end is excluded.
  public let stop: Double
  /// Which stimulus is shown, from 0.
  public let stimulus: Int
  /// Which repetition of that stimulus this is, from 0.
  public let trial: Int

  /// Shows `stimulus` from `start` to `stop`.
  public init(start: Double, stop: Double, stimulus: Int = 0, trial: Int = 0) {
    self.start = start
    self.stop = stop
    self.stimulus = stimulus
    self.trial = trial
  }

  /// Presentations that follow each other without a gap, all trials of a stimulus together.
  ///
  /// ```
  /// presentation p:  p · duration ..< (p + 1) · duration,   stimulus p / trials,   trial p mod trials
  /// ```
  /// - Precondition: `stimuli` and `trials` are at least 1 and `duration` is above 0.
  public static func sequence(stimuli: Int, trials: Int, duration: Double) -> [Presentation] {
    guard stimuli >= 1 && trials >= 1 && duration > 0 else {
      fatalError("\(stimuli) stimuli, \(trials) trials of \(duration) s: each must be above 0")
    }
    return (0..<stimuli * trials).map {
      Presentation(
        start: Double($0) * duration, stop: Double($0 + 1) * duration,
        stimulus: $0 / trials, trial: $0 % trials)
    }
  }

  static func check(_ presentations: [Presentation]) throws(SpikeFileError) {
    guard !presentations.isEmpty else {
      throw .badRecording("the list of presentations is empty: give at least one stretch of time.")
    }
    var end = 0.0
    for (index, presentation) in presentations.enumerated() {
      let start = presentation.start
      let stop = presentation.stop
      guard start.isFinite, stop.isFinite, start >= end, stop > start else {
        throw .badRecording(
          "presentation \(index) lasts from \(start) s to \(stop) s but may not begin before \(end) s: "
            + "presentations must be finite, in order, without overlap, from 0 s on.")
      }
      guard presentation.stimulus >= 0, presentation.trial >= 0 else {
        throw .badRecording(
          "presentation \(index) is trial \(presentation.trial) of stimulus "
            + "\(presentation.stimulus): both count from 0.")
      }
      end = stop
    }
  }

  /// Stretches of time without gaps, each a run of presentations that touch.
  static func observed(_ presentations: [Presentation]) -> [Range<Double>] {
    var stretches: [Range<Double>] = []
    for presentation in presentations {
      if let last = stretches.last, last.upperBound == presentation.start {
        stretches[stretches.count - 1] = last.lowerBound..<presentation.stop
      } else {
        stretches.append(presentation.start..<presentation.stop)
      }
    }
    return stretches
  }
}
