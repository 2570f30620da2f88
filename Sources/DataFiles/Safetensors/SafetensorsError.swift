// SPDX-License-Identifier: GPL-3.0-or-later

/// Why bytes are not an acceptable safetensors file, or a tensor cannot be taken from or put into one.
public enum SafetensorsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file ends before the 8-byte header length.
  case tooShort(file: String, bytes: Int)
  /// The file is of another kind, which its first bytes tell.
  case otherKind(file: String, kind: FileKind)
  /// The first bytes are not those of the format; `text` is how the file begins, if it is text.
  case notSafetensors(file: String, text: String?)
  /// The header is longer than the file or than 100,000,000 bytes.
  case headerLength(file: String, stated: UInt64, available: Int)
  /// The header is not UTF-8.
  case headerNotText(file: String)
  /// The header is not the JSON that the format asks for.
  case malformedHeader(file: String, at: Int, reason: String)
  /// A name occurs twice.
  case duplicateName(file: String, name: String)
  /// The element type is not one of the format's.
  case unknownDataType(file: String, name: String, dataType: String)
  /// Offsets run backwards or leave the buffer.
  case offsetsOutOfRange(file: String, name: String, begin: Int, end: Int, available: Int)
  /// Shape and type ask for another number of bytes than the offsets span.
  case sizeMismatch(file: String, name: String, shape: [Int], dataType: String, bytes: Int)
  /// The tensor does not begin where the one before it ends.
  case holeOrOverlap(file: String, name: String, begin: Int, expected: Int)
  /// Bytes after the last tensor.
  case trailingBytes(file: String, count: Int)
  /// One of the reader's own limits is exceeded.
  case limit(file: String, what: String, value: Int, maximum: Int)
  /// No tensor of that name.
  case missingTensor(file: String, name: String, present: [String])
  /// The tensor's element type cannot be read as asked.
  case unsupportedDataType(file: String, name: String, dataType: String, readable: String)
  /// A finite number does not fit `Float`.
  case tooLarge(file: String, name: String, value: Double)
  /// The name cannot be saved.
  case reservedName(name: String)
  /// The contents of a tensor to be saved do not fill its shape.
  case wrongByteCount(name: String, shape: [Int], dataType: String, bytes: Int)

  public var description: String {
    switch self {
    case .tooShort(let file, let bytes):
      "\(file) has \(bytes) bytes; a safetensors file has at least 8. It may be truncated."
    case .otherKind(let file, let kind):
      "\(file) is \(kind.name), not a safetensors file. \(kind.remedy)"
    case .notSafetensors(let file, let text?):
      "\(file) is text that begins '\(text)', not a safetensors file. "
        + "Give one that a safetensors library wrote, or numbers as .npy."
    case .notSafetensors(let file, nil):
      "\(file) is not a safetensors file. Give one that a safetensors library wrote, or numbers as .npy."
    case .headerLength(let file, let stated, let available):
      "\(file) declares a header of \(stated) bytes, but \(available) follow and at most "
        + "\(SafetensorsHeader.maximumLength) are allowed. It is truncated or not a safetensors file."
    case .headerNotText(let file):
      "the header of \(file) is not UTF-8 text. It is damaged or not a safetensors file."
    case .malformedHeader(let file, let position, let reason):
      "the header of \(file) is invalid at byte \(position): \(reason). "
        + "Write the file again with a safetensors library."
    case .duplicateName(let file, let name):
      "\(file) has two tensors named '\(name)'. Every name must be unique."
    case .unknownDataType(let file, let name, let dataType):
      "tensor '\(name)' in \(file) has the unknown type '\(dataType)'. Types are "
        + SafetensorsDataType.allCases.map(\.rawValue).joined(separator: ", ") + "."
    case .offsetsOutOfRange(let file, let name, let begin, let end, let available):
      "tensor '\(name)' in \(file) claims bytes \(begin) to \(end) of \(available). "
        + "The file is truncated or damaged."
    case .sizeMismatch(let file, let name, let shape, let dataType, let bytes):
      "tensor '\(name)' in \(file) of shape \(shape) and type \(dataType) does not fill "
        + "its \(bytes) bytes exactly. The file is damaged."
    case .holeOrOverlap(let file, let name, let begin, let expected):
      "tensor '\(name)' in \(file) begins at byte \(begin); byte \(expected) was expected. "
        + "Tensors must follow each other without gaps or overlaps."
    case .trailingBytes(let file, let count):
      "\(file) has \(count) bytes after its last tensor. It is damaged."
    case .limit(let file, let what, let value, let maximum):
      "\(file) has \(what) of \(value); at most \(maximum) can be read."
    case .missingTensor(let file, let name, let present):
      "\(file) has no tensor '\(name)'; its tensors are \(listing(present))."
    case .unsupportedDataType(let file, let name, let dataType, let readable):
      "tensor '\(name)' in \(file) has type \(dataType); only \(readable) can be read here."
    case .tooLarge(let file, let name, let value):
      "tensor '\(name)' in \(file) holds \(value), which is too large for single precision. "
        + "Scale the data."
    case .reservedName(let name):
      "a tensor cannot be saved as '\(name)'. Names hold at most "
        + "\(SafetensorsHeader.maximumNameLength) bytes and '__metadata__' is reserved by the format."
    case .wrongByteCount(let name, let shape, let dataType, let bytes):
      "tensor '\(name)' of shape \(shape) and type \(dataType) cannot hold \(bytes) bytes."
    }
  }
}

/// The first few names, for a sentence.
private func listing(_ names: [String]) -> String {
  guard !names.isEmpty else { return "none" }
  let shown = names.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
  return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
}
