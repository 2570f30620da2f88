// SPDX-License-Identifier: GPL-3.0-or-later

internal import CHDF5

/// A data set opened for reading by rows.
///
/// Shape `[rows]` or `[rows, width]`; columns of one number a row also as `[rows, 1]` or `[1, rows]`, as
/// MATLAB writes them. Every number width is read, since HDF5 converts it.
struct HDF5Column<Element: HDF5Element>: ~Copyable {
  let rowCount: Int
  /// Whether the file holds integers.
  let holdsIntegers: Bool
  private let width: Int
  private let isRow: Bool
  private let rank: Int32
  private let name: String
  private let path: String
  private let dataset: HDF5Handle
  private let space: HDF5Handle

  /// How long the rows of a data set with two axes are.
  static func width(
    of name: String, in file: borrowing HDF5File
  ) throws(SpikeFileError) -> Int {
    let action = HDF5Action.reading(name)
    guard file.holds(name) else { throw .damaged(path: file.path, reason: "\(name) is missing") }
    let (parent, path) = (file.identifier, file.path)
    let dataset = try HDF5Handle(action, in: path) {
      H5Dopen2(parent, name, interspike_h5_default())
    }
    let opened = dataset.identifier
    let space = try HDF5Handle(action, in: path) { H5Dget_space(opened) }
    var lengths: [hsize_t] = [0, 0]
    let (extent, rank) = (space.identifier, H5Sget_simple_extent_ndims(space.identifier))
    guard rank == 2 else { throw .damaged(path: path, reason: "\(name) has \(rank) axes, not 2") }
    try HDF5Handle.call(action, in: path) { H5Sget_simple_extent_dims(extent, &lengths, nil) }
    return Int(clamping: lengths[1])
  }

  /// Opens a data set of one axis, or of two where rows are wider than 1 or it `isMatrix`.
  init(
    opening name: String, in file: borrowing HDF5File, width: Int = 1, isMatrix: Bool = false
  ) throws(SpikeFileError) {
    let action = HDF5Action.reading(name)
    let path = file.path
    let parent = file.identifier
    guard file.holds(name) else { throw .damaged(path: path, reason: "\(name) is missing") }
    let dataset = try HDF5Handle(action, in: path) {
      H5Dopen2(parent, name, interspike_h5_default())
    }
    let opened = dataset.identifier
    let type = try HDF5Handle(action, in: path) { H5Dget_type(opened) }
    let space = try HDF5Handle(action, in: path) { H5Dget_space(opened) }
    guard Element.accepts(type.identifier) else {
      throw .damaged(path: path, reason: "\(name) does not hold \(Element.kind)")
    }
    try HDF5Filters.require(of: opened, called: name, in: path)
    guard interspike_h5_is_virtual(opened) == 0 else {
      throw .refused(
        path: path,
        reason:
          "\(name) is a virtual data set, pieced together from other files, which is not read. Replace "
          + "it by its numbers, with h5py: numbers = file['\(name)'][:]; del file['\(name)']; "
          + "file['\(name)'] = numbers.")
    }
    let rank = H5Sget_simple_extent_ndims(space.identifier)
    var lengths: [hsize_t] = [0, 1]
    let isTable = isMatrix || width > 1
    guard rank == 2 || rank == 1 && !isTable else {
      throw .damaged(path: path, reason: "\(name) has \(rank) axes")
    }
    let extent = space.identifier
    try HDF5Handle.call(action, in: path) { H5Sget_simple_extent_dims(extent, &lengths, nil) }
    let isRow = !isTable && rank == 2 && lengths[0] == 1 && lengths[1] != 1
    if isRow { lengths = [lengths[1], 1] }
    // Deflate packs at most 1032 to 1, so a longer column than that holds nothing but a trap.
    let stored = H5Dget_storage_size(opened)
    let (capacity, overflow) = stored.multipliedReportingOverflow(by: 1100)
    let (declared, isAbsurd) = lengths[0].multipliedReportingOverflow(by: max(1, lengths[1]))
    // Rows of no numbers store nothing.
    let isEmpty = lengths[1] == 0 && lengths[0] <= 1_000_000
    guard lengths[1] == hsize_t(width) else {
      throw .damaged(
        path: path,
        reason: "\(name) of shape \(lengths) has rows of \(lengths[1]), not of \(width) numbers")
    }
    guard !isAbsurd, isEmpty || overflow || declared <= capacity else {
      throw .damaged(
        path: path, reason: "\(name) declares \(lengths) numbers but stores \(stored) bytes")
    }
    rowCount = Int(lengths[0])
    holdsIntegers = interspike_h5_is_integer(type.identifier) != 0
    self.isRow = isRow
    self.dataset = dataset
    self.space = space
    self.width = width
    self.rank = rank
    self.name = name
    self.path = path
  }

  /// The numbers of some rows, row after row.
  ///
  /// - Precondition: the rows exist.
  func read(_ rows: Range<Int>) throws(SpikeFileError) -> [Element] {
    try read(rows, as: Element.self)
  }

  private func read<Number: HDF5Element>(
    _ rows: Range<Int>, as type: Number.Type
  ) throws(SpikeFileError) -> [Number] {
    guard rows.lowerBound >= 0 && rows.upperBound <= rowCount else {
      fatalError("rows \(rows) of \(rowCount)")
    }
    guard !rows.isEmpty, width > 0 else { return [] }
    var start = [hsize_t(rows.lowerBound), 0]
    var count = [hsize_t(rows.count), hsize_t(width)]
    if isRow {
      start.reverse()
      count.reverse()
    }
    let action = HDF5Action.reading(name)
    let memory = try HDF5Handle(action, in: path) {
      H5Screate_simple(rank, count, nil)
    }
    let selected = space.identifier
    let source = dataset.identifier
    try HDF5Handle.call(action, in: path) { interspike_h5_select(selected, start, count) }
    var values = [Number](repeating: .zero, count: rows.count * width)
    try HDF5Handle.call(action, in: path) {
      H5Dread(
        source, Number.memoryType, memory.identifier, selected, interspike_h5_default(), &values)
    }
    return values
  }

  /// A number as the file has it, for an error: what is larger than an `Int64` is read as the largest there is.
  func written(at place: Int) -> String? {
    let (row, column) = (place / max(1, width), place % max(1, width))
    return (try? read(row..<row + 1, as: UInt64.self)).map { "\($0[column])" }
  }

  /// All numbers, read in blocks, so that no step takes long.
  func readAll() throws(SpikeFileError) -> [Element] {
    let block = max(1, 1_000_000 / max(1, width))
    var values: [Element] = []
    values.reserveCapacity(rowCount * width)
    for start in stride(from: 0, to: rowCount, by: block) {
      values += try read(start..<min(start + block, rowCount))
    }
    return values
  }
}
