// SPDX-License-Identifier: GPL-3.0-or-later

/// The header of a NumPy `.npy` file: what the bytes after it mean.
///
/// ```
/// 0x93 "NUMPY" | major minor | header length, little-endian | Python dictionary, spaces, newline | data
/// ```
/// The data begin at a multiple of 64 bytes.
///
/// > Reference: NumPy Enhancement Proposal 1, "A simple file format for NumPy arrays".
public struct NPYHeader: Equatable, Sendable {
  /// The element type as NumPy spells it: `<f4`, or a list of named fields such as
  /// `[('time', '<f8'), ('neuron', '<i4')]`.
  public let descriptor: String
  /// The length of every axis; empty for a single number.
  public let shape: [Int]
  /// Whether the first axis varies fastest.
  public let fortranOrder: Bool

  /// Describes an array.
  ///
  /// - Precondition: every length is at least 0.
  public init(descriptor: String, shape: [Int], fortranOrder: Bool = false) {
    guard (shape.allSatisfy { $0 >= 0 }) else {
      fatalError("an axis has a negative length: \(shape)")
    }
    self.descriptor = descriptor
    self.shape = shape
    self.fortranOrder = fortranOrder
  }

  /// The header as the first bytes of a file of format version 1.0.
  ///
  /// - Parameter minimum: at least this many bytes, rounded up to a multiple of 64. A streaming
  ///   writer asks for 256 with length 0, and again for 256 with the length it knows at the end:
  ///   both have one size, so the second can replace the first.
  /// - Precondition: the header fits the 65,535 bytes of version 1.0.
  public func encoded(paddedTo minimum: Int = 0) -> [UInt8] {
    let type = descriptor.hasPrefix("[") ? descriptor : "'\(descriptor)'"
    let lengths = shape.map { "\($0)" }.joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let dictionary =
      "{'descr': \(type), 'fortran_order': \(fortranOrder ? "True" : "False"), 'shape': (\(lengths)), }"
    let preamble = 10
    let needed = max(minimum, preamble + dictionary.utf8.count + 1)
    let total = (needed + 63) / 64 * 64
    let length = total - preamble
    guard length <= 65_535 else {
      fatalError("an NPY header of \(total) bytes; version 1.0 holds 65,545")
    }
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    bytes.append(UInt8(length & 0xff))
    bytes.append(UInt8(length >> 8))
    bytes += dictionary.utf8
    bytes += repeatElement(UInt8(ascii: " "), count: total - 1 - bytes.count)
    bytes.append(UInt8(ascii: "\n"))
    return bytes
  }

  /// Reads a header of version 1.0, 2.0 or 3.0 from the first bytes of a file.
  ///
  /// Stricter than NumPy: exactly the three keys, each once, no Python beyond them.
  ///
  /// - Returns: the header and the offset of the first data byte.
  /// - Throws: ``NPYError`` that names what is wrong.
  public static func decode(
    _ bytes: [UInt8]
  ) throws(NPYError) -> (header: NPYHeader, dataOffset: Int) {
    guard bytes.count >= 6, bytes[0] == 0x93, bytes[1..<6].elementsEqual("NUMPY".utf8) else {
      if let kind = FileKind(start: bytes), kind != .npy { throw .otherKind(kind) }
      throw .notNPY
    }
    guard bytes.count >= 12 else { throw .truncated(expected: 12, found: bytes.count) }
    let wide = bytes[6] > 1
    guard (1...3).contains(bytes[6]), bytes[7] == 0 else {
      throw .unsupportedVersion(major: Int(bytes[6]), minor: Int(bytes[7]))
    }
    let lengthBytes = bytes[8..<(wide ? 12 : 10)]
    let length = lengthBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    let dataOffset = lengthBytes.endIndex + length
    guard dataOffset <= bytes.count else {
      throw .truncated(expected: dataOffset, found: bytes.count)
    }
    let dictionary = bytes[lengthBytes.endIndex..<dataOffset]
    // NumPy writes names beyond Latin-1 with version 3.0 only.
    let text =
      bytes[6] < 3
      ? String(String.UnicodeScalarView(dictionary.map { Unicode.Scalar($0) }))
      : String(validating: dictionary, as: UTF8.self)
    guard let text else { throw .malformed("it is not UTF-8 text") }
    var literal = NPYLiteral(text)
    return (try literal.header(), dataOffset)
  }
}
