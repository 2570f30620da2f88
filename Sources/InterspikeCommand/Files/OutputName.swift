// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import SpikeFormats

/// What the names of files to be written must end in.
enum OutputName {
  /// Refuses a name that does not say in which of some formats spikes are to be written.
  static func requireSpikes(
    _ path: String?, of option: String = "-o",
    among formats: [SpikeFileFormat] = [.nwb, .nir, .csv, .npy]
  ) throws {
    guard let path else { return }
    if let format = SpikeFileFormat(named: path), formats.contains(format) { return }
    let suffixes = formats.map { $0 == .nir ? ".nirdata" : ".\($0.rawValue.lowercased())" }
    try refuse(
      path, of: option,
      suffixes.dropLast().joined(separator: ", ") + " or " + (suffixes.last ?? ""))
  }

  /// Refuses a name of a picture that is neither PNG nor SVG.
  static func requirePicture(_ path: String?, of option: String = "--figure") throws {
    guard let path, ![".png", ".svg"].contains(where: path.lowercased().hasSuffix) else { return }
    try refuse(path, of: option, ".png or .svg")
  }

  private static func refuse(_ path: String, of option: String, _ suffixes: String) throws {
    throw ValidationError("\(option) is \(path); it must be a name that ends in \(suffixes).")
  }
}
