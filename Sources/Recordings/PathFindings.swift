// SPDX-License-Identifier: GPL-3.0-or-later

package import DataFiles
internal import Foundation
internal import Runs
package import SpikeFormats

/// What can be found at a path: a run, spikes or arrays.
package enum PathFindings {
  /// Describes a run folder or a file.
  ///
  /// - Throws: `RunError` for a path that holds neither, and what the readers throw.
  package static func of(
    _ path: String, choosing selection: SpikeSelection, reader: GuardedSpikeReader
  ) throws -> any Findings {
    if try RunFolder.isReadableFolder(path) {
      try requireRun(path)
      let folder = try RunFolder(existing: path)
      if try folder.holdsSparseCoding { return try DictionaryRunSummary(of: folder) }
      return try RunSummary(of: folder)
    }
    if let spikes = try SpikeFindings(
      of: path, choosing: selection, reader: reader)
    {
      return spikes
    }
    if let tensors = try ArrayFindings(of: path) { return tensors }
    throw unknown(path)
  }

  /// Throws when a folder is not a run folder.
  private static func requireRun(_ path: String) throws {
    guard !FileManager.default.fileExists(atPath: "\(path)/config.json") else { return }
    // Throws an error that says what the folder is.
    if ZarrFolder.isZarr(path) { _ = try SpikeFileFormat(of: path) }
    let entries = try? FileManager.default.contentsOfDirectory(atPath: path)
    let remedy =
      entries == []
      ? "It is empty; start a run in it with `interspike train poisson … -o \(path)`."
      : "Give a run folder, or one of the files in this folder."
    throw RunError(
      .missing, "\(path) has no config.json, so it is not a run folder. \(remedy)")
  }

  private static func unknown(_ path: String) -> RunError {
    if let start = try? FileReading.start(of: path), let kind = FileKind(start: start) {
      return RunError(.damaged, "\(path) is \(kind.name). \(kind.remedy)")
    }
    let file = URL(fileURLWithPath: path)
    let folder = PathParts(path).folder
    let isOfRun =
      ["config.json", "metrics.jsonl"].contains(file.lastPathComponent)
      && FileManager.default.fileExists(
        atPath: file.deletingLastPathComponent().appendingPathComponent("config.json").path)
    let remedy =
      isOfRun
      ? "It belongs to a run: give its folder, `interspike inspect \(folder.isEmpty ? "." : folder)`."
      : "Interspike's CSV begins with 'time,neuron' and has one spike per line, like '0.0123,4'; "
        + "give such a file, or a run folder."
    return RunError(
      .damaged,
      "\(path) is not safetensors, NPY, NWB, NIR, SONATA or Interspike's CSV. \(remedy)")
  }
}
