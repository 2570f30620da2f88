// SPDX-License-Identifier: GPL-3.0-or-later

/// What is wrong with the header of a NumPy `.npy` file.
public enum NPYError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file does not begin with NumPy's six magic bytes.
  case notNPY
  /// The file is of another kind, which its first bytes tell.
  case otherKind(FileKind)
  /// The format version is none of 1.0, 2.0 and 3.0.
  case unsupportedVersion(major: Int, minor: Int)
  /// The file ends inside its header.
  case truncated(expected: Int, found: Int)
  /// The dictionary is not the one NumPy writes.
  case malformed(String)

  public var description: String {
    switch self {
    case .notNPY:
      "this is not an NPY file: it does not begin with the bytes 0x93 NUMPY. "
        + "Write one with numpy.save."
    case .otherKind(let kind): "this is \(kind.name), not an NPY file. \(kind.remedy)"
    case .unsupportedVersion(let major, let minor):
      "NPY format version \(major).\(minor) is unknown; versions 1.0, 2.0 and 3.0 can be read. "
        + "Save the array again with numpy.save."
    case .truncated(let expected, let found):
      "the NPY header needs \(expected) bytes, but the file has \(found): it is truncated. "
        + "Copy it or write it again."
    case .malformed(let reason):
      "the NPY header is damaged: \(reason). Save the array again with numpy.save."
    }
  }
}
