// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// The files a command will read and write, checked before it touches any of them.
///
/// One rule holds for every command: no two outputs are the same file, no output is also an input, and none is one of
/// a run's own files, which belong to its training. Two names mean the same file if they lead to the same place, through
/// links, `..` and any spelling, even for a file that does not exist yet. Other files may be written into the folder
/// of a run.
package struct FilePlan {
  /// A file and the option or argument that names it.
  package typealias Use = (option: String, path: String?)

  /// Refuses outputs that would destroy something.
  ///
  /// - Parameters:
  ///   - runs: the folders of runs to read.
  ///   - reads: the files and folders to read.
  ///   - writes: the files to write.
  ///   - draws: the pictures to draw, each with its script and data next to it.
  ///   - trains: the folder of a run that the command itself creates or resumes.
  package static func requireSafe(
    runs: [String], reads: [Use], writes: [Use], draws: [Use], trains: Use?
  ) throws {
    let inputs = runs.flatMap { RunFolder($0).ownPaths } + reads.compactMap(\.path)
    let outputs = writes + draws.flatMap(drawn)
    for output in outputs { try requireReplaceable(output) }
    try requireApart(outputs, from: inputs)
    // A run's checkpoints may be hard links to each other.
    for file in own(trains) { try requireApart([file], from: inputs) }
  }

  private static func requireApart(_ outputs: [Use], from inputs: [String]) throws(RunError) {
    let read = Dictionary(inputs.filter(isFile).map { (FileIdentity($0), $0) }) { first, _ in first
    }
    var written: [FileIdentity: Use] = [:]
    for output in outputs {
      guard let path = output.path, isFile(path) else { continue }
      let place = FileIdentity(path)
      if let input = read[place] {
        throw RunError(
          .settings,
          "\(output.option) \(path) would overwrite \(input), which this command reads. "
            + "Choose another name for \(output.option).")
      }
      if let other = written.updateValue(output, forKey: place) {
        throw RunError(
          .settings,
          "\(other.option) \(other.path ?? "") and \(output.option) \(path) are the same file. Choose "
            + "another name for \(output.option).")
      }
    }
  }

  private static func requireReplaceable(_ output: Use) throws(RunError) {
    guard let path = output.path, isFile(path) else { return }
    if let run = RunFolder(owning: path) {
      throw RunError(
        .settings,
        "\(output.option) \(path) is a file of the run \(run.path), which only training may write. "
          + "Choose another name for \(output.option).")
    }
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    guard [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) else {
      throw RunError(
        .settings,
        "\(output.option) \(path) is a device or a pipe, and a file would replace it. Give the "
          + "name of a regular file.")
    }
  }

  /// `-` means standard input or output, which is not a file.
  private static func isFile(_ path: String) -> Bool { path != "-" }

  /// A picture, its script and its numbers.
  private static func drawn(_ use: Use) -> [Use] {
    guard let path = use.path else { return [] }
    let stem = (path as NSString).deletingPathExtension
    return [use, (use.option, "\(stem).gp"), (use.option, "\(stem).dat")]
  }

  /// The folder of a run being trained, and its files.
  private static func own(_ use: Use?) -> [Use] {
    guard let use, let path = use.path else { return [] }
    return [use] + RunFolder(path).ownPaths.map { (use.option, $0) }
  }
}
