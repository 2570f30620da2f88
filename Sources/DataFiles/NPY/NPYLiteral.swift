// SPDX-License-Identifier: GPL-3.0-or-later

/// The small piece of Python that an NPY header may hold, read from left to right.
struct NPYLiteral {
  private var rest: Substring

  init(_ text: String) { rest = text[...] }

  /// The dictionary of the three keys, followed by nothing but white space.
  mutating func header() throws(NPYError) -> NPYHeader {
    var descriptor: String?
    var shape: [Int]?
    var fortranOrder: Bool?
    try expect("{")
    while !accept("}") {
      let key = try quoted()
      try expect(":")
      let isNew: Bool
      switch key {
      case "descr":
        isNew = descriptor == nil
        descriptor = try elementType()
      case "fortran_order":
        isNew = fortranOrder == nil
        fortranOrder = try truth()
      case "shape":
        isNew = shape == nil
        shape = try lengths()
      default: throw .malformed("it has the unknown key '\(key)'")
      }
      guard isNew else { throw .malformed("it has the key '\(key)' twice") }
      if !accept(",") {
        try expect("}")
        break
      }
    }
    skipSpace()
    guard rest.isEmpty else { throw .malformed("text follows the dictionary: \(rest.prefix(20))") }
    guard let descriptor else { throw .malformed("the key 'descr' is missing") }
    guard let fortranOrder else { throw .malformed("the key 'fortran_order' is missing") }
    guard let shape else { throw .malformed("the key 'shape' is missing") }
    return NPYHeader(descriptor: descriptor, shape: shape, fortranOrder: fortranOrder)
  }

  /// A quoted type, or a list of fields in NumPy's own spelling.
  private mutating func elementType() throws(NPYError) -> String {
    guard accept("[") else { return try quoted() }
    return "[" + (try fields(depth: 0)).map(\.literal).joined(separator: ", ") + "]"
  }

  /// The fields of a list whose bracket is open: name, or title and name; type or fields; perhaps a shape.
  private mutating func fields(depth: Int) throws(NPYError) -> [NPYField] {
    guard depth < 8 else { throw .malformed("its fields have fields, eight deep") }
    var fields: [NPYField] = []
    while !accept("]") {
      try expect("(")
      let name: String
      if accept("(") {
        _ = try quoted()
        try expect(",")
        name = try quoted()
        try expect(")")
      } else {
        name = try quoted()
      }
      try expect(",")
      let kind: NPYField.Kind
      if accept("[") {
        kind = .fields(try self.fields(depth: depth + 1))
      } else {
        kind = .type(try quoted())
      }
      var shape: [Int] = []
      if accept(",") {
        skipSpace()
        if rest.first == "(" { shape = try lengths() }
        _ = accept(",")
      }
      try expect(")")
      fields.append(NPYField(name: name, kind: kind, shape: shape))
      if !accept(",") {
        try expect("]")
        break
      }
    }
    guard !fields.isEmpty else { throw .malformed("the list of fields is empty") }
    return fields
  }

  /// The fields of a list.
  mutating func fields() throws(NPYError) -> [NPYField] {
    try expect("[")
    return try fields(depth: 0)
  }

  private mutating func truth() throws(NPYError) -> Bool {
    if accept("True") { return true }
    try expect("False")
    return false
  }

  /// A Python tuple of non-negative integers whose product a machine word can hold.
  private mutating func lengths() throws(NPYError) -> [Int] {
    try expect("(")
    var lengths: [Int] = []
    var endedWithComma = true
    while !accept(")") {
      guard endedWithComma else { throw .malformed("the shape lacks a comma") }
      skipSpace()
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard let length = Int(digits) else {
        throw .malformed("a length does not fit in a machine word: \(rest.prefix(24))")
      }
      rest = rest.dropFirst(digits.count)
      // Python 2 on Windows wrote (40L, 16L).
      _ = accept("L")
      lengths.append(length)
      endedWithComma = accept(",")
    }
    guard lengths.count != 1 || endedWithComma else {
      throw .malformed("the shape is a number, not a tuple")
    }
    guard lengths.count <= 32 else {
      throw .malformed("the shape has \(lengths.count) axes; NumPy allows 32")
    }
    var count = 1
    for length in lengths where !lengths.contains(0) {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard !overflow else { throw .malformed("the shape \(lengths) overflows a machine word") }
      count = product
    }
    return lengths
  }

  private mutating func quoted() throws(NPYError) -> String {
    skipSpace()
    guard let quote = rest.first, quote == "'" || quote == "\"" else {
      throw .malformed("expected a quoted word at: \(rest.prefix(20))")
    }
    rest = rest.dropFirst()
    let word = rest.prefix { $0 != quote }
    guard word.endIndex < rest.endIndex, !word.contains("\\") else {
      throw .malformed("a quoted word is unterminated, or holds a backslash")
    }
    rest = rest[rest.index(after: word.endIndex)...]
    return String(word)
  }

  private mutating func skipSpace() {
    rest = rest.drop { $0 == " " || $0 == "\n" }
  }

  private mutating func accept(_ token: String) -> Bool {
    skipSpace()
    guard rest.hasPrefix(token) else { return false }
    rest = rest.dropFirst(token.count)
    return true
  }

  private mutating func expect(_ token: String) throws(NPYError) {
    guard accept(token) else {
      throw .malformed("expected '\(token)' at: \(rest.prefix(20))")
    }
  }
}
