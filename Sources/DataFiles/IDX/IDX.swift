// SPDX-License-Identifier: GPL-3.0-or-later

/// An array of numbers in the IDX format, in which the MNIST images are published.
///
/// ```
/// 0 0 │ element type │ number of axes │ each extent, 4 bytes │ the elements, row-major      all big-endian
/// ```
/// Reading is strict: the data must be exactly as long as the shape asks for.
public struct IDX: Sendable, Equatable {
  /// What the third byte of a file says.
  public enum ElementType: UInt8, Sendable, CaseIterable {
    /// Whole numbers from 0 to 255.
    case unsigned8 = 0x08
    /// Whole numbers from −128 to 127.
    case signed8 = 0x09
    /// Whole numbers of 16 bits.
    case signed16 = 0x0B
    /// Whole numbers of 32 bits.
    case signed32 = 0x0C
    /// Numbers in single precision.
    case float32 = 0x0D
    /// Numbers in double precision.
    case float64 = 0x0E

    /// The size of one element in bytes.
    public var width: Int {
      switch self {
      case .unsigned8, .signed8: 1
      case .signed16: 2
      case .signed32, .float32: 4
      case .float64: 8
      }
    }
  }

  /// The type of the elements.
  public let elementType: ElementType
  /// The extent of each axis, outermost first; `[]` is a scalar.
  public let shape: [Int]
  /// The elements as they are in the file, big-endian.
  public let bytes: [UInt8]
  /// How errors name it.
  private let file: String

  /// An array of bytes.
  ///
  /// - Precondition: as many bytes as the shape asks for, and extents that four bytes can hold.
  public init(_ bytes: [UInt8], shape: [Int]) {
    guard
      (shape.count <= 255 && shape.allSatisfy { (0...Int(UInt32.max)).contains($0) }
        && NPY.byteCount(shape, width: 1) == bytes.count)
    else {
      fatalError("\(bytes.count) bytes do not fill the shape \(shape)")
    }
    elementType = .unsigned8
    self.shape = shape
    self.bytes = bytes
    file = "the new file"
  }

  /// Reads a file from disk.
  ///
  /// - Throws: `FileError` when it cannot be read, ``IDXError`` when it is not acceptable.
  public init(path: String) throws {
    try self.init(encoded: try FileReading.bytes(of: path), file: path)
  }

  /// Reads a whole file in memory; `file` is how errors name it.
  public init(encoded contents: [UInt8], file: String = "the file") throws(IDXError) {
    guard contents.count >= 4 else {
      throw .tooShort(file: file, expected: 4, found: contents.count)
    }
    guard contents[0] == 0, contents[1] == 0 else {
      if let kind = FileKind(start: contents) { throw .otherKind(file: file, kind: kind) }
      throw .notIDX(file: file)
    }
    guard let elementType = ElementType(rawValue: contents[2]) else {
      throw .unknownElementType(file: file, code: contents[2])
    }
    let start = 4 + 4 * Int(contents[3])
    guard contents.count >= start else {
      throw .tooShort(file: file, expected: start, found: contents.count)
    }
    let shape = stride(from: 4, to: start, by: 4).map { place in
      contents[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
    let expected = NPY.byteCount(shape, width: elementType.width)
    guard expected == contents.count - start else {
      throw .length(file: file, shape: shape, expected: expected, found: contents.count - start)
    }
    self.elementType = elementType
    self.shape = shape
    bytes = Array(contents[start...])
    self.file = file
  }

  /// The bytes of the file.
  public func encoded() -> [UInt8] {
    let extents = shape.flatMap { extent in
      stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: extent >> $0) }
    }
    return [0, 0, elementType.rawValue, UInt8(shape.count)] + extents + bytes
  }

  /// Writes the file, which appears under its name only when it is whole.
  public func write(to path: String) throws(FileError) {
    try AtomicFile.write(encoded(), to: path)
  }

  /// The numbers as `Float`, row-major; 32-bit integers and doubles are rounded to nearest.
  ///
  /// - Throws: ``IDXError/tooLarge(file:value:)``.
  public func floats() throws(IDXError) -> [Float] {
    let values: [Float]
    switch elementType {
    case .unsigned8: values = bytes.map(Float.init)
    case .signed8: values = bytes.map { Float(Int8(bitPattern: $0)) }
    case .signed16: values = words { Float(Int16(truncatingIfNeeded: $0)) }
    case .signed32: values = words { Float(Int32(truncatingIfNeeded: $0)) }
    case .float32: values = words { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) }
    case .float64:
      let doubles = words { Double(bitPattern: $0) }
      if let value = doubles.first(where: { $0.isFinite && !Float($0).isFinite }) {
        throw .tooLarge(file: file, value: value)
      }
      values = doubles.map(Float.init)
    }
    return values
  }

  /// Each element's bytes as one number.
  private func words<Value>(_ value: (UInt64) -> Value) -> [Value] {
    stride(from: 0, to: bytes.count, by: elementType.width).map { place in
      value(bytes[place..<(place + elementType.width)].reduce(0) { $0 << 8 | UInt64($1) })
    }
  }
}
