// SPDX-License-Identifier: GPL-3.0-or-later

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
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func enter(_ word: UInt64) { hash = (hash ^ word) &* 0x100_0000_01b3 }
    for parameter in model.state {
      for byte in parameter.name.utf8 { enter(UInt64(byte)) }
      for extent in parameter.tensor.shape { enter(UInt64(extent)) }
      for value in parameter.tensor.values { enter(UInt64(value.bitPattern)) }
    }
    enter(model.likelihood.decoder.hasUnitAtoms ? 1 : 0)
    enter(UInt64(model.innerSteps))
    enter(UInt64(model.innerBeta.bitPattern))
    enter(model.weighsDivergenceByPosterior ? 1 : 0)
    value = hash
  }

  public var description: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
