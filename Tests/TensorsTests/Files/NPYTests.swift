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
