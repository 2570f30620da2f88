// SPDX-License-Identifier: GPL-3.0-or-later

public import Learning
internal import Randomness
internal import Tensors

extension DictionaryState {
  /// The name of the dictionary in files: that of a linear decoder, so that it can be used as one.
  public static let parameterName = "fc_dec.weight"
  private static let usesName = "uses"

  /// Everything needed to continue from here, as one file.
  ///
  /// - Parameters:
  ///   - seed: that of the learning.
  ///   - configuration: free text to keep with it, usually JSON.
  public func checkpoint(seed: UInt64, configuration: String = "") -> Checkpoint {
    Checkpoint(
      parameters: [NamedTensor(Self.parameterName, dictionary)],
      optimizerMemory: [
        NamedTensor(Self.usesName, Tensor(uses.map { Float($0) }, shape: [uses.count]))
      ],
      step: stepsTaken, seed: seed, streamVersion: SeedSequence.streamVersion,
      configuration: configuration)
  }

  /// Takes up a checkpoint, bit for bit.
  ///
  /// - Throws: `CheckpointError` when its random streams are of another version, `ParameterError` when it is
  ///   not that of a dictionary of this shape.
  public init(checkpoint: Checkpoint, pixels: Int, atoms: Int) throws {
    guard SeedSequence.compatibleVersions.contains(checkpoint.streamVersion) else {
      throw CheckpointError.streamVersion(
        checkpoint.streamVersion, current: SeedSequence.streamVersion)
    }
    func only(_ name: String, _ tensors: [NamedTensor]) throws(ParameterError) -> Tensor {
      let strangers = tensors.map(\.name).filter { $0 != name }
      guard strangers.isEmpty else { throw .unknown(strangers, source: "the checkpoint") }
      guard let found = tensors.first else { throw .missing([name], source: "the checkpoint") }
      return found.tensor
    }
    let dictionary = try only(Self.parameterName, checkpoint.parameters)
    let uses = try only(Self.usesName, checkpoint.optimizerMemory)
    for (name, tensor, expected) in [
      (Self.parameterName, dictionary, [pixels, atoms]), (Self.usesName, uses, [atoms]),
    ] {
      guard tensor.shape == expected else {
        throw ParameterError.shape(
          name: name, expected: expected, found: tensor.shape, source: "the checkpoint")
      }
    }
    self.init(
      dictionary: dictionary, stepsTaken: checkpoint.step,
      uses: uses.values.map { $0 >= 0 ? Int(min($0, Float(Self.largestCount))) : 0 })
  }
}
