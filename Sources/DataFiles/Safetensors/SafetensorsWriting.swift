// SPDX-License-Identifier: GPL-3.0-or-later

extension SafetensorsFile {
  /// Writes the file, which appears under its name only when it is whole.
  public func write(to path: String) throws(FileError) {
    var file = try AtomicFile(path: path)
    let ordered = entriesInFileOrder
    try file.write(headerBytes(ordered))
    for entry in ordered {
      try entry.contents.withUnsafeBytes { (bytes) throws(FileError) in try file.write(bytes) }
    }
    try file.commit()
  }

  /// The bytes of the file.
  public func encoded() -> [UInt8] {
    let ordered = entriesInFileOrder
    var bytes = headerBytes(ordered)
    for entry in ordered { entry.contents.withUnsafeBytes { bytes.append(contentsOf: $0) } }
    return bytes
  }

  /// Wide elements first, so that every array is aligned for its type.
  private var entriesInFileOrder: [Entry] {
    entries.enumerated().sorted { left, right in
      let (wide, narrow) = (left.element.dataType.bits, right.element.dataType.bits)
      return wide == narrow ? left.offset < right.offset : wide > narrow
    }.map(\.element)
  }

  private func headerBytes(_ ordered: [Entry]) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let strings = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        .map { "\(jsonString($0.key)):\(jsonString($0.value))" }
      members.append("\"__metadata__\":{\(strings.joined(separator: ","))}")
    }
    var offset = 0
    for entry in ordered {
      let end = offset + entry.contents.byteCount
      let shape = entry.shape.map(String.init).joined(separator: ",")
      members.append(
        "\(jsonString(entry.name)):{\"dtype\":\"\(entry.dataType.rawValue)\","
          + "\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var text = Array("{\(members.joined(separator: ","))}".utf8)
    while !text.count.isMultiple(of: 8) { text.append(0x20) }
    let length = withUnsafeBytes(of: UInt64(text.count).littleEndian) { [UInt8]($0) }
    return length + text
  }
}
