// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Foundation
internal import Recordings
internal import Runs
internal import SpikeFormats

/// The command `interspike inspect FILE|RUN`.
struct Inspect: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Describe a run or a file: safetensors, NPY, NWB, NIR, SONATA, CSV.")

  @Argument(help: "A run folder or a file.", completion: .file())
  var path: String

  @Flag(help: "Print one JSON object.")
  var json = false

  @OptionGroup var selection: SelectionOptions

  func run() async throws {
    let findings: any Findings = try findings()
    try Output.write(json ? try findings.json : findings.text)
  }

  private func findings() throws -> any Findings {
    var status = stat()
    guard stat(path, &status) == 0 else {
      let missing = [ENOENT, ENOTDIR].contains(errno)
      throw missing
        ? Refusal(.noInput, "the file or folder \(path) does not exist. Check the path.")
        : FileError.cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      try requireRun()
      let folder = try RunFolder(existing: path)
      if try folder.holdsSparseCoding { return try DictionaryRunSummary(of: folder) }
      return try RunSummary(of: folder)
    }
    if let spikes = try SpikeFindings(
      of: path, choosing: selection.selection, reader: .own)
    {
      return spikes
    }
    if let tensors = try ArrayFindings(of: path) { return tensors }
    throw unknown()
  }

  /// Throws when a folder cannot be read or is not a run folder.
  private func requireRun() throws {
    guard access(path, R_OK | X_OK) == 0 else {
      throw FileError.cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
    guard access("\(path)/config.json", F_OK) != 0 else { return }
    // Throws an error that says what the folder is.
    if ZarrFolder.isZarr(path) { _ = try SpikeFileFormat(of: path) }
    let entries = try? FileManager.default.contentsOfDirectory(atPath: path)
    let remedy =
      entries == []
      ? "It is empty; start a run in it with `interspike train poisson … -o \(path)`."
      : "Give a run folder, or one of the files in this folder."
    throw Refusal(
      .noInput, "\(path) has no config.json, so it is not a run folder. \(remedy)")
  }

  private func unknown() -> Refusal {
    if let start = try? FileReading.start(of: path), let kind = FileKind(start: start) {
      return Refusal(.badData, "\(path) is \(kind.name). \(kind.remedy)")
    }
    let file = URL(fileURLWithPath: path)
    let folder = PathParts(path).folder
    let isOfRun =
      ["config.json", "metrics.jsonl"].contains(file.lastPathComponent)
      && access(file.deletingLastPathComponent().appendingPathComponent("config.json").path, F_OK)
        == 0
    let remedy =
      isOfRun
      ? "It belongs to a run: give its folder, `interspike inspect \(folder.isEmpty ? "." : folder)`."
      : "Our CSV begins with the line 'time,neuron' and has one spike per line, such as '0.0123,4'; "
        + "give such a file, or a run folder."
    return Refusal(.badData, "\(path) is not safetensors, NPY, NWB or our CSV. \(remedy)")
  }
}
