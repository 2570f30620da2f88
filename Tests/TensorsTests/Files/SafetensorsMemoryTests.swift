// SPDX-License-Identifier: GPL-3.0-or-later

#if os(Linux)
  import DataFiles
  import Foundation
  import Tensors
  import Testing

  /// The largest resident memory of this process so far, in bytes.
  private func peakMemory() -> Int? {
    let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
      .flatMap { Int($0) }.map { $0 * 1024 }
  }

  /// Ends the process as a failure when reading the file took more than 2n + 64 MB.
  private func readWithinBound(_ path: String, taking names: [String]) throws {
    let before = try #require(peakMemory())
    let size = try #require(
      FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    if let file = try? SafetensorsFile(path: path) {
      for name in names { _ = try file.tensor(name) }
    }
    let after = try #require(peakMemory())
    exit(after - before <= 2 * size + 64_000_000 ? EXIT_SUCCESS : EXIT_FAILURE)
  }

  @Suite("Memory of the safetensors reader", .serialized)
  struct SafetensorsMemoryTests {
    @Test("One large tensor takes twice its size")
    func large() async {
      await #expect(processExitsWith: .success) {
        let path = NSTemporaryDirectory() + "interspike-large-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let count = 40_000_000
        var file = try AtomicFile(path: path)
        let header = #"{"w":{"dtype":"F32","shape":[\#(count)],"data_offsets":[0,\#(4 * count)]}}"#
        try file.write(safetensors(header))
        let zeros = [UInt8](repeating: 0, count: 4 * count / 1000)
        for _ in 0..<1000 { try file.write(zeros) }
        try file.commit()
        try readWithinBound(path, taking: ["w"])
      }
    }

    @Test("A hundred thousand empty tensors, or as much metadata, stay within bounds")
    func many() async {
      await #expect(processExitsWith: .success) {
        let path = NSTemporaryDirectory() + "interspike-many-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        var file = try AtomicFile(path: path)
        let entry =
          #"{"dtype":"U8","shape":[0,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,0]}"#
        let tensors = (0..<100_000).map { "\"\($0)\":\(entry)" }.joined(separator: ",")
        let strings = (0..<100_000).map { "\"\($0)\":\"0123456789abcdef\"" }
          .joined(separator: ",")
        try file.write(safetensors("{\"__metadata__\":{\(strings)},\(tensors)}"))
        try file.commit()
        try readWithinBound(path, taking: [])
      }
    }

    @Test("A long string in the header is refused or stays within bounds")
    func longString() async {
      await #expect(processExitsWith: .success) {
        let path = NSTemporaryDirectory() + "interspike-long-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        var file = try AtomicFile(path: path)
        let text = String(repeating: "\\n", count: 20_000_000)
        try file.write(safetensors("{\"__metadata__\":{\"a\":\"\(text)\"}}"))
        try file.commit()
        try readWithinBound(path, taking: [])
      }
    }
  }
#endif
