// SPDX-License-Identifier: GPL-3.0-or-later

package import DataFiles

/// How long to train: in steps, or in passes through the data, which become steps only when the data are known.
package struct TrainingLength: Sendable {
  private var steps: Int?
  private var epochs: Int?
  private var warmupEpochs: Int?
  private var hasWarmupPortion: Bool

  package init(
    steps: Int? = nil, epochs: Int? = nil, warmupEpochs: Int? = nil, hasWarmupPortion: Bool = false
  ) {
    self.steps = steps
    self.epochs = epochs
    self.warmupEpochs = warmupEpochs
    self.hasWarmupPortion = hasWarmupPortion
  }

  /// The length a configuration file gives.
  ///
  /// - Throws: ``RunError`` for a value that is not a count.
  package init(in file: [String: JSONValue]) throws(RunError) {
    func count(_ key: String, _ name: String, from least: Int) throws(RunError) -> Int? {
      guard let value = file[key] else { return nil }
      guard case .integer(let count) = value, (least...1_000_000).contains(count) else {
        throw RunError(.settings, "\(name) is \(value.text); it must be \(least) to 1000000.")
      }
      return count
    }
    var steps: Int?
    if case .integer(let count) = file["steps"] { steps = count }
    self.init(
      steps: steps, epochs: try count("epochs", "--epochs", from: 1),
      warmupEpochs: try count("warmup_epochs", "warmup_epochs", from: 0),
      hasWarmupPortion: file["warmup_portion"] != nil)
  }

  /// The same length, unless a later layer gives another.
  ///
  /// Steps and epochs say the same thing: one layer cannot give both.
  package func overridden(by later: TrainingLength) throws(RunError) -> TrainingLength {
    guard later.steps == nil || later.epochs == nil else {
      throw RunError(.settings, "steps and epochs are both given. Keep only one of them.")
    }
    var length = self
    if later.steps != nil || later.epochs != nil {
      (length.steps, length.epochs) = (later.steps, later.epochs)
    }
    length.warmupEpochs = later.warmupEpochs ?? warmupEpochs
    length.hasWarmupPortion = hasWarmupPortion || later.hasWarmupPortion
    return length
  }

  /// The steps and the warm-up for this many batches per pass through the data.
  fileprivate func steps(of batches: Double, else usual: Int) throws(RunError) -> Int {
    guard let epochs else { return steps ?? usual }
    guard (1...1_000_000).contains(epochs) else {
      throw RunError(
        .settings, "\(setting: "epochs") is \(epochs); it must be 1 to 1000000.")
    }
    return Int(min(Double(epochs) * batches, 4e9))
  }

  fileprivate func warmupPortion(of batches: Double, in steps: Int) -> Double? {
    guard let warmupEpochs, !hasWarmupPortion else { return nil }
    return min(1, Double(warmupEpochs) * batches / Double(max(1, steps)))
  }
}

extension RunConfiguration {
  /// Sets the number of steps, and over how many of them the learning rate rises.
  package mutating func set(_ length: TrainingLength) throws(RunError) {
    let batches = Double(max(1, data.count / max(1, batch)))
    steps = try length.steps(of: batches, else: steps)
    warmupPortion = length.warmupPortion(of: batches, in: steps) ?? warmupPortion
  }
}

extension Preset {
  /// The recipe's training length.
  package var length: TrainingLength {
    TrainingLength(epochs: epochs, warmupEpochs: warmupEpochs)
  }
}
