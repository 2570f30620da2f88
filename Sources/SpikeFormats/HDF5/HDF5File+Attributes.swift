// SPDX-License-Identifier: GPL-3.0-or-later

internal import CHDF5

extension HDF5File {
  /// Notes a text beside an object.
  func setText(_ text: String, _ attribute: String, of object: String) throws(SpikeFileError) {
    let space = try HDF5Handle("create \(object)@\(attribute)", in: path) {
      interspike_h5_scalar()
    }
    try setTexts([text], attribute, of: object, space: space.identifier)
  }

  /// Notes a list of texts beside an object.
  func setTexts(_ texts: [String], _ attribute: String, of object: String) throws(SpikeFileError) {
    let space = try HDF5Handle("create \(object)@\(attribute)", in: path) {
      H5Screate_simple(1, [hsize_t(texts.count)], nil)
    }
    try setTexts(texts, attribute, of: object, space: space.identifier)
  }

  private func setTexts(
    _ texts: [String], _ attribute: String, of object: String, space: hid_t
  ) throws(SpikeFileError) {
    let action: HDF5Action = "write \(object)@\(attribute)"
    let type = try HDF5Handle(action, in: path) { interspike_h5_text_type() }
    let handle = try createAttribute(attribute, of: object, type: type.identifier, space: space)
    try HDF5Handle.call(action, in: path) {
      withTextPointers(texts) { H5Awrite(handle.identifier, type.identifier, $0) }
    }
  }

  /// Notes a number beside an object.
  func setNumber(_ number: Double, _ attribute: String, of object: String) throws(SpikeFileError) {
    let action: HDF5Action = "write \(object)@\(attribute)"
    let space = try HDF5Handle(action, in: path) { interspike_h5_scalar() }
    let handle = try createAttribute(
      attribute, of: object, type: Double.fileType, space: space.identifier)
    try HDF5Handle.call(action, in: path) {
      H5Awrite(handle.identifier, Double.memoryType, [number])
    }
  }

  /// Notes a whole number beside an object.
  func setInteger(_ number: Int, _ attribute: String, of object: String) throws(SpikeFileError) {
    let action: HDF5Action = "write \(object)@\(attribute)"
    let space = try HDF5Handle(action, in: path) { interspike_h5_scalar() }
    let handle = try createAttribute(
      attribute, of: object, type: Int64.fileType, space: space.identifier)
    try HDF5Handle.call(action, in: path) {
      H5Awrite(handle.identifier, Int64.memoryType, [Int64(number)])
    }
  }

  /// The number noted beside an object; `nil` when there is none, or it is not a single number.
  func number(_ attribute: String, of object: String) throws(SpikeFileError) -> Double? {
    HDF5Watch.begin()
    guard H5Aexists_by_name(identifier, object, attribute, interspike_h5_default()) > 0
    else { return nil }
    let action = HDF5Action.reading("\(object)@\(attribute)")
    let handle = try HDF5Handle(action, in: path) {
      H5Aopen_by_name(
        identifier, object, attribute, interspike_h5_default(), interspike_h5_default())
    }
    let note = handle.identifier
    let type = try HDF5Handle(action, in: path) { H5Aget_type(note) }
    let space = try HDF5Handle(action, in: path) { H5Aget_space(note) }
    guard Double.accepts(type.identifier) || Int64.accepts(type.identifier),
      H5Sget_simple_extent_npoints(space.identifier) == 1
    else { return nil }
    var number = Double.nan
    try HDF5Handle.call(action, in: path) { H5Aread(note, Double.memoryType, &number) }
    return number
  }

  /// Notes a reference to the object `target` beside an object.
  func setReference(
    to target: String, _ attribute: String, of object: String
  ) throws(SpikeFileError) {
    let action: HDF5Action = "write \(object)@\(attribute)"
    let space = try HDF5Handle(action, in: path) { interspike_h5_scalar() }
    let handle = try createAttribute(
      attribute, of: object, type: interspike_h5_object_reference(), space: space.identifier)
    try HDF5Handle.call(action, in: path) {
      interspike_h5_write_reference(handle.identifier, identifier, target)
    }
  }

  /// Makes room for a note beside an object.
  func createAttribute(
    _ attribute: String, of object: String, type: hid_t, space: hid_t
  ) throws(SpikeFileError) -> HDF5Handle {
    try HDF5Handle("create \(object)@\(attribute)", in: path) {
      H5Acreate_by_name(
        identifier, object, attribute, type, space, interspike_h5_default(),
        interspike_h5_default(), interspike_h5_default())
    }
  }
}
