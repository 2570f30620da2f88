// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Datasets
internal import Foundation
internal import Stimuli
public import Tensors

/// Data to train on or to show to neurons, from a file: finite numbers, one datum per row.
///
/// A `.safetensors` file gives its tensor `patches`, its tensor `films` of shape [count, frames, pixels] with the frames of a film
/// as one datum, or its only tensor; a `.npy` file its array; an IDX file one
/// datum an image, bytes divided by 255 as in `interspike data mnist`. Each may be compressed with gzip.
public struct StimulusFile {
  /// Shape [count, pixels].
  public let data: Tensor
  /// What a run records about it.
  public let identity: Identity

  /// The smallest number.
  var least: Float { data.values.min() ?? 0 }

  /// How a run recognizes its data.
  public struct Identity: Codable, Equatable, Sendable {
    /// The path: as the user gave it, or absolute in `config.json`.
    public var path: String
    /// The fingerprint of the file.
    public var sha256: String
    /// The number of data.
    public var count: Int
    /// How many numbers each datum has.
    public var pixels: Int

    /// Data known only by their path; they are read when training starts.
    public init(path: String) {
      self.init(path: path, sha256: "", count: .max, pixels: 256)
    }

    /// Data known by their identity.
    public init(path: String, sha256: String, count: Int, pixels: Int) {
      self.path = path
      self.sha256 = sha256
      self.count = count
      self.pixels = pixels
    }
  }

  /// Reads stimuli from a file.
  ///
  /// - Throws: ``RunError`` when the file holds no stimuli; `FileError` when it cannot be read.
  public init(path: String) async throws {
    let bytes = try FileReading.bytes(of: path)
    data = try Self.checked(try Self.tensor(of: bytes, at: path), path)
    identity = Identity(
      path: path, sha256: SHA256.sum(of: bytes), count: data.shape[0],
      pixels: data.shape[1])
  }

  private static func tensor(of bytes: [UInt8], at path: String) throws -> Tensor {
    switch FileKind(start: bytes) {
    case .gzip:
      do {
        // Unpacked contents are not unpacked a second time.
        let unpacked = try Inflation.gunzip(bytes)
        guard FileKind(start: unpacked) != .gzip else { break }
        return try tensor(of: unpacked, at: path)
      } catch let error as Inflation.Failure {
        throw RunError(.damaged, "\(path) cannot be unpacked: \(error.reason). Download it again.")
      }
    case .idx: return try images(IDX(encoded: bytes, file: path))
    default: break
    }
    guard !bytes.starts(with: [0x93] + Array("NUMPY".utf8)), !path.lowercased().hasSuffix(".npy")
    else {
      do {
        return try NPY.tensor(bytes: bytes, file: path)
      } catch let error as NPYError {
        throw RunError(.damaged, "\(path): \(error)")
      }
    }
    let file = try SafetensorsFile(bytes: bytes, file: path)
    if file["films"] != nil {
      let films = try file.tensor("films")
      guard films.rank == 3 else { return films }
      return films.reshaped([films.shape[0], films.shape[1] * films.shape[2]])
    }
    if file["patches"] == nil, file.entries.count == 1 {
      return try file.tensor(file.entries[0].name)
    }
    return try file.tensor("patches")
  }

  /// One datum per index of the first axis.
  private static func images(_ file: IDX) throws(IDXError) -> Tensor {
    let tensor = try file.tensor()
    guard tensor.rank >= 2, tensor.count > 0 else { return tensor }
    let scale: Float = file.elementType == .unsigned8 ? 255 : 1
    return Tensor(
      scale == 1 ? tensor.values : tensor.values.map { $0 / scale },
      shape: [tensor.shape[0], tensor.count / tensor.shape[0]])
  }

  private static func checked(_ data: Tensor, _ path: String) throws(RunError) -> Tensor {
    guard data.rank == 2 else {
      throw RunError(
        .damaged,
        "the data of \(path) have shape \(data.shape); give one datum per row, in shape [count, pixels]."
      )
    }
    guard data.count > 0 else {
      throw RunError(.damaged, "\(path) holds no data: its shape is \(data.shape).")
    }
    if let place = data.values.firstIndex(where: { !$0.isFinite }) {
      throw RunError(
        .damaged,
        "\(path) holds the value \(data.values[place]) in datum \(place / data.shape[1]), number "
          + "\(place % data.shape[1]); data must be finite. Prepare them again.")
    }
    return data
  }

  /// Throws when the data do not have the model's size.
  public func requirePixels(_ pixels: Int, of model: String) throws(RunError) {
    try identity.requirePixels(pixels, of: model)
  }
}

extension StimulusFile.Identity {
  /// Throws when the data have neither the model's size nor that of the pictures it sees a window of.
  package func requirePixels(
    _ pixels: Int, orWindowsOf whole: Int, of model: String
  ) throws(RunError) {
    if self.pixels != whole { try requirePixels(pixels, of: model) }
  }

  /// Throws when the data do not have the model's size.
  public func requirePixels(_ pixels: Int, of model: String) throws(RunError) {
    guard self.pixels == pixels else {
      throw RunError(
        .damaged,
        "a datum of \(path) has \(self.pixels) numbers; \(model) takes \(pixels). "
          + "Give data prepared like those it was trained on.")
    }
  }
}
