// SPDX-License-Identifier: GPL-3.0-or-later

/// What arrays a file holds, without their numbers: read from its header alone.
public struct ArrayListing: Sendable {
  /// One array.
  public struct Entry: Sendable {
    /// Its name; `(array)` in a file that holds one without a name.
    public let name: String
    /// The type of its elements as the format spells it: `F32`, `<f4`.
    public let type: String
    /// The extent of each axis, outermost first.
    public let shape: [Int]
    /// Where its bytes lie in the file.
    public let stretch: Range<Int>

    /// Smallest, mean and largest of its numbers; nil for a type that is not read as numbers.
    ///
    /// - Throws: `FileError`.
    public func range(in path: String) throws(FileError) -> NumberRange? {
      try NumberRange(of: path, in: stretch, type: Self.numbers[type] ?? type)
    }

    private static let numbers = [
      "F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2",
      "I8": "<i1", "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "<u1", "BOOL": "<u1",
    ]
  }

  /// `NPY` or `safetensors`.
  public let format: String
  /// The arrays; those of safetensors sorted by name.
  public let entries: [Entry]
  /// Free strings of a safetensors file.
  public let metadata: [String: String]
  /// The length of the file in bytes.
  public let byteCount: Int

  /// Looks into an NPY or safetensors file.
  ///
  /// - Throws: `FileError` when it cannot be read, `NPYError`, ``NPY/Failure`` or ``SafetensorsError`` when it is not
  ///   acceptable.
  public init(path: String) throws {
    byteCount = try FileReading.size(of: path)
    let start = try FileReading.start(of: path, count: min(byteCount, 1 << 17))
    if FileKind(start: start) == .npy {
      format = "NPY"
      metadata = [:]
      entries = [try Self.array(start, byteCount, path)]
    } else {
      format = "safetensors"
      var bytes = start
      if start.count >= 8 {
        let end = SafetensorsLayout.length(start)
        let most = UInt64(min(byteCount - 8, SafetensorsHeader.maximumLength))
        if end <= most, Int(end) + 8 > start.count {
          bytes = try FileReading.start(of: path, count: 8 + Int(end))
        }
      }
      let header = try SafetensorsLayout.header(of: bytes, total: byteCount, file: path)
      let first = 8 + Int(SafetensorsLayout.length(bytes))
      try SafetensorsLayout.check(header, bufferCount: byteCount - first, file: path)
      metadata = header.metadata
      entries = header.entries.map {
        Entry(
          name: $0.name, type: $0.dataType.rawValue, shape: $0.shape,
          stretch: first + $0.begin..<first + $0.end)
      }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
  }

  private static func array(_ start: [UInt8], _ total: Int, _ path: String) throws -> Entry {
    let (header, offset) = try NPYHeader.decode(start)
    let digits = header.descriptor.drop { "<>|=".contains($0) }.dropFirst()
    let kind = header.descriptor.drop { "<>|=".contains($0) }.first
    guard let kind, "fiub".contains(kind), let width = Int(digits), [1, 2, 4, 8].contains(width)
    else { throw NPY.Failure.elementType(file: path, found: header.descriptor) }
    let expected = NPY.byteCount(header.shape, width: width)
    guard let expected, expected == total - offset else {
      if let expected, expected < total - offset, offset + expected + 6 <= start.count,
        FileKind(start: start[(offset + expected)...]) == .npy
      {
        throw NPY.Failure.several(file: path, shape: header.shape)
      }
      throw NPY.Failure.length(
        file: path, shape: header.shape, expected: expected ?? .max, found: total - offset)
    }
    return Entry(
      name: "(array)", type: header.descriptor, shape: header.shape, stretch: offset..<total)
  }
}
