// SPDX-License-Identifier: GPL-3.0-or-later

internal import CHDF5

extension HDF5File {
  /// Writes numbers as a data set of a fixed shape.
  ///
  /// - Precondition: the shape has as many places as there are numbers.
  func writeArray<Element: HDF5Element>(
    _ values: [Element], shape: [Int], at name: String
  ) throws(SpikeFileError) {
    guard values.count == shape.reduce(1, *) else {
      fatalError("\(values.count) numbers for the shape \(shape)")
    }
    try write(values, shape: shape, type: Element.fileType, memory: Element.memoryType, at: name)
  }

  /// Writes references to objects of this file as a data set of one axis.
  func writeReferences(to targets: [String], at name: String) throws(SpikeFileError) {
    var references = [hobj_ref_t](repeating: 0, count: targets.count)
    for (index, target) in targets.enumerated() {
      try HDF5Handle.call("refer to \(target)", in: path) {
        interspike_h5_reference(identifier, target, &references[index])
      }
    }
    let type = interspike_h5_object_reference()
    try write(references, shape: [targets.count], type: type, memory: type, at: name)
  }

  private func write<Value: BitwiseCopyable>(
    _ values: [Value], shape: [Int], type: hid_t, memory: hid_t, at name: String
  ) throws(SpikeFileError) {
    let space = try HDF5Handle("create \(name)", in: path) {
      H5Screate_simple(Int32(shape.count), shape.map { hsize_t($0) }, nil)
    }
    let properties = try HDF5Handle("create \(name)", in: path) { interspike_h5_timeless_dataset() }
    let dataset = try HDF5Handle("create \(name)", in: path) {
      H5Dcreate2(
        identifier, name, type, space.identifier, interspike_h5_default(), properties.identifier,
        interspike_h5_default())
    }
    try HDF5Handle.call("write \(name)", in: path) {
      H5Dwrite(
        dataset.identifier, memory, interspike_h5_whole_space(), interspike_h5_whole_space(),
        interspike_h5_default(), values)
    }
  }
}
