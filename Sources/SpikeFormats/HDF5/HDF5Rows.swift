// SPDX-License-Identifier: GPL-3.0-or-later

internal import CHDF5

/// A data set that grows by rows, in chunks, compressed by default.
///
/// Shape `[rows]`, or `[rows, width]` when `width` is above 1 or it `isMatrix`.
struct HDF5Rows<Element: HDF5Element>: ~Copyable {
  /// Rows in a chunk: 512 kB of 8-byte numbers, which also bounds the buffer.
  static var chunkRows: Int { 65_536 }

  private let dataset: HDF5Handle
  private let name: String
  private let path: String
  private let width: Int
  private let rank: Int32
  private var pending: [Element] = []
  private(set) var rowCount = 0

  init(
    creating name: String, in file: borrowing HDF5File, width: Int = 1,
    rowsPerChunk: Int = HDF5Rows.chunkRows, fileType: hid_t = Element.fileType,
    isMatrix: Bool = false, isCompressed: Bool = true
  ) throws(SpikeFileError) {
    let action: HDF5Action = "create \(name)"
    let path = file.path
    let rank: Int32 = isMatrix || width > 1 ? 2 : 1
    let chunk = [hsize_t(max(1, min(rowsPerChunk, Self.chunkRows))), hsize_t(width)]
    let space = try HDF5Handle(action, in: path) {
      H5Screate_simple(rank, [0, hsize_t(width)], [interspike_h5_unlimited(), hsize_t(width)])
    }
    let properties = try HDF5Handle(action, in: path) {
      interspike_h5_growing_dataset(rank, chunk, isCompressed ? 1 : 0)
    }
    let parent = file.identifier
    dataset = try HDF5Handle(action, in: path) {
      H5Dcreate2(
        parent, name, fileType, space.identifier, interspike_h5_default(),
        properties.identifier, interspike_h5_default())
    }
    self.name = name
    self.path = path
    self.width = width
    self.rank = rank
  }

  /// Appends whole rows; they reach the file in chunks.
  ///
  /// - Precondition: the number of values is a multiple of the width.
  mutating func append(_ values: [Element]) throws(SpikeFileError) {
    guard values.count.isMultiple(of: width) else {
      fatalError("\(values.count) values for rows of \(width)")
    }
    pending += values
    if pending.count >= Self.chunkRows * width { try flush() }
  }

  /// Hands everything to the library and closes the data set.
  consuming func finish() throws(SpikeFileError) {
    try flush()
    let target = dataset.identifier
    do {
      // Chunks that fit the cache are written only now; closing would hide their failure.
      try HDF5Handle.call("write \(name)", in: path) { H5Dflush(target) }
    } catch {
      dataset.keepOpen()
      throw error
    }
  }

  private mutating func flush() throws(SpikeFileError) {
    do {
      try writePending()
    } catch {
      dataset.keepOpen()
      throw error
    }
  }

  private mutating func writePending() throws(SpikeFileError) {
    let rows = pending.count / width
    guard rows > 0 else { return }
    let action: HDF5Action = "write \(name)"
    let start = [hsize_t(rowCount), 0]
    let count = [hsize_t(rows), hsize_t(width)]
    let end = [hsize_t(rowCount + rows), hsize_t(width)]
    let target = dataset.identifier
    try HDF5Handle.call(action, in: path) { H5Dset_extent(target, end) }
    let space = try HDF5Handle(action, in: path) { H5Dget_space(target) }
    try HDF5Handle.call(action, in: path) {
      interspike_h5_select(space.identifier, start, count)
    }
    let memory = try HDF5Handle(action, in: path) {
      H5Screate_simple(rank, count, nil)
    }
    try HDF5Handle.call(action, in: path) {
      H5Dwrite(
        target, Element.memoryType, memory.identifier, space.identifier,
        interspike_h5_default(), pending)
    }
    rowCount += rows
    pending.removeAll(keepingCapacity: true)
  }
}
