// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Learning
import Runs
import Testing

@Suite("Hostile safetensors")
struct HostileCheckpointTests {
  /// A file of a header and a buffer.
  static func file(_ header: String, buffer: Int = 0, length: UInt64? = nil) -> [UInt8] {
    let text = Array(header.utf8)
    let stated = length ?? UInt64(text.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: stated >> UInt64(8 * $0)) } + text
      + [UInt8](repeating: 0, count: buffer)
  }

  private static func tensor(
    _ name: String, _ shape: String, _ begin: Int, _ end: Int, type: String = "F32"
  ) -> String {
    "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(end)]}"
  }

  static let files: [(name: String, bytes: [UInt8])] = [
    ("empty", []),
    ("seven bytes", [1, 0, 0, 0, 0, 0, 0]),
    ("header longer than the file", file("{}", length: 1000)),
    ("header of more than 100 MB", file("{}", length: 100_000_001)),
    ("header of 2^64 - 1 bytes", file("{}", length: .max)),
    ("header that is no UTF-8", file("").prefix(0) + [2, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0xFF]),
    ("header that is an array", file("[]")),
    ("header that ends with NUL", file("{}\0")),
    ("header that begins with a space", file(" {\(tensor("a", "[1]", 0, 4))}", buffer: 4)),
    ("hole", file("{\(tensor("a", "[1]", 0, 4)),\(tensor("b", "[1]", 8, 12))}", buffer: 12)),
    ("overlap", file("{\(tensor("a", "[2]", 0, 8)),\(tensor("b", "[1]", 4, 8))}", buffer: 8)),
    ("offsets backwards", file("{\(tensor("a", "[1]", 4, 0))}", buffer: 4)),
    ("offsets out of range", file("{\(tensor("a", "[4]", 0, 16))}", buffer: 4)),
    ("trailing bytes", file("{\(tensor("a", "[1]", 0, 4))}", buffer: 5)),
    ("shape that does not fill its bytes", file("{\(tensor("a", "[2]", 0, 4))}", buffer: 4)),
    (
      "shape that overflows",
      file("{\(tensor("a", "[4294967296,4294967296,4294967296]", 0, 4))}", buffer: 4)
    ),
    ("negative shape", file("{\(tensor("a", "[-1]", 0, 4))}", buffer: 4)),
    ("shape of fractions", file("{\(tensor("a", "[1.5]", 0, 4))}", buffer: 4)),
    ("name twice", file("{\(tensor("a", "[1]", 0, 4)),\(tensor("a", "[1]", 0, 4))}", buffer: 4)),
    (
      "field twice",
      file(
        "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        buffer: 4)
    ),
    ("metadata that is no text", file("{\"__metadata__\":{\"a\":1}}")),
    ("nested metadata", file("{\"__metadata__\":{\"a\":{}}}")),
    ("unknown type", file("{\(tensor("a", "[1]", 0, 4, type: "F33"))}", buffer: 4)),
    ("integers", file("{\(tensor("a", "[1,1]", 0, 4, type: "I32"))}", buffer: 4)),
    ("no tensor", file("{}")),
    ("deep nesting", file(String(repeating: "[", count: 100_000))),
  ]

  @Test(
    "Every row of the format's table is refused as data and as checkpoint; the run stays as it is")
  func refused() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    let checkpoint = try workplace.bytes("run/checkpoint.safetensors")
    var files = Self.files
    for share in [0.1, 0.5, 0.99] {
      files.append(
        ("cut at \(share)", Array(checkpoint.prefix(Int(Double(checkpoint.count) * share)))))
    }
    let run = RunFolder(workplace.path("run"))
    for (name, bytes) in files {
      try workplace.write(bytes, to: "hostile.safetensors")
      let path = workplace.path("hostile.safetensors")
      let data = await #expect(throws: (any Error).self, "\(name)") {
        _ = try await StimulusFile(path: path)
      }
      #expect(data is RunError || data is SafetensorsError, "\(name): \(String(describing: data))")
      #expect("\(String(describing: data))".contains("hostile.safetensors"), "\(name)")
      try workplace.write(bytes, to: "run/checkpoint.safetensors")
      let resumed = await #expect(throws: (any Error).self, "\(name)") {
        _ = try await RunTraining(resuming: run.path, steps: 30)
      }
      #expect(
        resumed is RunError || resumed is SafetensorsError || resumed is CheckpointError
          || resumed is ParameterError, "\(name): \(String(describing: resumed))")
      #expect(try workplace.bytes("run/checkpoint.safetensors") == Data(bytes), "\(name)")
    }
    try workplace.write(Array(checkpoint), to: "run/checkpoint.safetensors")
    try await workplace.resume("run")
  }

  @Test(
    "A configuration that does not fit its checkpoint is refused before memory is asked for",
    arguments: [
      ("\"latents\" : 16", "\"latents\" : 1000000"), ("\"latents\" : 16", "\"latents\" : -1"),
      ("\"pixels\" : 64", "\"pixels\" : 9000000000000000000"),
      ("\"steps\" : 20", "\"steps\" : \"many\""), ("\"batch\" : 40", "\"batch\" : 0"),
      ("\"shards\" : 8", "\"shards\" : 0"), ("{", ""), ("\"seed\"", "\"sead\""),
    ])
  func configuration(_ old: String, _ new: String) async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    let text = try workplace.text("run/config.json").replacingOccurrences(of: old, with: new)
    try workplace.write(Array(text.utf8), to: "run/config.json")
    let run = RunFolder(workplace.path("run"))
    let isOfItsSize = !text.contains("9000000000") && !text.contains("1000000")
    if isOfItsSize {
      #expect(throws: (any Error).self, "\(new)") { _ = try RunSummary(of: run) }
    } else {
      _ = try RunSummary(of: run)
    }
    let resumed = await Workplace.refusal {
      _ = try await RunTraining(resuming: run.path, steps: 30)
    }
    #expect(resumed != nil, "\(new)")
    let used = await Workplace.refusal { _ = try run.model() }
    #expect(used?.contains("config.json") == true, "\(new): \(used ?? "")")
  }
}
