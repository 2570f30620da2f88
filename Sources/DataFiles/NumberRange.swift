// SPDX-License-Identifier: GPL-3.0-or-later

/// Smallest, mean and largest of the numbers of an array, found in one pass through its file.
///
/// Memory is one block, however long the file. Sums are of doubles in the order of the file.
public struct NumberRange: Sendable, Equatable {
  /// The smallest finite number; nil without one.
  public private(set) var smallest: Double?
  /// The largest finite number; nil without one.
  public private(set) var largest: Double?
  /// How many numbers are NaN or infinite.
  public private(set) var notFiniteCount = 0
  private var sum = 0.0
  private var finiteCount = 0

  /// The mean of the finite numbers; nil without one.
  public var mean: Double? { finiteCount > 0 ? sum / Double(finiteCount) : nil }

  /// Reads numbers of NumPy's type `type`, such as `<f4`, or `BF16`.
  ///
  /// - Returns: nil for a type that is not a number here.
  /// - Throws: `FileError`.
  public init?(of path: String, in stretch: Range<Int>, type: String) throws(FileError) {
    let isBig = type.hasPrefix(">")
    var range = Self()
    func read<Word: FixedWidthInteger & UnsignedInteger>(
      _ word: Word.Type, _ value: @escaping (Word) -> Double
    ) throws(FileError) {
      let width = MemoryLayout<Word>.size
      try FileReading.forEachBlock(of: path, in: stretch) { bytes in
        for start in stride(from: 0, through: bytes.count - width, by: width) {
          let word = bytes.loadUnaligned(fromByteOffset: start, as: Word.self)
          range.add(value(isBig ? Word(bigEndian: word) : Word(littleEndian: word)))
        }
      }
    }
    switch type.drop(while: { "<>|=".contains($0) }) {
    case "f4": try read(UInt32.self) { Double(Float(bitPattern: $0)) }
    case "f8": try read(UInt64.self) { Double(bitPattern: $0) }
    case "f2": try read(UInt16.self) { Double(widened(half: $0)) }
    case "BF16": try read(UInt16.self) { Double(Float(bitPattern: UInt32($0) << 16)) }
    case "i1": try read(UInt8.self) { Double(Int8(bitPattern: $0)) }
    case "i2": try read(UInt16.self) { Double(Int16(bitPattern: $0)) }
    case "i4": try read(UInt32.self) { Double(Int32(bitPattern: $0)) }
    case "i8": try read(UInt64.self) { Double(Int64(bitPattern: $0)) }
    case "u1", "b1": try read(UInt8.self) { Double($0) }
    case "u2": try read(UInt16.self) { Double($0) }
    case "u4": try read(UInt32.self) { Double($0) }
    case "u8": try read(UInt64.self) { Double($0) }
    default: return nil
    }
    self = range
  }

  private init() {}

  private mutating func add(_ value: Double) {
    guard value.isFinite else {
      notFiniteCount += 1
      return
    }
    finiteCount += 1
    sum += value
    if value < smallest ?? .infinity { smallest = value }
    if value > largest ?? -.infinity { largest = value }
  }
}
