// SPDX-License-Identifier: GPL-3.0-or-later

public import DataFiles
internal import Tensors

extension SafetensorsFile {
  /// Adds every parameter and every buffer of a model under its own name.
  public mutating func add(
    _ model: some Parametrized
  ) throws(SafetensorsError) {
    for parameter in model.state { try add(parameter.name, parameter.tensor) }
  }

  /// The tensors whose names do not begin with one of the prefixes.
  ///
  /// - Throws: `SafetensorsError` when one of them is not real-valued.
  func namedTensors(without prefixes: [String]) throws(SafetensorsError) -> [NamedTensor] {
    var found: [NamedTensor] = []
    for entry in entries where !prefixes.contains(where: { entry.name.hasPrefix($0) }) {
      found.append(NamedTensor(entry.name, try tensor(entry.name)))
    }
    return found
  }
}

extension Parametrized {
  /// Reads every parameter and every buffer from a file; training state in it is passed over.
  ///
  /// - Throws: ``ParameterError`` when names or shapes do not match exactly, `SafetensorsError` when a
  ///   tensor is not real-valued; then nothing is changed.
  public mutating func load(from file: SafetensorsFile, called source: String = "the file") throws {
    try setState(
      try file.namedTensors(without: Checkpoint.prefixes), from: source)
  }
}
