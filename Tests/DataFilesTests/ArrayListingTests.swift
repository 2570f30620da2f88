// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Testing

/// Guards against looking into a file with its whole length in memory, twice, and against files of another kind
/// that readers of tensors called damaged.
@Suite("Looking into files of arrays")
struct ArrayListingTests {
  private func withFile(_ bytes: [UInt8], _ body: (_ path: String) throws -> Void) throws {
    let path = NSTemporaryDirectory() + "interspike-listing-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try AtomicFile.write(bytes, to: path)
    try body(path)
  }

  @Test("The range of numbers of every type is found, in either byte order")
  func types() throws {
    let numbers: [(String, [UInt8])] = [
      ("<i2", [0xfe, 0xff, 3, 0]), (">i2", [0xff, 0xfe, 0, 3]), ("|i1", [0xfe, 3]),
      ("<f4", [0, 0, 0, 0xc0, 0, 0, 0x40, 0x40]), (">f4", [0xc0, 0, 0, 0, 0x40, 0x40, 0, 0]),
      ("<f2", [0, 0xc0, 0, 0x42]),
      ("<i8", [0xfe] + [UInt8](repeating: 0xff, count: 7) + [3, 0, 0, 0, 0, 0, 0, 0]),
    ]
    for (type, bytes) in numbers {
      let header = NPYHeader(descriptor: type, shape: [2])
      try withFile(header.encoded() + bytes) { path in
        let listing = try ArrayListing(path: path)
        let range = try #require(try listing.entries[0].range(in: path), "\(type)")
        #expect(range.smallest == -2 && range.largest == 3 && range.mean == 0.5, "\(type)")
      }
    }
  }

  @Test("A safetensors file is listed as its reader sees it, and refused as by that")
  func safetensors() throws {
    var file = SafetensorsFile(metadata: ["a": "b"])
    try file.add("x", [1, .nan, 3], shape: [3])
    try file.add("b", dataType: .bfloat16, shape: [1], bytes: [0x80, 0x3f])
    let path = NSTemporaryDirectory() + "interspike-listing-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try file.write(to: path)
    let listing = try ArrayListing(path: path)
    #expect(listing.entries.map(\.name) == ["b", "x"] && listing.metadata == ["a": "b"])
    #expect(try listing.entries[0].range(in: path)?.mean == 1)
    let range = try #require(try listing.entries[1].range(in: path))
    #expect(range.mean == 2 && range.notFiniteCount == 1)
    let bytes = try FileReading.bytes(of: path)
    for length in [0, 7, 8, 9, 60, bytes.count - 1] {
      try AtomicFile.write(Array(bytes[..<length]), to: path)
      #expect(throws: SafetensorsError.self, "\(length)") { try ArrayListing(path: path) }
    }
  }

  @Test("Looking into 400 MB takes less than 60 MB more")
  func memory() throws {
    let header = NPYHeader(descriptor: "<f4", shape: [100_000, 1024]).encoded()
    try withFile(header) { path in
      // A hole: the numbers take no disk.
      truncate(path, off_t(header.count + 409_600_000))
      func peak() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
        return Int(line.filter(\.isNumber)) ?? 0
      }
      let before = peak()
      let listing = try ArrayListing(path: path)
      // A part of it, so that the test is short without optimization: blocks do not know how many follow.
      #expect(listing.entries[0].stretch.count == 409_600_000)
      let range = try NumberRange(
        of: path, in: header.count..<header.count + (1 << 26), type: "<f8")
      #expect(range?.mean == 0)
      #expect(peak() - before < 60_000)
    }
  }

  @Test("A file of another kind is named, with the way to convert it")
  func otherKinds() throws {
    let pointer = Array("version https://git-lfs.example/spec/v1\noid".utf8)
    let page = Array("<html><body>404</body></html>".utf8)
    for (bytes, words) in [(pointer, "git lfs pull"), (page, "web page")] {
      let state = #expect(throws: SafetensorsError.self) { try SafetensorsFile(bytes: bytes) }
      #expect(state?.description.contains(words) == true)
      let array = #expect(throws: NPYError.self) { try NPY.floats(bytes: bytes) }
      #expect(array?.description.contains(words) == true)
      let images = #expect(throws: IDXError.self) { try IDX(encoded: bytes) }
      #expect(images?.description.contains(words) == true)
    }
    let images = IDX([UInt8](0..<12), shape: [3, 2, 2]).encoded()
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(bytes: images) }
    #expect(error?.description.contains("IDX") == true)
  }

  @Test(
    "What only has the name of a safetensors file is not taken at its first eight letters",
    arguments: [
      ("time,neuron\n0.1,2\n", "is text that begins 'time,neuron', not a safetensors file"),
      ("[1, 2, 3, 4, 5]", "is text that begins '[1, 2, 3, 4, 5]'"),
      (
        "name: größe und gewicht der kleinen tiere im zoo der stadt: ä",
        "is text that begins 'name: größe"
      ),
      ("#!/bin/sh\u{1b}[0m", "is not a safetensors file"),
      ("12345678{\"a\": 1}", "is text that begins '12345678{"),
      ("%PDF-1.4 of a paper", "a PDF document, not a safetensors file"),
      ("\u{8}\u{7}\u{12}\u{7}pytorch onnx", "is not a safetensors file"),
    ])
  func namesakes(text: String, words: String) throws {
    let bytes = Array(text.utf8)
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(bytes: bytes) }
    #expect(error?.description.contains(words) == true, "\(error as Any)")
    #expect(error?.description.contains("declares a header") == false)
    try withFile(bytes) { path in
      let listed = #expect(throws: SafetensorsError.self) { try ArrayListing(path: path) }
      #expect(listed?.description.contains(words) == true, "\(listed as Any)")
    }
  }

  @Test("Objects, records and a second array get a remedy that works")
  func remedies() throws {
    func failure(_ descriptor: String, _ rest: [UInt8] = [1]) -> String {
      let bytes = NPYHeader(descriptor: descriptor, shape: [1]).encoded() + rest
      do {
        _ = try NPY.floats(bytes: bytes)
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(failure("|O").contains("pickled") && !failure("|O").contains("astype"))
    #expect(failure("[('time', '<f8')]").contains("records"))
    #expect(failure("<i8").contains("astype('float32')"))
    #expect(failure("<c16").contains("array.real") && !failure("<c16").contains("astype"))
    #expect(failure("<U1").contains("holds text") && !failure("<U1").contains("astype"))
    let one = NPYHeader(descriptor: "<f4", shape: [1]).encoded() + [0, 0, 0, 0]
    #expect(failure("<f4", [0, 0, 0, 0] + one).contains("more than one array"))
  }
}
