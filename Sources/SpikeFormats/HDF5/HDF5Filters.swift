// SPDX-License-Identifier: GPL-3.0-or-later

internal import CHDF5

/// What packs the numbers of a data set.
enum HDF5Filters {
  /// Refuses a data set that is packed by a filter which this library lacks.
  ///
  /// - Throws: ``SpikeFileError/missingFilter(path:object:filter:)``.
  static func require(of dataset: hid_t, called name: String, in path: String)
    throws(SpikeFileError)
  {
    var identifier: Int32 = 0
    var text = [CChar](repeating: 0, count: 64)
    guard interspike_h5_missing_filter(dataset, &identifier, &text, text.count) != 0 else { return }
    let said = String(
      decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let known = registered[identifier] ?? (said.isEmpty ? "unknown" : said)
    throw .missingFilter(path: path, object: name, filter: "\(known) (\(identifier))")
  }

  /// Filters that are registered with the HDF Group and common in files of recordings.
  private static let registered: [Int32: String] = [
    4: "szip", 307: "bzip2", 32_000: "lzf", 32_001: "blosc", 32_004: "lz4", 32_008: "bitshuffle",
    32_013: "zfp", 32_015: "zstd", 32_026: "blosc2",
  ]
}
