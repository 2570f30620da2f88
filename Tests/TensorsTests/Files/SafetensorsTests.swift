// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Tensors
import Testing

@Suite("Safetensors files")
struct SafetensorsTests {
  @Test("Tensors and metadata come back as they were written")
  func roundTrip() throws {
    var file = SafetensorsFile(metadata: ["seed": "7", "quote \"\\\n\u{1}é🧠": "\t/"])
    try file.add("b", Tensor([1, -2.5, .infinity, 0, 4, 5], shape: [2, 3]))
    try file.add("a", Tensor([Float](), shape: [0, 3]))
    try file.add("scalar", Tensor(3))
    try file.add("bytes", dataType: .unsigned8, shape: [3], bytes: [1, 2, 255])
    try file.add(
      "labels", dataType: .signed64, shape: [2],
      bytes: [7, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 255, count: 8))
    let bytes = file.encoded()
    let back = try SafetensorsFile(bytes: bytes)
    #expect(back.metadata == file.metadata)
    #expect(back.entries.map(\.name) == ["a", "b", "bytes", "labels", "scalar"])
    #expect(try back.tensor("b") == Tensor([1, -2.5, .infinity, 0, 4, 5], shape: [2, 3]))
    #expect(try back.tensor("a") == Tensor([Float](), shape: [0, 3]))
    #expect(try back.tensor("scalar") == Tensor(3))
    #expect(try back.integers("bytes").values == [1, 2, 255])
    #expect(try back.integers("labels").values == [7, -1])
    #expect(back.encoded() == bytes)
  }

  @Test("The bytes are those of the format, wide elements first")
  func exactBytes() throws {
    var file = SafetensorsFile(metadata: ["k": "v"])
    try file.add("odd", dataType: .unsigned8, shape: [1], bytes: [9])
    try file.add("w", Tensor([1], shape: [1, 1]))
    let header =
      #"{"__metadata__":{"k":"v"},"w":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"#
      + #""odd":{"dtype":"U8","shape":[1],"data_offsets":[4,5]}}"#
    let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    let expected = safetensors(padded, buffer: [0, 0, 0x80, 0x3F, 9])
    #expect(file.encoded() == expected)
  }

  @Test("A file on disk is replaced whole")
  func disk() throws {
    let path = NSTemporaryDirectory() + "interspike-safetensors-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    var file = SafetensorsFile()
    try file.add("w", Tensor([1, 2], shape: [2]))
    try file.write(to: path)
    try file.add("w", Tensor([3], shape: [1]))
    try file.write(to: path)
    #expect(try SafetensorsFile(path: path).tensor("w") == Tensor([3], shape: [1]))
    #expect(throws: FileError.self) { try SafetensorsFile(path: path + ".absent") }
  }

  @Test("Real types are read as Float or Double")
  func realTypes() throws {
    let header =
      #"{"d":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"#
      + #""h":{"dtype":"F16","shape":[5],"data_offsets":[8,18]},"#
      + #""b":{"dtype":"BF16","shape":[1],"data_offsets":[18,20]}}"#
    let third = withUnsafeBytes(of: (1.0 / 3).bitPattern.littleEndian) { [UInt8]($0) }
    let halves: [UInt8] = [0, 0x3C, 0, 0xC0, 1, 0, 0xFF, 0x7B, 0, 0x7C]
    let file = try SafetensorsFile(
      bytes: safetensors(header, buffer: third + halves + [0xC0, 0x3F]))
    #expect(try file.doubles("d").values == [1.0 / 3])
    #expect(try file.tensor("d").values == [Float(1.0 / 3)])
    #expect(try file.tensor("h").values == [1, -2, 0x1p-24, 65504, .infinity])
    #expect(try file.tensor("b").values == [1.5])
    #expect(throws: SafetensorsError.self) { try file.integers("d") }
    #expect(
      throws: SafetensorsError.missingTensor(
        file: "the file", name: "x", present: ["b", "d", "h"])
    ) { try file.tensor("x") }
  }

  @Test("Unaligned and out-of-order tensors are accepted")
  func unaligned() throws {
    let header =
      #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[1,5],"note":[1,{"a":-1.5e3}]},"#
      + "\"u\":{\"shape\":[1],\"dtype\":\"U8\",\"data_offsets\":[0,1]}} \n"
    let file = try SafetensorsFile(
      bytes: safetensors(header, buffer: [5, 0, 0, 0x80, 0x3F]))
    #expect(try file.tensor("w").values == [1])
  }

  @Test("Reserved and overlong names are refused on saving")
  func reservedNames() {
    var file = SafetensorsFile()
    let one = Tensor(1)
    #expect(throws: SafetensorsError.reservedName(name: "__metadata__")) {
      try file.add("__metadata__", one)
    }
    #expect(throws: SafetensorsError.self) {
      try file.add(String(repeating: "n", count: 4097), one)
    }
    #expect(throws: SafetensorsError.self) {
      try file.add("x", dataType: .float64, shape: [1], bytes: [0])
    }
  }

  @Test("Every truncation is refused")
  func truncation() throws {
    var file = SafetensorsFile(metadata: ["a": "b"])
    try file.add("w", Tensor([1, 2], shape: [2]))
    let bytes = file.encoded()
    for count in 0..<bytes.count {
      #expect(throws: SafetensorsError.self) {
        try SafetensorsFile(bytes: Array(bytes[..<count]))
      }
    }
    #expect(throws: SafetensorsError.trailingBytes(file: "the file", count: 1)) {
      try SafetensorsFile(bytes: bytes + [0])
    }
  }

  @Test("No flipped bit crashes the reader or changes what the offsets span")
  func bitFlips() throws {
    var file = SafetensorsFile(metadata: ["a": "b"])
    try file.add("w", Tensor([1, 2], shape: [1, 2]))
    try file.add("u", dataType: .unsigned8, shape: [3], bytes: [1, 2, 3])
    let bytes = file.encoded()
    for position in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[position] ^= 1 << UInt8(bit)
        guard let read = try? SafetensorsFile(bytes: damaged) else { continue }
        let spanned = try read.entries.map { try read.bytes($0.name).count }.reduce(0, +)
        #expect(spanned == 11)
      }
    }
  }
}

/// A file from header text and buffer.
func safetensors(_ header: String, buffer: [UInt8] = []) -> [UInt8] {
  let text = Array(header.utf8)
  return withUnsafeBytes(of: UInt64(text.count).littleEndian) { [UInt8]($0) } + text + buffer
}
