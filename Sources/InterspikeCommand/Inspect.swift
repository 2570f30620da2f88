// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Foundation

/// The command `interspike inspect FILE|RUN`.
struct Inspect: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what a run or a file holds: safetensors, NPY, NWB, CSV.")

  @Argument(help: "A run folder or a file.", completion: .file())
  var path: String

  @Flag(help: "Give one JSON object.")
  var json = false

  func run() async throws {
    let findings: any Findings = try findings()
    try Output.write(json ? try findings.json : findings.text)
  }

  private func findings() throws -> any Findings {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw Refusal(.noInput, "there is no file or folder \(path). Check the path.")
    }
    if isFolder.boolValue { return try RunFindings(of: try RunFolder(existing: path)) }
    if let spikes = try SpikeFindings(of: path) { return spikes }
    return try TensorFindings(of: path)
  }
}

/// What was found in a file or folder.
protocol Findings: Encodable {
  /// For people.
  var text: String { get }
}

extension Findings {
  /// For machines.
  var json: String { get throws { try JSONText.encode(self) } }
}
