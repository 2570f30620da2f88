// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles

/// The fields of an array of records, such as `[('time', '<f8'), ('neuron', '<i4')]`.
struct NPYRecord {
  /// One field: where it lies and how its bytes become a number.
  struct Field {
    let name: String
    let offset: Int
    let type: String

    /// How many bytes a field takes, be it an array or records of its own.
    static func size(of field: NPYField) -> Int? {
      var size: Int?
      switch field.kind {
      case .type(let type): size = Self.size(of: type)
      case .fields(let fields):
        size = fields.reduce(0) { sum, field in
          guard let sum, let size = Self.size(of: field) else { return nil }
          return sum + size
        }
      }
      for extent in field.shape {
        guard let known = size, extent <= 1 << 20, known <= 1 << 30 else { return nil }
        size = known * extent
      }
      return size
    }

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

    /// The value in a record that starts at `start`, for an error: a double has fewer digits than a large integer.
    func written(_ bytes: [UInt8], at start: Int) -> String {
      let value = value(bytes, at: start)
      if type.drop(while: { "<>|=".contains($0) }).first == "u" {
        return "\(word(bytes, at: start))"
      }
      return Int(exactly: value).map { "\($0)" } ?? "\(value)"
    }

    private func word(_ bytes: [UInt8], at start: Int) -> UInt64 {
      let size = Self.size(of: type) ?? 0
      var word: UInt64 = 0
      for index in 0..<size {
        let place = type.hasPrefix(">") ? size - 1 - index : index
        word |= UInt64(bytes[start + offset + place]) << UInt64(8 * index)
      }
      return word
    }

    /// The value in a record that starts at `start`.
    func value(_ bytes: [UInt8], at start: Int) -> Double {
      let size = Self.size(of: type) ?? 0
      let word = word(bytes, at: start)
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
    guard let described = header.fields else { return nil }
    var fields: [Field] = []
    var offset = 0
    for field in described {
      guard let size = Field.size(of: field) else { return nil }
      fields.append(Field(name: field.name, offset: offset, type: field.type))
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
    guard header.shape.count == 1 else {
      throw .refused(
        path: path,
        reason:
          "its records have the shape \(header.shape), but spikes come one after another. Save them as "
          + "numpy.save(FILE, array.ravel()).")
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
