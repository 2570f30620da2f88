// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import LatentModels
internal import SparseCoding
public import Tensors

/// A dictionary from a run of `interspike sparse`, a trained model or a file.
public struct RunDictionary {
  /// Shape [pixels, atoms], finite.
  public let atoms: Tensor
  /// The steps it was trained for; nil for a file.
  public let step: Int?
  /// How its run finds codes; nil when it was not learned by sparse coding.
  public let inference: SparseSettings?
  /// How many data each atom helped to code during learning; nil when it was not learned by sparse coding.
  public let uses: [Int]?

  /// How many numbers each atom has.
  public var pixels: Int { atoms.shape[0] }
  /// The number of atoms.
  public var count: Int { atoms.shape[1] }

  /// Reads a run folder or a file.
  public init(path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw RunError(.missing, "the file or folder \(path) does not exist. Check the path.")
    }
    if isFolder.boolValue {
      try self.init(folder: try RunFolder(existing: path))
    } else {
      try self.init(file: path)
    }
  }

  /// The dictionary of a run.
  public init(folder: RunFolder) throws {
    guard try folder.holdsSparseCoding else {
      let trained = try folder.model()
      self.init(atoms: try trained.dictionary(), step: trained.step, inference: nil, uses: nil)
      return
    }
    let settings = try folder.sparseConfiguration()
    guard let checkpoint = try folder.checkpoint() else {
      throw RunError(
        .missing,
        "\(folder.path) has no checkpoint yet. Resume it with \(command: "sparse --resume \(folder.path)", call: "RunTraining(resuming:)")."
      )
    }
    let state = try DictionaryState(
      checkpoint: checkpoint, pixels: settings.data.pixels, atoms: settings.latents)
    try state.dictionary.requireFinite(DictionaryState.parameterName, in: folder.checkpointPath)
    self.init(
      atoms: state.dictionary, step: state.stepsTaken, inference: settings.inference,
      uses: state.uses)
  }

  private init(file path: String) throws {
    let bytes = try FileReading.bytes(of: path)
    let (name, tensor) = try Self.tensor(of: bytes, at: path)
    guard tensor.rank == 2, tensor.count > 0 else {
      throw RunError(
        .damaged,
        "the dictionary of \(path) has shape \(tensor.shape); give one with shape [pixels, atoms].")
    }
    try tensor.requireFinite(name, in: path)
    self.init(atoms: tensor, step: nil, inference: nil, uses: nil)
  }

  private init(atoms: Tensor, step: Int?, inference: SparseSettings?, uses: [Int]?) {
    self.atoms = atoms
    self.step = step
    self.inference = inference
    self.uses = uses
  }

  private static func tensor(of bytes: [UInt8], at path: String) throws -> (String, Tensor) {
    if path.lowercased().hasSuffix(".npy") || FileKind(start: bytes) == .npy {
      do {
        return ("the array", try NPY.tensor(bytes: bytes, file: path))
      } catch let error as NPYError {
        throw RunError(.damaged, "\(path): \(error)")
      }
    }
    let file = try SafetensorsFile(bytes: bytes, file: path)
    let name = DictionaryState.parameterName
    if file[name] == nil, file.entries.count == 1 {
      return (file.entries[0].name, try file.tensor(file.entries[0].name))
    }
    return (name, try file.tensor(name))
  }
}

extension Tensor {
  /// Throws when the weights have diverged.
  public func requireFinite(_ name: String, in path: String) throws(RunError) {
    guard let value = values.first(where: { !$0.isFinite }) else { return }
    throw RunError(
      .damaged,
      "\(path) holds the value \(Text.number(Double(value))) in '\(name)'; "
        + "weights must be finite. Use an earlier checkpoint.")
  }
}
