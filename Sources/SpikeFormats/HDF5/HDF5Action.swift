// SPDX-License-Identifier: GPL-3.0-or-later

/// What the HDF5 library was asked to do, for the sentence of an error; a literal stands for writing.
struct HDF5Action: ExpressibleByStringInterpolation {
  private let words: String
  private let isReading: Bool

  init(stringLiteral words: String) {
    self.words = words
    isReading = false
  }

  private init(reading words: String) {
    self.words = words
    isReading = true
  }

  /// Opens a file for reading.
  static let opening = HDF5Action(reading: "open the file")

  /// Reads a thing in a file.
  static func reading(_ name: String) -> HDF5Action { HDF5Action(reading: "read \(name)") }

  /// A failed read blames the file, a failed write the disk.
  func failure(in path: String, because reason: String) -> SpikeFileError {
    isReading
      ? .unreadable(path: path, action: words, reason: reason)
      : .storage(path: path, action: words, reason: reason)
  }
}
