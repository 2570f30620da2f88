// SPDX-License-Identifier: GPL-3.0-or-later

/// Why bytes are not an acceptable IDX file.
public enum IDXError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file ends inside its header.
  case tooShort(file: String, expected: Int, found: Int)
  /// The first two bytes are not zero.
  case notIDX(file: String)
  /// The file is of another kind, which its first bytes tell.
  case otherKind(file: String, kind: FileKind)
  /// The third byte is none of the element types.
  case unknownElementType(file: String, code: UInt8)
  /// The data are shorter or longer than the shape asks for.
  case length(file: String, shape: [Int], expected: Int?, found: Int)
  /// A finite number does not fit `Float`.
  case tooLarge(file: String, value: Double)

  public var description: String {
    switch self {
    case .tooShort(let file, let expected, let found):
      "\(file) has \(found) bytes, but its IDX header alone takes \(expected): it is truncated. "
        + "Download it again."
    case .notIDX(let file):
      "\(file) is not an IDX file: it does not begin with two zero bytes. "
        + "If it is compressed, unpack it first."
    case .otherKind(let file, let kind):
      "\(file) is \(kind.name), not an IDX file. \(kind.remedy)"
    case .unknownElementType(let file, let code):
      "\(file) has the unknown IDX element type \(code); the types are 8, 9, 11, 12, 13 and 14. "
        + "It is damaged or not an IDX file."
    case .length(let file, let shape, let expected, let found):
      "\(file) has \(found) bytes of data, but the shape \(shape) takes "
        + "\(expected.map(String.init) ?? "more than any file"). It is truncated or damaged; "
        + "download it again."
    case .tooLarge(let file, let value):
      "\(file) holds \(value), which is too large for single precision. Scale the data."
    }
  }
}
