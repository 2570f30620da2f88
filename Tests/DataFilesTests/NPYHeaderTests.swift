// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Testing

/// The bytes of a file of version 1.0 whose dictionary is `dictionary`.
private func file(_ dictionary: String) -> [UInt8] {
  [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(dictionary.utf8.count & 255)]
    + [UInt8(dictionary.utf8.count >> 8)] + Array(dictionary.utf8)
}

@Suite struct NPYHeaderTests {
  @Test(
    "A header survives the round trip and ends on 64 bytes",
    arguments: [
      NPYHeader(descriptor: "<f4", shape: [3, 4]),
      NPYHeader(descriptor: "<f8", shape: [7]),
      NPYHeader(descriptor: "|u1", shape: []),
      NPYHeader(descriptor: "<f4", shape: [0, 256], fortranOrder: true),
      NPYHeader(descriptor: "[('time', '<f8'), ('neuron', '<i4')]", shape: [1_000_000_000_000]),
    ])
  func headerSurvivesRoundTrip(header: NPYHeader) throws {
    let bytes = header.encoded()
    #expect(bytes.count.isMultiple(of: 64))
    #expect(bytes.last == UInt8(ascii: "\n"))
    let (decoded, dataOffset) = try NPYHeader.decode(bytes + [1, 2, 3])
    #expect(decoded == header)
    #expect(dataOffset == bytes.count)
  }

  @Test("The bytes are those numpy writes") func bytesAreThoseNumpyWrites() {
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }"
    let expected = file(text + String(repeating: " ", count: 128 - 10 - text.count - 1) + "\n")
    #expect(NPYHeader(descriptor: "<f4", shape: [3, 4]).encoded() == expected)
  }

  @Test("Room for the count lets a later header replace an earlier one")
  func roomForCountLetsLater() {
    let early = NPYHeader(descriptor: "<f8", shape: [0]).encoded(paddedTo: 200)
    let late = NPYHeader(descriptor: "<f8", shape: [.max]).encoded(paddedTo: 200)
    #expect(early.count == 256)
    #expect(late.count == 256)
  }

  @Test("A header of version 2 has four length bytes") func headerOfVersion2() throws {
    let dictionary = "{'descr':'<f4','fortran_order':False,'shape':(2,)}"
    let bytes =
      [0x93] + Array("NUMPY".utf8) + [2, 0, UInt8(dictionary.utf8.count), 0, 0, 0]
      + Array(dictionary.utf8)
    let (header, dataOffset) = try NPYHeader.decode(bytes)
    #expect(header == NPYHeader(descriptor: "<f4", shape: [2]))
    #expect(dataOffset == bytes.count)
  }

  @Test(
    "Fields with arrays, records, titles and quotes are read in NumPy's spelling",
    arguments: [
      ("[('t', '<f8'), ('pos', '<f8', (3,))]", "[('t', '<f8'), ('pos', '<f8', (3,))]"),
      (
        "[('p', [('x', '<f8'), ('y', '|V4')], (2, 2))]",
        "[('p', [('x', '<f8'), ('y', '|V4')], (2, 2))]"
      ),
      ("[(('Title', 'time'), '<f8')]", "[('time', '<f8')]"),
      ("[(\"it's\", '<f8')]", "[(\"it's\", '<f8')]"),
    ])
  func fields(descriptor: String, expected: String) throws {
    let text = "{'descr': \(descriptor), 'fortran_order': False, 'shape': (2,), }"
    let header = try NPYHeader.decode(file(text)).header
    #expect(header.descriptor == expected)
    #expect(try NPYHeader.decode(header.encoded()).header == header)
  }

  @Test("Names in headers of version 1 are Latin-1, as NumPy writes them") func latin1() throws {
    let text = "{'descr': [('gr\u{f6}sse', '<f8')], 'fortran_order': False, 'shape': (2,), }"
    let bytes = text.unicodeScalars.map { UInt8($0.value) }
    let header = try NPYHeader.decode(Array(file("").prefix(8)) + [UInt8(bytes.count), 0] + bytes)
      .header
    #expect(header.descriptor == "[('gr\u{f6}sse', '<f8')]")
  }

  @Test("Every truncation of a header is refused") func everyTruncationOfHeader() {
    let bytes = NPYHeader(descriptor: "<f4", shape: [3]).encoded()
    for length in 0..<bytes.count {
      #expect(throws: NPYError.self) { try NPYHeader.decode(Array(bytes.prefix(length))) }
    }
  }

  @Test(
    "A dictionary that numpy would not write is refused",
    arguments: [
      "{'descr': '<f4', 'fortran_order': False}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (3)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (-3,)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (3.5,)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (3 4)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999, 9999999999)}",
      "{'descr': '<f4', 'fortran_order': 0, 'shape': (3,)}",
      "{'descr': <f4, 'fortran_order': False, 'shape': (3,)}",
      "{'descr': [], 'fortran_order': False, 'shape': (3,)}",
      "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (3,)}",
      "{'descr': '<f4', 'order': 'C', 'fortran_order': False, 'shape': (3,)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} + exit()",
      "exit()", "", "{", "{'descr': '<f4",
      "{'descr': [('x', '<f4', (-1,))], 'fortran_order': False, 'shape': (3,)}",
      "{'descr': [('x', [])], 'fortran_order': False, 'shape': (3,)}",
      "{'descr': \(String(repeating: "[('x', ", count: 9))'<f4'\(String(repeating: ")]", count: 9)), "
        + "'fortran_order': False, 'shape': (3,)}",
    ])
  func dictionaryThatNumpyWould(dictionary: String) {
    #expect(throws: NPYError.self) { try NPYHeader.decode(file(dictionary)) }
  }

  @Test("What is not NPY and what is too new are named") func whatIsNotNPY() {
    #expect(throws: NPYError.notNPY) { try NPYHeader.decode(Array("\u{89}HDF\r\n".utf8)) }
    #expect(throws: NPYError.unsupportedVersion(major: 4, minor: 0)) {
      try NPYHeader.decode([0x93] + Array("NUMPY".utf8) + [4, 0, 0, 0, 0, 0])
    }
  }
}
