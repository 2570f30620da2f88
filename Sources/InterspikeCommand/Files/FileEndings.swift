// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Synchronization

/// The endings by which the name of an output chooses its format.
struct FileEndings {
  static let picture = FileEndings(".png", ".svg")
  static let numbers = FileEndings(".safetensors", ".npy")
  static let spikes = FileEndings(".nwb", ".nirdata", ".h5", ".csv", ".npy")
  static let spikesHelp: ArgumentHelp =
    "The spike file to write: .nwb, .nirdata, .h5, .csv or .npy; - for CSV on standard output."
  /// The formats in which a stream can be written, neuron by neuron.
  static let streamedSpikes = FileEndings(".nwb", ".h5", ".csv", ".npy")

  private let all: [String]

  private init(_ all: String...) { self.all = all }

  /// Refuses a name with another ending; without a name, nothing is written.
  func require(_ path: String?, of option: String) throws(ValidationError) {
    if path == "-", all.contains(".csv") { return Output.isTaken.store(true, ordering: .relaxed) }
    guard let path, !all.contains(where: path.lowercased().hasSuffix) else { return }
    let list = "\(all.dropLast().joined(separator: ", ")) or \(all.last ?? "")"
    throw ValidationError("\(option) is \(path); it must be a name that ends in \(list).")
  }
}
