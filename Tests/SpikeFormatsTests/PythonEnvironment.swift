// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation

/// The Python that has pynwb and NWB Inspector: the one that `INTERSPIKE_PYTHON` names, else that of
/// `.venv` at the root of the package, which `tools/python-environment.sh` makes.
enum PythonEnvironment {
  static var interpreter: String? {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let candidates: [String?] = [
      ProcessInfo.processInfo.environment["INTERSPIKE_PYTHON"],
      root.appendingPathComponent(".venv/bin/python").path,
    ]
    return candidates.compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  static var isPresent: Bool { interpreter != nil }

  /// Whether the interpreter can load a package.
  static func has(_ package: String) -> Bool {
    guard let interpreter else { return false }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: interpreter)
    process.arguments = ["-c", "import \(package)"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  static let absence: String =
    "needs Python with pynwb: run tools/python-environment.sh or set INTERSPIKE_PYTHON"

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Runs a script that lies beside this file and hands back what it prints.
  static func run(_ script: String, _ arguments: [String]) throws -> Data {
    guard let interpreter else { throw Failure(description: absence) }
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: interpreter)
    process.arguments = [folder.appendingPathComponent(script).path] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: "\(script) ended with status \(process.terminationStatus)")
    }
    return printed
  }
}
