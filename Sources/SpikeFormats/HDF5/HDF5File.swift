// SPDX-License-Identifier: GPL-3.0-or-later

internal import CHDF5

/// An open HDF5 file; names of objects are paths from its root.
struct HDF5File: ~Copyable {
  /// The name errors speak of; while a file grows, it is that under which it will appear.
  let path: String
  private let handle: HDF5Handle

  var identifier: hid_t { handle.identifier }

  /// Creates a file at `partialPath` that will be called `path`.
  init(creating path: String, at partialPath: String) throws(SpikeFileError) {
    let action: HDF5Action = "create the file"
    let access = try HDF5Handle(action, in: path) { interspike_h5_file_access() }
    let creation = try HDF5Handle(action, in: path) { interspike_h5_timeless_file() }
    handle = try HDF5Handle(action, in: path) {
      interspike_h5_create(partialPath, creation.identifier, access.identifier)
    }
    self.path = path
  }

  /// Opens a file for reading.
  init(opening path: String) throws(SpikeFileError) {
    let access = try HDF5Handle(.opening, in: path) { interspike_h5_file_access() }
    handle = try HDF5Handle(.opening, in: path) {
      interspike_h5_open(path, access.identifier)
    }
    self.path = path
  }

  /// Writes everything out and closes the file.
  consuming func close() throws(SpikeFileError) {
    let path = path
    let file = handle.identifier
    do {
      try HDF5Handle.call("write the last blocks", in: path) { interspike_h5_flush(file) }
    } catch {
      handle.keepOpen()
      throw error
    }
    try handle.close("close the file", in: path)
  }

  /// Lets the file stay open after a write failed; see ``HDF5Handle/keepOpen()``.
  func keepOpen() { handle.keepOpen() }

  /// Creates an empty group; its parent exists.
  func createGroup(_ name: String) throws(SpikeFileError) {
    let properties = try HDF5Handle("create \(name)", in: path) { interspike_h5_timeless_group() }
    _ = try HDF5Handle("create \(name)", in: path) {
      H5Gcreate2(
        identifier, name, interspike_h5_default(), properties.identifier, interspike_h5_default())
    }
  }

  /// Writes one text as a data set without axes.
  func writeText(_ text: String, at name: String) throws(SpikeFileError) {
    let space = try HDF5Handle("create \(name)", in: path) { interspike_h5_scalar() }
    try writeTexts([text], at: name, space: space.identifier, growing: false)
  }

  /// Writes texts as a data set that may grow.
  func writeTexts(_ texts: [String], at name: String) throws(SpikeFileError) {
    let space = try HDF5Handle("create \(name)", in: path) {
      H5Screate_simple(1, [hsize_t(texts.count)], [interspike_h5_unlimited()])
    }
    try writeTexts(texts, at: name, space: space.identifier, growing: true)
  }

  /// Writes texts as a data set with this many columns.
  func writeTexts(_ texts: [String], columns: Int, at name: String) throws(SpikeFileError) {
    let space = try HDF5Handle("create \(name)", in: path) {
      H5Screate_simple(2, [hsize_t(texts.count / columns), hsize_t(columns)], nil)
    }
    try writeTexts(texts, at: name, space: space.identifier, growing: false)
  }

  private func writeTexts(
    _ texts: [String], at name: String, space: hid_t, growing: Bool
  ) throws(SpikeFileError) {
    let type = try HDF5Handle("create \(name)", in: path) { interspike_h5_text_type() }
    let properties = try HDF5Handle("create \(name)", in: path) {
      growing
        ? interspike_h5_growing_dataset(1, [hsize_t(max(1, texts.count))], 1)
        : interspike_h5_timeless_dataset()
    }
    let dataset = try HDF5Handle("create \(name)", in: path) {
      H5Dcreate2(
        identifier, name, type.identifier, space, interspike_h5_default(),
        properties.identifier, interspike_h5_default())
    }
    try HDF5Handle.call("write \(name)", in: path) {
      withTextPointers(texts) {
        H5Dwrite(
          dataset.identifier, type.identifier, interspike_h5_whole_space(),
          interspike_h5_whole_space(), interspike_h5_default(), $0)
      }
    }
  }

  /// Whether every step of the path exists.
  func holds(_ name: String) -> Bool {
    HDF5Watch.begin()
    var step = ""
    for part in name.split(separator: "/") {
      step += "/" + part
      guard H5Lexists(identifier, step, interspike_h5_default()) > 0,
        H5Oexists_by_name(identifier, step, interspike_h5_default()) > 0
      else { return false }
    }
    return true
  }

  /// Where the first link on the path that leads nowhere points; `nil` when there is no such link.
  func danglingLink(in name: String) -> (link: String, target: String)? {
    HDF5Watch.begin()
    var step = ""
    for part in name.split(separator: "/") {
      step += "/" + part
      guard H5Lexists(identifier, step, interspike_h5_default()) > 0 else { return nil }
      if H5Oexists_by_name(identifier, step, interspike_h5_default()) > 0 { continue }
      var bytes = [CChar](repeating: 0, count: 1024)
      guard interspike_h5_link_target(identifier, step, &bytes, bytes.count) > 0 else { return nil }
      let target = bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      return (step, String(decoding: target, as: UTF8.self))
    }
    return nil
  }

  /// The names in a group, in alphabetical order.
  func members(of group: String) throws(SpikeFileError) -> [String] {
    guard holds(group) else { throw .damaged(path: path, reason: "\(group) is missing") }
    let action = HDF5Action.reading(group)
    let count = interspike_h5_member_count(identifier, group)
    guard count >= 0 else { throw HDF5Handle.failure(action, in: path) }
    var names: [String] = []
    for index in 0..<UInt64(count) {
      var bytes = [CChar](repeating: 0, count: 1024)
      let length = interspike_h5_member_name(identifier, group, index, &bytes, bytes.count)
      guard length > 0 else { throw HDF5Handle.failure(action, in: path) }
      let name = bytes.prefix(Int(length)).map { UInt8(bitPattern: $0) }
      guard length < bytes.count, let name = String(validating: name, as: UTF8.self) else {
        throw .damaged(path: path, reason: "a name in \(group) is too long or not UTF-8")
      }
      names.append(name)
    }
    return names
  }
}

/// Lends the texts as an array of pointers to zero-terminated UTF-8, with a null pointer at the end when
/// it is `terminated`.
func withTextPointers<R>(
  _ texts: [String], terminated: Bool = false,
  _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> R
) -> R {
  var bytes: [CChar] = []
  var starts: [Int] = []
  for text in texts {
    starts.append(bytes.count)
    bytes += text.utf8CString
  }
  return bytes.withUnsafeBufferPointer { buffer in
    var pointers = starts.map { start in buffer.baseAddress.map { $0 + start } }
    if terminated { pointers.append(nil) }
    return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}
