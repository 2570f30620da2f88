// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Tensors
import Testing

@Suite("NumPy tensor files")
struct NPYTests {
  @Test("A tensor comes back as it was written")
  func roundTrip() throws {
    let path = NSTemporaryDirectory() + "interspike-npy-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let tensors = [
      Tensor(2.5), Tensor([Float](), shape: [0, 4]),
      Tensor([1, -2, 3, .infinity, 5, 6], shape: [2, 3]),
    ]
    for tensor in tensors {
      try NPY.write(tensor, to: path)
      #expect(try NPY.tensor(path: path) == tensor)
    }
  }

  @Test("Doubles are rounded, columns-first matrices are turned")
  func doublesAndOrder() throws {
    var bytes = NPYHeader(descriptor: "<f8", shape: [2, 3], fortranOrder: true).encoded()
    for value in [1.0, 4, 2, 5, 3, 1.0 / 3] {
      bytes += withUnsafeBytes(of: value.bitPattern.littleEndian) { [UInt8]($0) }
    }
    let expected = Tensor([1, 2, 3, 4, 5, Float(1.0 / 3)], shape: [2, 3])
    #expect(try NPY.tensor(bytes: bytes) == expected)
  }

  @Test("Half precision is read, and a double beyond single precision is named")
  func otherPrecisions() throws {
    let halves =
      NPYHeader(descriptor: "<f2", shape: [3]).encoded() + [0, 0x3c, 0, 0xc0, 0xff, 0x7b]
    #expect(try NPY.tensor(bytes: halves).values == [1, -2, 65504])
    let bytes = withUnsafeBytes(of: 1e300.bitPattern.littleEndian) { [UInt8]($0) }
    let huge = NPYHeader(descriptor: "<f8", shape: [1]).encoded() + bytes
    let error = #expect(throws: NPY.Failure.tooLarge(file: "the file", value: 1e300)) {
      try NPY.tensor(bytes: huge)
    }
    #expect(error?.description.contains("1e+300, which is too large for single precision") == true)
    let header = #"{"x":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { [UInt8]($0) }
    let file = try SafetensorsFile(bytes: length + Array(header.utf8) + bytes, file: "f")
    #expect(throws: SafetensorsError.tooLarge(file: "f", name: "x", value: 1e300)) {
      try file.tensor("x")
    }
  }

  @Test("Other element types, cut data and excess data are refused")
  func refusals() throws {
    let whole = NPYHeader(descriptor: "<f4", shape: [2]).encoded() + [UInt8](repeating: 0, count: 8)
    #expect(throws: Never.self) { try NPY.tensor(bytes: whole) }
    for count in 0..<whole.count {
      #expect(throws: (any Error).self) { try NPY.tensor(bytes: Array(whole[..<count])) }
    }
    #expect(throws: NPY.Failure.length(file: "the file", shape: [2], expected: 8, found: 9)) {
      try NPY.tensor(bytes: whole + [0])
    }
    #expect(throws: NPY.Failure.elementType(file: "the file", found: "<i4")) {
      try NPY.tensor(bytes: NPYHeader(descriptor: "<i4", shape: [0]).encoded())
    }
    let cube = NPYHeader(descriptor: "<f4", shape: [1, 1, 1], fortranOrder: true)
    #expect(throws: NPY.Failure.columnsFirst(file: "the file", shape: [1, 1, 1])) {
      try NPY.tensor(bytes: cube.encoded() + [0, 0, 0, 0])
    }
  }
}
