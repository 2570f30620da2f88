// SPDX-License-Identifier: GPL-3.0-or-later

/// What an experiment with an electrode found, and the files it is written to.
package protocol ElectrodeFindings: Encodable {
  /// The names of the files, results.json first.
  static var files: [String] { get }
  /// The findings as names and values.
  var rows: [(name: String, value: String)] { get }
  /// Writes the files into a folder, which is created.
  ///
  /// - Throws: `FileError`, `SpikeFileError` or `FigureError`.
  func write(to folder: String, from listener: RunElectrode, seed: UInt64) async throws
}
