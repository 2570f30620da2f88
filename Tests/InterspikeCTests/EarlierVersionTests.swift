// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// Guards against a library that programs built against an earlier header can no longer use.
@Suite("Earlier versions of the C interface")
struct EarlierVersionTests {
  @Test("A program of version 1 finds the library to be of its version, and its spikes in it")
  func version1() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "interspike-v1-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = folder.appending(path: "program").path
    let source = URL(filePath: #filePath).deletingLastPathComponent().path + "/Version1"
    let built = try Foreign.run(
      "clang",
      [
        "-std=c11", "-I\(source)", source + "/program.c", "-L\(Foreign.products)", "-lInterspikeC",
        "-Wl,-rpath,\(Foreign.products)", "-o", program,
      ])
    #expect(built.status == 0, "\(built.errors)")
    let run = try Foreign.run(program, [])
    #expect(run.status == 0, "\(run.errors)")
    let words = run.output.split(separator: " ", maxSplits: 5).map(String.init)
    try #require(words.count == 6, "\(run.output)")
    // The spikes of `interspike sample --rates 5,20,80 --seed 7`, neuron after neuron.
    #expect(Double(words[0]).map { abs($0 - 0.088_491_815) < 1e-9 } == true)
    let counts = words[1...4].compactMap { Int($0) }
    #expect(counts.count == 4 && counts[0] + counts[1] + counts[2] == counts[3])
    #expect(words[5].hasPrefix("a window cannot last -1.0 s"))
  }

  @Test("A function of version 1 is declared in version 2 as it was")
  func declarations() throws {
    func declarations(_ path: String) throws -> Set<String> {
      let text = try String(contentsOfFile: path, encoding: .utf8)
        .replacing("extern \"C\" {", with: "").replacing(/\/\*[\s\S]*?\*\//, with: "").replacing(
          /\#.*/, with: "")
      return Set(
        text.split(separator: ";").map { String($0.replacing(/\s+/, with: " ")) }
          .filter { $0.contains("(") })
    }
    let earlier = try declarations(
      URL(filePath: #filePath).deletingLastPathComponent().path + "/Version1/interspike.h")
    let now = try declarations(Foreign.header)
    #expect(earlier.count == 13, "\(earlier.sorted())")
    #expect(earlier.subtracting(now).isEmpty, "\(earlier.subtracting(now).sorted())")
  }
}
