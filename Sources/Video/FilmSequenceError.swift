// SPDX-License-Identifier: GPL-3.0-or-later

/// A film of which no sequences can be made.
public enum FilmSequenceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Standard input, a pipe or a device.
  case readOnce(name: String)
  /// Two names of one film.
  case sameFilm(first: String, second: String)
  /// A film is shorter than a sequence.
  case tooShort(name: String, frames: Int, needed: Int)
  /// A part of a film has no scene as long as a sequence.
  case noSequence(name: String, partition: String, frames: Int, needed: Int)
  /// The second walk through a film found fewer frames than the first.
  case changed(name: String)

  public var description: String {
    switch self {
    case .readOnce(let name):
      "\(name == VideoSource.standardInput ? "standard input" : name) can be read only once, but films are read "
        + "twice, first for their scene changes. Save the video to a file and give that."
    case .sameFilm(let first, let second):
      "\(first) and \(second) are the same video, so frames to learn from could also be held out. Give it once."
    case .tooShort(let name, let frames, let needed):
      "\(name) has \(frames) frame\(frames == 1 ? "" : "s"), fewer than the \(needed) of a sequence. Give a longer "
        + "video, or ask for shorter sequences with --frames."
    case .noSequence(let name, let partition, let frames, let needed):
      "\(name) has no sequence of \(needed) frames without a scene change among its \(frames) \(partition) frames. "
        + "Give a longer video, ask for shorter sequences with --frames, or split the videos differently."
    case .changed(let name):
      "\(name) has fewer frames than when it was read first. "
        + "Do not change it while it is being read."
    }
  }
}
