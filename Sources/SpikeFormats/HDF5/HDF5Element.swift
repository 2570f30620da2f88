// SPDX-License-Identifier: GPL-3.0-or-later

internal import CHDF5

/// A number that HDF5 stores and converts.
protocol HDF5Element: BitwiseCopyable {
  /// The type in memory.
  static var memoryType: hid_t { get }
  /// The type in a file of ours.
  static var fileType: hid_t { get }
  /// Stands for memory not yet read.
  static var zero: Self { get }
  /// What a file's type must be for this number, and that in words.
  static func accepts(_ type: hid_t) -> Bool
  static var kind: String { get }
}

extension Double: HDF5Element {
  static var memoryType: hid_t { interspike_h5_native_double() }
  static var fileType: hid_t { interspike_h5_file_double() }
  static func accepts(_ type: hid_t) -> Bool {
    interspike_h5_is_real(type) != 0 || interspike_h5_is_integer(type) != 0
  }
  static var kind: String { "numbers" }
}

extension Float: HDF5Element {
  static var memoryType: hid_t { interspike_h5_native_float() }
  static var fileType: hid_t { interspike_h5_file_float() }
  static func accepts(_ type: hid_t) -> Bool { Double.accepts(type) }
  static var kind: String { Double.kind }
}

extension Int64: HDF5Element {
  static var memoryType: hid_t { interspike_h5_native_int64() }
  static var fileType: hid_t { interspike_h5_file_int64() }
  static func accepts(_ type: hid_t) -> Bool { interspike_h5_is_integer(type) != 0 }
  static var kind: String { "integers" }
}

extension UInt64: HDF5Element {
  static var memoryType: hid_t { interspike_h5_native_uint64() }
  static var fileType: hid_t { interspike_h5_file_uint64() }

  /// The narrowest unsigned type of a file that holds numbers up to `largest`.
  static func narrowestFileType(upTo largest: UInt64) -> hid_t {
    switch largest {
    case ...UInt64(UInt8.max): interspike_h5_file_uint8()
    case ...UInt64(UInt16.max): interspike_h5_file_uint16()
    case ...UInt64(UInt32.max): interspike_h5_file_uint32()
    default: fileType
    }
  }

  static func accepts(_ type: hid_t) -> Bool { interspike_h5_is_integer(type) != 0 }
  static var kind: String { "integers" }
}
