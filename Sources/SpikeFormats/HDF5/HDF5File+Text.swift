// SPDX-License-Identifier: GPL-3.0-or-later

internal import CHDF5

extension HDF5File {
  /// Whether something is noted beside an object.
  func notes(_ attribute: String, of object: String) -> Bool {
    HDF5Watch.begin()
    return H5Aexists_by_name(identifier, object, attribute, interspike_h5_default()) > 0
  }

  /// The text noted beside an object; `nil` when there is none, or it is not a single text.
  func text(_ attribute: String, of object: String) throws(SpikeFileError) -> String? {
    HDF5Watch.begin()
    guard
      H5Aexists_by_name(identifier, object, attribute, interspike_h5_default()) > 0
    else { return nil }
    let action = HDF5Action.reading("\(object)@\(attribute)")
    let handle = try HDF5Handle(action, in: path) {
      H5Aopen_by_name(
        identifier, object, attribute, interspike_h5_default(), interspike_h5_default())
    }
    let note = handle.identifier
    let type = try HDF5Handle(action, in: path) { H5Aget_type(note) }
    let space = try HDF5Handle(action, in: path) { H5Aget_space(note) }
    return try text(action, type: type.identifier, space: space.identifier) {
      H5Aread(note, type.identifier, $0)
    }
  }

  /// The text at `name`; `nil` when there is none, or it is not a single text.
  func text(at name: String) throws(SpikeFileError) -> String? {
    guard holds(name) else { return nil }
    let handle = try HDF5Handle(.reading(name), in: path) {
      H5Dopen2(identifier, name, interspike_h5_default())
    }
    let dataset = handle.identifier
    let type = try HDF5Handle(.reading(name), in: path) { H5Dget_type(dataset) }
    let space = try HDF5Handle(.reading(name), in: path) { H5Dget_space(dataset) }
    return try text(.reading(name), type: type.identifier, space: space.identifier) {
      H5Dread(
        dataset, type.identifier, interspike_h5_whole_space(), interspike_h5_whole_space(),
        interspike_h5_default(), $0)
    }
  }

  /// Reads one string, of fixed or variable length; HDF5 converts neither into the other.
  private func text(
    _ action: HDF5Action, type: hid_t, space: hid_t, read: (UnsafeMutableRawPointer?) -> herr_t
  ) throws(SpikeFileError) -> String? {
    guard interspike_h5_is_text(type) != 0, H5Sget_simple_extent_npoints(space) == 1 else {
      return nil
    }
    guard H5Tis_variable_str(type) > 0 else {
      let size = H5Tget_size(type)
      // 16 MB is far beyond any text of a file of spikes and far below the memory.
      guard size <= 1 << 24 else { return nil }
      var bytes = [UInt8](repeating: 0, count: size)
      try HDF5Handle.call(action, in: path) {
        bytes.withUnsafeMutableBytes { read($0.baseAddress) }
      }
      return String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    var pointer: UnsafeMutablePointer<CChar>?
    try HDF5Handle.call(action, in: path) {
      withUnsafeMutableBytes(of: &pointer) { read($0.baseAddress) }
    }
    guard let pointer else { return "" }
    defer { H5free_memory(pointer) }
    return String(validatingCString: pointer)
  }
}
