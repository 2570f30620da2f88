// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// What a tensor file holds.
package struct ArrayFindings: Findings {
  package let kind = "tensors"
  package let path: String
  package let format: String
  package let bytes: Int
  package let tensors: [Array]
  package let metadata: [String: String]

  /// One array with the range of its numbers, unless its type cannot be read.
  package struct Array: Encodable {
    package let name: String
    package let type: String
    package let shape: [Int]
    package var smallest: Double?
    package var mean: Double?
    package var largest: Double?
    /// How many numbers are NaN or infinite.
    package var notFinite: Int?

    package init(name: String, type: String, shape: [Int], range: NumberRange?) {
      self.name = name
      self.type = type
      self.shape = shape
      smallest = range?.smallest
      mean = range?.mean
      largest = range?.largest
      notFinite = range?.notFiniteCount
    }
  }

  /// Reads a file in one pass and with little memory; `nil` when it holds something other than tensors.
  package init?(of path: String) throws {
    self.path = path
    let start = try FileReading.start(of: path)
    let kind = FileKind(start: start)
    if kind == .idx {
      let file = try IDX(path: path)
      format = "IDX"
      bytes = try FileReading.size(of: path)
      metadata = [:]
      let type = "\(file.elementType)"
      tensors = [Array(name: "(array)", type: type, shape: file.shape, range: nil)]
      return
    }
    // Eight bytes of length precede the JSON of a safetensors file.
    guard
      kind == .npy || start.count > 8 && start[8] == UInt8(ascii: "{")
        || path.hasSuffix(".safetensors")
    else { return nil }
    let listing: ArrayListing
    do {
      listing = try ArrayListing(path: path)
    } catch let error as NPYError {
      throw NPY.Failure.header(file: path, error)
    }
    format = listing.format
    bytes = listing.byteCount
    metadata = listing.metadata
    tensors = try listing.entries.map {
      Array(
        name: $0.name, type: $0.type, shape: $0.shape, range: try $0.range(in: path))
    }
  }

  package var text: String {
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
