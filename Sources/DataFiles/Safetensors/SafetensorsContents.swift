// SPDX-License-Identifier: GPL-3.0-or-later

/// The bytes of one array: still in the file that was read, or the values of a tensor to be written.
enum SafetensorsContents: Sendable {
  case bytes(ArraySlice<UInt8>)
  case floats([Float])

  var byteCount: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .floats(let values): values.count * MemoryLayout<Float>.stride
    }
  }

  func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    switch self {
    case .bytes(let bytes):
      try bytes.withUnsafeBufferPointer { (buffer) throws(Failure) in
        try body(UnsafeRawBufferPointer(buffer))
      }
    case .floats(let values):
      try values.withUnsafeBufferPointer { (buffer) throws(Failure) in
        try body(UnsafeRawBufferPointer(buffer))
      }
    }
  }

  /// Copies little-endian elements into an array; the source may lie at any address.
  func elements<Element: BitwiseCopyable, Value>(
    of type: Element.Type, _ value: (Element) -> Value
  ) -> [Value] {
    withUnsafeBytes { buffer in
      let stride = MemoryLayout<Element>.stride
      return (0..<(buffer.count / stride)).map {
        value(buffer.loadUnaligned(fromByteOffset: $0 * stride, as: Element.self))
      }
    }
  }

  /// Copies elements whose bits are taken as they are.
  func floats() -> [Float] {
    if case .floats(let values) = self { return values }
    return withUnsafeBytes { buffer in
      let count = buffer.count / MemoryLayout<Float>.stride
      return [Float](unsafeUninitializedCapacity: count) { values, initialized in
        UnsafeMutableRawBufferPointer(values).copyMemory(from: buffer)
        initialized = count
      }
    }
  }
}
