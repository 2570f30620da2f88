// SPDX-License-Identifier: GPL-3.0-or-later

extension SafetensorsFile {
  private static let readableReals = "F32, F64, F16, BF16"
  private static let readableIntegers = "I64, I32, I16, I8, U32, U16, U8, BOOL"

  private func entry(_ name: String) throws(SafetensorsError) -> Entry {
    guard let entry = self[name] else {
      throw .missingTensor(file: file, name: name, present: entries.map(\.name))
    }
    return entry
  }

  private func unsupported(_ entry: Entry, _ readable: String) -> SafetensorsError {
    .unsupportedDataType(
      file: file, name: entry.name, dataType: entry.dataType.rawValue, readable: readable)
  }

  /// The real-valued array of that name as `Float`, with its shape; F64 is rounded to nearest.
  ///
  /// - Throws: ``SafetensorsError/missingTensor(file:name:present:)``,
  ///   ``SafetensorsError/unsupportedDataType(file:name:dataType:readable:)``,
  ///   ``SafetensorsError/tooLarge(file:name:value:)``.
  public func floats(
    _ name: String
  ) throws(SafetensorsError) -> (values: [Float], shape: [Int]) {
    let entry = try entry(name)
    let contents = entry.contents
    let values: [Float]
    switch entry.dataType {
    case .float32: values = contents.floats()
    case .float64:
      let doubles = contents.doubles()
      if let value = doubles.first(where: { $0.isFinite && !Float($0).isFinite }) {
        throw .tooLarge(file: file, name: name, value: value)
      }
      values = doubles.map(Float.init)
    case .bfloat16:
      values = contents.elements(of: UInt16.self) {
        Float(bitPattern: UInt32(UInt16(littleEndian: $0)) << 16)
      }
    case .float16:
      values = contents.halves()
    default: throw unsupported(entry, Self.readableReals)
    }
    return (values, entry.shape)
  }

  /// The real-valued array of that name as `Double`, with its shape.
  public func doubles(
    _ name: String
  ) throws(SafetensorsError) -> (values: [Double], shape: [Int]) {
    let entry = try entry(name)
    guard entry.dataType == .float64 else {
      let (values, shape) = try floats(name)
      return (values.map(Double.init), shape)
    }
    return (entry.contents.doubles(), entry.shape)
  }

  /// The integer array of that name, with its shape.
  public func integers(_ name: String) throws(SafetensorsError) -> (values: [Int], shape: [Int]) {
    let entry = try entry(name)
    let contents = entry.contents
    let values: [Int]
    switch entry.dataType {
    case .signed64: values = contents.elements(of: Int64.self) { Int(Int64(littleEndian: $0)) }
    case .signed32: values = contents.elements(of: Int32.self) { Int(Int32(littleEndian: $0)) }
    case .signed16: values = contents.elements(of: Int16.self) { Int(Int16(littleEndian: $0)) }
    case .signed8: values = contents.elements(of: Int8.self) { Int($0) }
    case .unsigned32: values = contents.elements(of: UInt32.self) { Int(UInt32(littleEndian: $0)) }
    case .unsigned16: values = contents.elements(of: UInt16.self) { Int(UInt16(littleEndian: $0)) }
    case .unsigned8, .boolean: values = contents.elements(of: UInt8.self) { Int($0) }
    default: throw unsupported(entry, Self.readableIntegers)
    }
    return (values, entry.shape)
  }

  /// The bytes of the array of that name, as they are in the file.
  public func bytes(_ name: String) throws(SafetensorsError) -> [UInt8] {
    try entry(name).contents.withUnsafeBytes { [UInt8]($0) }
  }
}

extension SafetensorsContents {
  /// Numbers of IEEE 754 binary16.
  func halves() -> [Float] {
    elements(of: UInt16.self) { widened(half: UInt16(littleEndian: $0)) }
  }

  /// Numbers of IEEE 754 binary64.
  func doubles() -> [Double] {
    elements(of: UInt64.self) { Double(bitPattern: UInt64(littleEndian: $0)) }
  }
}

/// IEEE 754 binary16 to binary32; `Float16` is missing on some platforms.
func widened(half bits: UInt16) -> Float {
  let sign: Float = bits & 0x8000 == 0 ? 1 : -1
  let exponent = Int(bits >> 10 & 0x1F)
  let fraction = Float(bits & 0x3FF)
  switch exponent {
  case 0: return sign * fraction * Float(sign: .plus, exponent: -24, significand: 1)
  case 31: return fraction == 0 ? sign * .infinity : .nan
  default:
    return sign * Float(sign: .plus, exponent: exponent - 25, significand: 1024 + fraction)
  }
}
