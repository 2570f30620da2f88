// SPDX-License-Identifier: GPL-3.0-or-later

internal import CHDF5

/// The objects of an NWB file and the notes that name their types.
struct NWBDocument: ~Copyable {
  let file: HDF5File
  private let names: NWBObjectNames

  /// Takes over a file whose objects will bear these names.
  init(in file: consuming HDF5File, naming names: NWBObjectNames) {
    self.file = file
    self.names = names
  }

  consuming func close() throws(SpikeFileError) { try file.close() }

  func createGroup(_ name: String) throws(SpikeFileError) { try file.createGroup(name) }

  /// Names the type of an object.
  func mark(_ object: String, as type: String, of namespace: String) throws(SpikeFileError) {
    try file.setText(namespace, "namespace", of: object)
    try file.setText(type, "neurodata_type", of: object)
    try file.setText(names.identifier(of: object), "object_id", of: object)
  }

  /// Marks a column of a table and says what it holds.
  func markColumn(
    _ object: String, description: String, as type: String = "VectorData"
  ) throws(SpikeFileError) {
    try mark(object, as: type, of: "hdmf-common")
    try file.setText(description, "description", of: object)
  }

  /// Writes a column of numbers.
  func writeColumn<Element: HDF5Element>(
    _ object: String, _ values: [Element], description: String, fileType: hid_t = Element.fileType
  ) throws(SpikeFileError) {
    var rows = try HDF5Rows<Element>(
      creating: object, in: file, rowsPerChunk: values.count, fileType: fileType)
    try rows.append(values)
    try rows.finish()
    try markColumn(object, description: description)
  }

  /// Writes the row numbers of a table.
  func writeRowNumbers(_ object: String, count: Int) throws(SpikeFileError) {
    var rows = try HDF5Rows<Int64>(creating: object, in: file, rowsPerChunk: count)
    try rows.append((0..<count).map(Int64.init))
    try rows.finish()
    try mark(object, as: "ElementIdentifiers", of: "hdmf-common")
  }

  /// Writes where the rows of a ragged column end, in the narrowest unsigned type that holds them.
  ///
  /// Readers add to these numbers; NumPy turns 64-bit unsigned ones into floating point when they do.
  func writeIndex(of column: String, _ ends: [UInt64]) throws(SpikeFileError) {
    let object = column + "_index"
    var rows = try HDF5Rows<UInt64>(
      creating: object, in: file, rowsPerChunk: ends.count,
      fileType: UInt64.narrowestFileType(upTo: ends.last ?? 0))
    try rows.append(ends)
    try rows.finish()
    try markColumn(
      object, description: "Where the values of each row of \(column) end.", as: "VectorIndex")
    try file.setReference(to: column, "target", of: object)
  }
}
