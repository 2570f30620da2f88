// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation

/// Which files in a folder belong to the run, unlike pictures, spikes and tables that people keep next to them.
extension RunFolder {
  private static let names = [
    "config.json", "metrics.jsonl", "checkpoint.safetensors", "best.safetensors",
  ]

  /// The run's own files: those every run has, and those that exist.
  package var ownPaths: [String] {
    let names = Set(Self.names + entries.filter(Self.isOwn))
    return names.sorted().map { "\(path)/\($0)" }
  }

  /// The run a file belongs to, whether or not the file exists yet.
  package init?(owning file: String) {
    let place = PathParts(FileIdentity.place(of: file))
    let folder = RunFolder(place.folder)
    guard folder.isRun else { return nil }
    let identity = FileIdentity(file)
    guard
      Self.isOwn(place.name)
        || folder.ownPaths.contains(where: { FileIdentity($0) == identity })
    else { return nil }
    self = folder
  }

  /// Whether an entry is an unfinished file of this program.
  package func isLeftover(_ entry: String) -> Bool {
    var status = stat()
    return Self.isPartial(entry)
      && lstat("\(path)/\(entry)", &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  private static func isOwn(_ name: String) -> Bool {
    names.contains(name) || isEarlierCheckpoint(name) || isPartial(name)
  }

  /// `checkpoint-000012000.safetensors`.
  private static func isEarlierCheckpoint(_ name: String) -> Bool {
    name.wholeMatch(of: /checkpoint-[0-9]+\.safetensors/) != nil
  }

  private static func isPartial(_ name: String) -> Bool {
    names.contains { PartialName.isPartial(name, of: $0) }
      || name.prefixMatch(of: /checkpoint-[0-9]+\.safetensors/).map {
        PartialName.isPartial(name, of: String($0.output))
      } ?? false
  }

  /// Whether the folder is a run folder, and not just one with someone else's `config.json`.
  private var isRun: Bool {
    guard let text = try? FileReading.text(of: configurationPath) else {
      return FileManager.default.fileExists(atPath: configurationPath)
        && FileManager.default.fileExists(atPath: metricsPath)
    }
    return text.contains(/"program"\s*:\s*"interspike"/)
      || [metricsPath, checkpointPath].contains(where: FileManager.default.fileExists)
  }

  /// Whether a path is a folder, which must be readable then; false for a file.
  package static func isReadableFolder(_ path: String) throws -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw [ENOENT, ENOTDIR].contains(errno)
        ? RunError(.missing, "the file or folder \(path) does not exist. Check the path.")
        : FileError.cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
    guard status.st_mode & S_IFMT == S_IFDIR else { return false }
    guard access(path, R_OK | X_OK) == 0 else {
      throw FileError.cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
    return true
  }
}
