// SPDX-License-Identifier: GPL-3.0-or-later

internal import Tensors

/// What one step of learning a dictionary came to: its codes, on the dictionary before the step.
public struct DictionaryStep: Sendable, Equatable {
  /// The step, from 0.
  public let index: Int
  /// λ.
  public let threshold: Double
  /// The squared error summed over pixels, mean over the batch.
  public let squaredError: Double
  /// Σ|a|, mean over the batch.
  public let codeLength: Double
  /// The share of code values that are 0.
  public let zeros: Double
  /// How many atoms helped to code at least one datum of the batch.
  public let activeAtoms: Int
  /// The iterations of inference, mean over the batch.
  public let iterations: Double

  /// ½ of the squared error + λΣ|a|.
  public var objective: Double { 0.5 * squaredError + threshold * codeLength }

  init(index: Int, threshold: Double, codes: SparseCodes, update: DictionaryUpdate) {
    self.index = index
    self.threshold = threshold
    let count = Double(max(update.squaredErrors.count, 1))
    squaredError = update.squaredErrors.reduce(0, +) / count
    codeLength = codes.codes.values.reduce(0) { $0 + Double(abs($1)) } / count
    zeros = 1 - Double(update.uses.reduce(0, +)) / Double(max(codes.codes.count, 1))
    activeAtoms = update.uses.count { $0 > 0 }
    iterations = Double(codes.iterations.reduce(0, +)) / count
  }
}
