// SPDX-License-Identifier: GPL-3.0-or-later

/// Named arrays and a few strings in one file, in the safetensors format.
///
/// ```
/// 8 bytes: header length, little-endian │ JSON header │ the arrays, little-endian, row-major
/// ```
/// Reading checks everything the format demands before it hands out a byte: see
/// ``SafetensorsError``. It is stricter than the common reader where that one contradicts the format's
/// own text: a header begins with `{` and no name occurs twice. Reading a file of n bytes takes n
/// bytes, and each tensor taken from it takes its own size.
///
/// Writing gives the same bytes for the same contents: tensors by falling element size, then by
/// name; metadata by name.
public struct SafetensorsFile: Sendable {
  /// One named array.
  public struct Entry: Sendable {
    /// Its name.
    public let name: String
    /// The type of its elements.
    public let dataType: SafetensorsDataType
    /// The extent of each axis, outermost first; `[]` is a scalar.
    public let shape: [Int]
    let contents: SafetensorsContents
  }

  /// The arrays, sorted by name.
  public private(set) var entries: [Entry] = []
  /// Free strings, usually what made the file and how.
  public var metadata: [String: String]
  /// How errors name this file.
  let file: String

  /// An empty file to add tensors to.
  public init(metadata: [String: String] = [:]) {
    self.metadata = metadata
    file = "the new file"
  }

  /// Reads a file from disk.
  ///
  /// - Throws: `FileError` when it cannot be read, ``SafetensorsError`` when it is not acceptable.
  public init(path: String) throws {
    try self.init(bytes: try FileReading.bytes(of: path), file: path)
  }

  /// Reads a file that is already in memory.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: how errors name it.
  public init(bytes: [UInt8], file: String = "the file") throws(SafetensorsError) {
    let header = try SafetensorsLayout.header(of: bytes, total: bytes.count, file: file)
    let buffer = bytes[(8 + Int(SafetensorsLayout.length(bytes)))...]
    try SafetensorsLayout.check(header, bufferCount: buffer.count, file: file)
    self.file = file
    metadata = header.metadata
    entries = header.entries.map { entry in
      Entry(
        name: entry.name, dataType: entry.dataType, shape: entry.shape,
        contents: .bytes(
          buffer[(buffer.startIndex + entry.begin)..<(buffer.startIndex + entry.end)])
      )
    }
    entries.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// The array of that name.
  ///
  /// - Complexity: O(log tensors).
  public subscript(name: String) -> Entry? {
    let place = place(of: name)
    guard place < entries.count, entries[place].name == name else { return nil }
    return entries[place]
  }

  /// Where an array of that name is or would be.
  private func place(of name: String) -> Int {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].name.utf8.lexicographicallyPrecedes(name.utf8) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  // MARK: Renaming

  /// The same arrays under other names and shapes of as many elements; their bytes are shared.
  ///
  /// - Throws: ``SafetensorsError/duplicateName(file:name:)`` when two arrays would have one name.
  /// - Precondition: a new shape has as many elements as the old one.
  public func renamed(
    _ change: (_ entry: Entry) -> (name: String, shape: [Int])
  ) throws(SafetensorsError) -> SafetensorsFile {
    var copy = self
    var names: Set<String> = []
    copy.entries = []
    for entry in entries {
      let (name, shape) = change(entry)
      guard shape.reduce(1, *) == entry.shape.reduce(1, *) else {
        fatalError("an array of shape \(entry.shape) cannot have the shape \(shape)")
      }
      guard names.insert(name).inserted else { throw .duplicateName(file: file, name: name) }
      copy.entries.append(
        Entry(name: name, dataType: entry.dataType, shape: shape, contents: entry.contents))
    }
    copy.entries.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    return copy
  }

  // MARK: Filling

  /// Adds numbers as F32, replacing an array of the same name.
  ///
  /// - Throws: ``SafetensorsError/reservedName(name:)``, ``SafetensorsError/wrongByteCount(name:shape:dataType:bytes:)``.
  public mutating func add(
    _ name: String, _ values: [Float], shape: [Int]
  ) throws(SafetensorsError) {
    let bytes = values.count * MemoryLayout<Float>.stride
    guard shape.allSatisfy({ $0 >= 0 }),
      SafetensorsDataType.float32.byteCount(shape: shape) == bytes
    else {
      throw .wrongByteCount(name: name, shape: shape, dataType: "F32", bytes: bytes)
    }
    try insert(
      Entry(name: name, dataType: .float32, shape: shape, contents: .floats(values)))
  }

  /// Adds an array of any type as little-endian bytes, replacing one of the same name.
  ///
  /// - Throws: ``SafetensorsError/reservedName(name:)``, ``SafetensorsError/wrongByteCount(name:shape:dataType:bytes:)``.
  public mutating func add(
    _ name: String, dataType: SafetensorsDataType, shape: [Int], bytes: [UInt8]
  ) throws(SafetensorsError) {
    guard shape.allSatisfy({ $0 >= 0 }), dataType.byteCount(shape: shape) == bytes.count else {
      throw .wrongByteCount(
        name: name, shape: shape, dataType: dataType.rawValue, bytes: bytes.count)
    }
    try insert(
      Entry(name: name, dataType: dataType, shape: shape, contents: .bytes(bytes[...])))
  }

  private mutating func insert(_ entry: Entry) throws(SafetensorsError) {
    guard entry.name != "__metadata__",
      entry.name.utf8.count <= SafetensorsHeader.maximumNameLength
    else { throw .reservedName(name: entry.name) }
    let place = place(of: entry.name)
    if place < entries.count, entries[place].name == entry.name {
      entries[place] = entry
    } else {
      entries.insert(entry, at: place)
    }
  }
}
