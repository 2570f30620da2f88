// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Subprocess
internal import SystemPackage

/// The plotting program, run as a child process.
///
/// Debian's package `gnuplot-nox` is enough. Start-up files of the user are not read, so that a
/// picture looks the same everywhere.
public struct Gnuplot: Sendable {
  /// The program's name, looked up on the search path.
  public let program: String
  /// Folders to look in, separated by colons; `nil` means this process's own search path.
  public let searchPath: String?

  /// The program of that name on the search path.
  public init(program: String = "gnuplot", searchPath: String? = nil) {
    self.program = program
    self.searchPath = searchPath
  }

  /// Draws in a folder of its own beside `path` and moves script, data and picture out at the end.
  func draw(_ drawing: Drawing, to path: String) async throws(FigureError) {
    let names = try FigureFiles(picture: path)
    try EarlierFiles.requireOwn(names)
    var drawing = drawing
    if names.format == .png {
      let fonts = await InstalledFonts(toDraw: drawing.commands)
      drawing.commands = drawing.commands.map(fonts.drawable)
    }
    let workshop: UnfinishedFolder
    do {
      workshop = try UnfinishedFolder(beside: names.path(of: names.picture))
    } catch {
      throw .file(error.named(path))
    }
    defer { workshop.remove() }
    do {
      try AtomicFile.write(
        "\(EarlierFiles.dataHeader)\n\(drawing.data)", to: workshop.path(of: names.data))
      try AtomicFile.write(names.script(for: drawing), to: workshop.path(of: names.script))
    } catch {
      throw .file(error.named(path))
    }
    try await run(names.script, in: workshop.folder, for: path)
    do {
      let bytes = try FileReading.bytes(of: workshop.path(of: names.picture))
      guard names.format.isWhole(bytes) else {
        throw FigureError.drawingFailed(
          path: path, reason: "the picture is truncated, perhaps because the disk is full")
      }
      try AtomicFile.write(names.format.finished(bytes), to: workshop.path(of: names.picture))
      for name in [names.data, names.script, names.picture] {
        try workshop.publish(name, as: names.path(of: name))
      }
    } catch let error as FigureError {
      throw error
    } catch let error as FileError {
      throw .file(error.named(path))
    } catch {
      throw .drawingFailed(path: path, reason: "\(error)")
    }
  }

  /// Runs a script in its folder and waits for it.
  private func run(_ script: String, in folder: String, for path: String) async throws(FigureError)
  {
    let messageLimit = 1 << 20
    do {
      let result = try await Subprocess.run(
        .name(program), arguments: ["--default-settings", "./\(script)"],
        environment: searchPath.map { .inherit.updating(["PATH": $0]) } ?? .inherit,
        workingDirectory: FilePath(folder),
        input: .none, output: .discarded, error: .string(limit: messageLimit))
      guard result.terminationStatus.isSuccess else {
        let message = result.standardError.split(whereSeparator: \.isNewline)
          .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
          .suffix(3).joined(separator: " / ")
        throw FigureError.drawingFailed(
          path: path, reason: message.isEmpty ? "\(result.terminationStatus)" : message)
      }
    } catch let error as FigureError {
      throw error
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw .missingProgram(program)
    } catch {
      throw .drawingFailed(path: path, reason: "\(error)")
    }
  }
}
