// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Tensors

/// What a file of tensors holds.
struct TensorFindings: Findings {
  let kind = "tensors"
  let path: String
  let format: String
  let bytes: Int
  let tensors: [Array]
  let metadata: [String: String]

  /// One array with the range of its numbers; no range where the type is not read.
  struct Array: Encodable {
    let name: String
    let type: String
    let shape: [Int]
    var smallest: Double?
    var mean: Double?
    var largest: Double?
    /// How many numbers are NaN or infinite.
    var notFinite: Int?

    init(name: String, type: String, shape: [Int], tensor: Tensor?) {
      self.name = name
      self.type = type
      self.shape = shape
      guard let tensor else { return }
      let finite = tensor.values.lazy.filter(\.isFinite)
      notFinite = tensor.values.count { !$0.isFinite }
      smallest = finite.min().map(Double.init)
      largest = finite.max().map(Double.init)
      let sum = finite.reduce(0.0) { $0 + Double($1) }
      let count = tensor.count - (notFinite ?? 0)
      mean = count > 0 ? sum / Double(count) : nil
    }
  }

  /// Looks into a file; `nil` when it holds something else than tensors.
  init?(of path: String) throws {
    self.path = path
    let contents = try FileReading.bytes(of: path)
    bytes = contents.count
    if contents.starts(with: [0x93] + Swift.Array("NUMPY".utf8)) {
      do {
        let header = try NPYHeader.decode(contents).0
        var tensor: Tensor?
        do {
          tensor = try NPY.tensor(bytes: contents, file: path)
        } catch NPY.Failure.tooLarge {
          // Such an array can be looked at, without the range of its numbers.
        }
        tensors = [
          Array(name: "(array)", type: header.descriptor, shape: header.shape, tensor: tensor)
        ]
      } catch let error as NPYError {
        throw Refusal(.badData, "\(path): \(error)")
      }
      format = "NPY"
      metadata = [:]
      return
    }
    // Eight bytes of length come before the JSON of a safetensors file.
    guard contents.count > 8 && contents[8] == UInt8(ascii: "{") || path.hasSuffix(".safetensors")
    else { return nil }
    let file = try SafetensorsFile(bytes: contents, file: path)
    format = "safetensors"
    metadata = file.metadata
    tensors = file.entries.map {
      Array(
        name: $0.name, type: $0.dataType.rawValue, shape: $0.shape,
        tensor: try? file.tensor($0.name))
    }
  }

  var text: String {
    var rows = [(name: "file", value: "\(path), \(format), \(Text.bytes(bytes))")]
    rows += tensors.map { (name: $0.name, value: description(of: $0)) }
    rows += metadata.sorted { $0.key < $1.key }.map {
      (name: $0.key, value: Text.excerpt($0.value))
    }
    return Text.table(rows)
  }

  private func description(of array: Array) -> String {
    var parts = ["\(array.type) \(array.shape)"]
    if let smallest = array.smallest, let mean = array.mean, let largest = array.largest {
      parts.append(
        "\(Text.number(smallest)) to \(Text.number(largest)), mean \(Text.number(mean))")
    }
    if let count = array.notFinite, count > 0 { parts.append("\(count) not finite") }
    return parts.joined(separator: ", ")
  }
}
