// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import DataFiles
import Tensors
import Testing

@Suite("IDX files")
struct IDXTests {
  @Test("Bytes go through a file and come back in their shape")
  func roundTrip() throws {
    let path = NSTemporaryDirectory() + "interspike-idx-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let images = IDX([0, 1, 2, 253, 254, 255], shape: [1, 2, 3])
    #expect(
      images.encoded() == [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 1, 2, 253, 254, 255])
    try images.write(to: path)
    let read = try IDX(path: path)
    #expect(read.shape == [1, 2, 3] && read.bytes == images.bytes)
    #expect(try read.tensor() == Tensor([0, 1, 2, 253, 254, 255], shape: [1, 2, 3]))
  }

  @Test("Every element type is read big-endian")
  func types() throws {
    func values(_ code: UInt8, _ data: [UInt8], count: UInt8) throws -> [Float] {
      try IDX(encoded: [0, 0, code, 1, 0, 0, 0, count] + data).tensor().values
    }
    #expect(try values(0x08, [0, 255], count: 2) == [0, 255])
    #expect(try values(0x09, [255, 127], count: 2) == [-1, 127])
    #expect(try values(0x0B, [0xFF, 0xFE, 1, 0], count: 2) == [-2, 256])
    #expect(try values(0x0C, [0xFF, 0xFF, 0xFF, 0xFD, 0, 1, 0, 0], count: 2) == [-3, 65536])
    #expect(try values(0x0D, [0x3F, 0xC0, 0, 0], count: 1) == [1.5])
    #expect(try values(0x0E, [0xC0, 0x04, 0, 0, 0, 0, 0, 0], count: 1) == [-2.5])
    #expect(throws: IDXError.tooLarge(file: "the file", value: 0x1p1023)) {
      try values(0x0E, [0x7F, 0xE0, 0, 0, 0, 0, 0, 0], count: 1)
    }
  }

  @Test("A scalar and an array without elements are arrays")
  func edges() throws {
    #expect(try IDX(encoded: [0, 0, 8, 0, 7]).tensor() == Tensor(7))
    #expect(try IDX(encoded: [0, 0, 8, 2, 0, 0, 0, 0, 255, 255, 255, 255]).bytes.isEmpty)
  }

  @Test("A file cut short at any byte, or too long, is refused")
  func truncation() throws {
    let bytes = IDX([1, 2, 3, 4], shape: [2, 2]).encoded()
    for count in 0..<bytes.count {
      #expect(throws: IDXError.self) { try IDX(encoded: Array(bytes[..<count])) }
    }
    #expect(throws: IDXError.length(file: "x", shape: [2, 2], expected: 4, found: 5)) {
      try IDX(encoded: bytes + [0], file: "x")
    }
  }

  @Test("Foreign bytes, unknown types and absurd shapes are named")
  func foreign() {
    #expect(throws: IDXError.otherKind(file: "x", kind: .gzip)) {
      try IDX(encoded: [0x1F, 0x8B, 8, 0, 0], file: "x")
    }
    #expect(throws: IDXError.notIDX(file: "x")) { try IDX(encoded: [1, 0, 8, 0, 0], file: "x") }
    #expect(throws: IDXError.unknownElementType(file: "x", code: 10)) {
      try IDX(encoded: [0, 0, 10, 0], file: "x")
    }
    let huge = [UInt8](repeating: 255, count: 4)
    #expect(
      throws: IDXError.length(
        file: "x", shape: [4_294_967_295, 4_294_967_295, 4_294_967_295], expected: nil, found: 0)
    ) {
      try IDX(encoded: [0, 0, 14, 3] + huge + huge + huge, file: "x")
    }
  }
}
