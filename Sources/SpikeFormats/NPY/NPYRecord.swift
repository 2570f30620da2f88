// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles

/// The fields of an array of records, such as `[('time', '<f8'), ('neuron', '<i4')]`.
struct NPYRecord {
  /// One field: where it lies and how its bytes become a number.
  struct Field {
    let name: String
    let offset: Int
    let type: String

    /// How many bytes a value of NumPy's type takes; `nil` for one unknown here.
    static func size(of type: String) -> Int? {
      let type = type.drop { "<>|=".contains($0) }
      guard let kind = type.first else { return nil }
      let digits = type.dropFirst().prefix { ("0"..."9").contains($0) }
      guard let number = Int(digits), (1...65_536).contains(number) else { return nil }
      switch kind {
      case "U": return 4 * number
      case "f", "i", "u", "b", "c", "S", "a", "V", "M", "m": return number
      default: return nil
      }
    }

    /// Whether values are numbers as spikes need them.
    var isNumber: Bool {
      let kinds = ["f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]
      return kinds.contains(String(type.drop { "<>|=".contains($0) }))
    }

    /// The value in a record that starts at `start`.
    func value(_ bytes: [UInt8], at start: Int) -> Double {
      let size = Self.size(of: type) ?? 0
      var word: UInt64 = 0
      for index in 0..<size {
        let place = type.hasPrefix(">") ? size - 1 - index : index
        word |= UInt64(bytes[start + offset + place]) << UInt64(8 * index)
      }
      switch type.drop(while: { "<>|=".contains($0) }).first {
      case "f":
        return size == 8
          ? Double(bitPattern: word) : Double(Float(bitPattern: UInt32(truncatingIfNeeded: word)))
      case "i":
        let unused = UInt64(64 - 8 * size)
        return Double(Int64(bitPattern: word << unused) >> Int64(unused))
      default: return Double(word)
      }
    }
  }

  let fields: [Field]
  let size: Int
  let columns: SpikeColumns

  /// Recognizes records of spikes by the names of their fields; `nil` for other arrays.
  ///
  /// - Throws: ``SpikeFileError/refused(path:reason:)`` for records that hold a time and no neuron or the like.
  init?(_ header: NPYHeader, columns words: String?, path: String) throws(SpikeFileError) {
    guard header.descriptor.hasPrefix("["), header.shape.count == 1 else { return nil }
    // Names hold no quotes, so that every second piece is a name or a type.
    let quoted = header.descriptor.split(separator: "'", omittingEmptySubsequences: false)
      .enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
    var fields: [Field] = []
    var offset = 0
    for place in stride(from: 0, to: quoted.count - 1, by: 2) {
      guard let size = Field.size(of: quoted[place + 1]) else { return nil }
      fields.append(Field(name: quoted[place], offset: offset, type: quoted[place + 1]))
      offset += size
    }
    self.fields = fields
    size = offset
    let names = words.map { $0.split(separator: ",").map(String.init) } ?? fields.map(\.name)
    guard words == nil || names.count == fields.count else {
      throw .refused(
        path: path,
        reason:
          "its records have \(fields.count) fields (\(fields.map(\.name).joined(separator: ","))), "
          + "but '\(words ?? "")' names \(names.count).")
    }
    switch SpikeColumns.reading(names) {
    case .columns(let columns): self.columns = columns
    case .unclear(let reason):
      throw .refused(
        path: path,
        reason:
          "its records \(header.descriptor) \(reason). Name the fields as 'time' in seconds and "
          + "'neuron', or name them with --format time_ms,neuron.")
    case .otherWords: return nil
    }
    let needed =
      [columns.time, columns.neuron]
      + [columns.presentation, columns.part?.column].compactMap { $0 }
    for field in needed.map({ fields[$0] }) where !field.isNumber {
      throw .refused(
        path: path,
        reason:
          "its field '\(field.name)' has the type \(field.type), which cannot be read as a number. "
          + "Save it as '<f8' or '<i8'.")
    }
  }
}
