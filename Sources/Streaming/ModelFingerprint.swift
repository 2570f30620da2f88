// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
public import LatentModels
internal import Learning
internal import Tensors

/// A number that tells models apart: two that infer differently have, as good as surely, two fingerprints.
///
/// FNV-1a over the names, shapes and bits of all parameters and over what else decides a step. It is no
/// protection against forgery.
public struct ModelFingerprint: Hashable, Sendable, CustomStringConvertible {
  /// The number.
  public let value: UInt64

  /// A fingerprint read from its sixteen hexadecimal digits; nil for any other text.
  public init?(_ text: String) {
    guard text.utf8.count == 16, let value = UInt64(text, radix: 16) else { return nil }
    self.value = value
  }

  /// The fingerprint of a model.
  ///
  /// - Complexity: O(parameters).
  public init(of model: IterativePoissonVAE) {
    var hash = FNV1a()
    for parameter in model.state {
      hash.enter(parameter.name)
      for extent in parameter.tensor.shape { hash.enter(UInt64(extent)) }
      for value in parameter.tensor.values { hash.enter(UInt64(value.bitPattern)) }
    }
    hash.enter(model.likelihood.decoder.hasUnitAtoms ? 1 : 0)
    hash.enter(UInt64(model.innerSteps))
    hash.enter(UInt64(model.innerBeta.bitPattern))
    hash.enter(model.weighsDivergenceByPosterior ? 1 : 0)
    value = hash.value
  }

  public var description: String { FNV1a.digits(of: value) }
}
