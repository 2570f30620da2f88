// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation

/// The checkpoints of one training that a folder keeps: the last few, and the best.
///
/// ```
/// checkpoint.safetensors          the last
/// checkpoint-000012000.safetensors …   earlier ones, by their step
/// best.safetensors                the one of the lowest score
/// ```
/// Each file appears under its name only when it is whole, and at every moment the last one is there. Opened
/// again after an interruption it continues as if it had not been interrupted.
public struct CheckpointRotation: Sendable, Equatable {
  /// The folder of the files.
  public let folder: String
  /// How many of the last checkpoints are kept, the last included.
  public let count: Int
  /// Checkpoints at multiples of any of these are kept; others, such as those of an interruption, only until the next.
  public let periods: [Int]
  /// The score of the best checkpoint and its step; nil before the first that has a score.
  public private(set) var best: Best?
  /// The steps of the last checkpoint; nil before the first.
  private var lastStep: Int?

  /// A score and where it was reached.
  public struct Best: Sendable, Equatable {
    /// The score, the lower the better.
    public let score: Double
    /// The steps taken.
    public let step: Int

    /// A score and the step that reached it.
    public init(score: Double, step: Int) {
      self.score = score
      self.step = step
    }
  }

  /// The file of the last checkpoint.
  public var lastPath: String { "\(folder)/checkpoint.safetensors" }
  /// The file of the best one.
  public var bestPath: String { "\(folder)/best.safetensors" }
  /// The file of an earlier checkpoint.
  public func path(step: Int) -> String {
    let digits = "\(step)"
    return
      "\(folder)/checkpoint-\(String(repeating: "0", count: max(0, 9 - digits.count)))\(digits)"
      + ".safetensors"
  }

  /// Begins to keep checkpoints, or continues from the last one in the folder.
  ///
  /// A best checkpoint of a later step than the last, which is of another course, no longer counts.
  ///
  /// - Parameters:
  ///   - folder: where the files are.
  ///   - count: how many of the last checkpoints are kept, the last included.
  ///   - periods: at multiples of which numbers of steps checkpoints are due.
  /// - Precondition: `count ≥ 1`, and every period is at least 1.
  /// - Throws: `FileError`, `SafetensorsError` or ``CheckpointError`` when a file in the folder is damaged.
  public init(folder: String, keeping count: Int = 1, every periods: [Int] = [1]) throws {
    guard count >= 1, periods.allSatisfy({ $0 >= 1 }) else {
      fatalError("\(count) checkpoints cannot be kept, every \(periods) steps")
    }
    self.periods = periods
    self.folder = folder
    self.count = count
    guard FileManager.default.fileExists(atPath: lastPath) else { return }
    let last = try Checkpoint(path: lastPath)
    lastStep = last.step
    if FileManager.default.fileExists(atPath: bestPath) {
      let kept = try Checkpoint(path: bestPath)
      if let score = kept.score, kept.step <= last.step {
        best = Best(score: score, step: kept.step)
      }
    }
    // A kill may have come between the two files.
    try keepIfBest(last)
  }

  /// Writes the last checkpoint and, when its score is below all before, the best.
  ///
  /// - Throws: `FileError`, `SafetensorsError`.
  public mutating func write(_ checkpoint: Checkpoint) throws {
    if count > 1 { try keepLast(before: checkpoint.step) }
    try checkpoint.write(to: lastPath)
    lastStep = checkpoint.step
    try keepIfBest(checkpoint)
    try removeSuperfluous(at: checkpoint.step)
  }

  private mutating func keepIfBest(_ checkpoint: Checkpoint) throws {
    guard let score = checkpoint.score, score < best?.score ?? .infinity else { return }
    try checkpoint.write(to: bestPath)
    best = Best(score: score, step: checkpoint.step)
  }

  /// Gives the file that is about to be replaced a second name.
  private func keepLast(before step: Int) throws {
    guard let earlier = lastStep, earlier < step,
      periods.contains(where: { earlier.isMultiple(of: $0) })
    else { return }
    let kept = path(step: earlier)
    guard !FileManager.default.fileExists(atPath: kept) else { return }
    do {
      try FileManager.default.linkItem(atPath: lastPath, toPath: kept)
    } catch {
      // Some file systems have no second names.
      try AtomicFile.write(try FileReading.bytes(of: lastPath), to: kept)
    }
  }

  /// The steps of earlier checkpoints in the folder, ascending.
  public func earlierSteps() throws -> [Int] {
    try FileReading.names(in: folder).compactMap { name in
      guard name.hasPrefix("checkpoint-"), name.hasSuffix(".safetensors") else { return nil }
      let digits = name.dropFirst("checkpoint-".count).dropLast(".safetensors".count)
      guard let step = Int(digits), step >= 0, path(step: step).hasSuffix("/\(name)") else {
        return nil
      }
      return step
    }.sorted()
  }

  private func removeSuperfluous(at step: Int) throws {
    let steps = try earlierSteps()
    let kept = steps.filter { $0 < step }.suffix(count - 1)
    for earlier in steps where !kept.contains(earlier) {
      do {
        try FileManager.default.removeItem(atPath: path(step: earlier))
      } catch {
        throw FileError.cannotWrite(path: path(step: earlier), reason: "it cannot be removed")
      }
    }
  }
}
