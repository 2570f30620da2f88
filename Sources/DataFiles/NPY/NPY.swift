// SPDX-License-Identifier: GPL-3.0-or-later

/// Arrays of reals in NumPy's `.npy` files.
public enum NPY {
  /// Why the numbers of an `.npy` file are not an array of reals.
  public enum Failure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The header is not acceptable.
    case header(file: String, NPYError)
    /// The elements are none of `<f2`, `<f4` and `<f8`.
    case elementType(file: String, found: String)
    /// The data are shorter or longer than the shape asks for.
    case length(file: String, shape: [Int], expected: Int, found: Int)
    /// Another array follows the first.
    case several(file: String, shape: [Int])
    /// A finite number does not fit `Float`.
    case tooLarge(file: String, value: Double)
    /// Columns come first, in more than two axes.
    case columnsFirst(file: String, shape: [Int])

    public var description: String {
      switch self {
      case .header(let file, let error): "\(file): \(error)"
      case .elementType(let file, let found) where found.contains("O"):
        "\(file) holds pickled Python objects (\(found)), such as arrays of different lengths, which only "
          + "Python can read. Load it with numpy.load(FILE, allow_pickle=True) and save plain numbers: "
          + "numpy.stack of its parts if their lengths agree, or spikes as a table time,neuron."
      case .elementType(let file, let found) where found.hasPrefix("["):
        "\(file) holds records of \(found), not numbers. Save one field, array['NAME'].astype('float32'), "
          + "or all fields with numpy.lib.recfunctions.structured_to_unstructured."
      case .elementType(let file, let found) where found.contains("c"):
        "\(file) holds complex numbers (\(found)); '<f2', '<f4' and '<f8' can be read. "
          + "Save its real part array.real, or its magnitude numpy.abs(array)."
      case .elementType(let file, let found) where "USaMmV".contains { found.contains($0) }:
        "\(file) holds \("USa".contains { found.contains($0) } ? "text" : "no numbers") (\(found)). "
          + "Give an array of '<f2', '<f4' or '<f8'."
      case .elementType(let file, let found):
        "\(file) holds elements of type \(found); '<f2', '<f4' and '<f8' can be read. "
          + "Save it as array.astype('float32')."
      case .several(let file, let shape):
        "\(file) holds more than one array: another follows the one of shape \(shape). numpy.load reads "
          + "only the first; save each to its own file."
      case .length(let file, let shape, let expected, let found):
        "\(file) has \(found) bytes of data, but the shape \(shape) takes \(expected). "
          + "It is truncated or damaged."
      case .tooLarge(let file, let value):
        "\(file) holds \(value), which is too large for single precision. Scale the data."
      case .columnsFirst(let file, let shape):
        "\(file) of shape \(shape) is in Fortran order; save it as numpy.ascontiguousarray(array)."
      }
    }
  }

  /// Reads an array of `<f2` or `<f4`, or of `<f8` rounded to nearest.
  ///
  /// - Throws: `FileError` when the file cannot be read, `NPYError` when its header is not acceptable,
  ///   ``Failure`` when its data are not.
  public static func floats(path: String) throws -> (values: [Float], shape: [Int]) {
    try floats(bytes: try FileReading.bytes(of: path), file: path)
  }

  /// Reads an array from a whole file in memory; `file` is how errors name it.
  ///
  /// - Returns: the numbers, row-major, and the extent of each axis.
  public static func floats(
    bytes: [UInt8], file: String = "the file"
  ) throws -> (values: [Float], shape: [Int]) {
    try array(bytes: bytes, file: file) { contents, width in
      switch width {
      case 2: return contents.halves()
      case 4: return contents.floats()
      default:
        let doubles = contents.doubles()
        if let value = doubles.first(where: { $0.isFinite && !Float($0).isFinite }) {
          throw Failure.tooLarge(file: file, value: value)
        }
        return doubles.map(Float.init)
      }
    }
  }

  /// The same with every digit of `<f8`.
  public static func doubles(
    bytes: [UInt8], file: String = "the file"
  ) throws -> (values: [Double], shape: [Int]) {
    try array(bytes: bytes, file: file) { contents, width in
      width == 8
        ? contents.doubles()
        : (width == 2 ? contents.halves() : contents.floats()).map(Double.init)
    }
  }

  private static func array<Number>(
    bytes: [UInt8], file: String,
    read: (_ contents: SafetensorsContents, _ width: Int) throws -> [Number]
  ) throws -> (values: [Number], shape: [Int]) {
    let (header, offset) = try NPYHeader.decode(bytes)
    let widths = ["<f2": 2, "<f4": 4, "<f8": 8]
    guard let width = widths[header.descriptor] else {
      throw Failure.elementType(file: file, found: header.descriptor)
    }
    let data = bytes[offset...]
    guard let expected = byteCount(header.shape, width: width), expected == data.count else {
      if let expected = byteCount(header.shape, width: width), expected < data.count,
        FileKind(start: data.dropFirst(expected)) == .npy
      {
        throw Failure.several(file: file, shape: header.shape)
      }
      throw Failure.length(
        file: file, shape: header.shape,
        expected: byteCount(header.shape, width: width) ?? Int.max, found: data.count)
    }
    let values = try read(.bytes(data), width)
    guard header.fortranOrder, header.shape.count > 1 else {
      return (values, header.shape)
    }
    guard header.shape.count == 2 else {
      throw Failure.columnsFirst(file: file, shape: header.shape)
    }
    let (rows, columns) = (header.shape[0], header.shape[1])
    let turned = (0..<rows).flatMap { row in
      (0..<columns).map { values[$0 * rows + row] }
    }
    return (turned, header.shape)
  }

  /// Writes numbers as `<f4`; the file appears under its name only when it is whole.
  public static func write(
    _ values: [Float], shape: [Int], to path: String
  ) throws(FileError) {
    var file = try AtomicFile(path: path)
    try file.write(NPYHeader(descriptor: "<f4", shape: shape).encoded())
    try SafetensorsContents.floats(values).withUnsafeBytes { (bytes) throws(FileError) in
      try file.write(bytes)
    }
    try file.commit()
  }

  static func byteCount(_ shape: [Int], width: Int) -> Int? {
    if shape.contains(0) { return 0 }
    var total = width
    for extent in shape {
      let (product, overflow) = total.multipliedReportingOverflow(by: extent)
      if overflow { return nil }
      total = product
    }
    return total
  }
}
