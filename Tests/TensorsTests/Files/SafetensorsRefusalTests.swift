// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Tensors
import Testing

/// A header that must be refused, and why.
struct Refusal: CustomTestStringConvertible, Sendable {
  let why: String
  let header: String
  let buffer: Int

  init(_ why: String, _ header: String, buffer: Int = 0) {
    self.why = why
    self.header = header
    self.buffer = buffer
  }

  var testDescription: String { why }

  static let entry = #"{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#

  static let all: [Refusal] = [
    Refusal("empty header", ""),
    Refusal("not an object", "[]"),
    Refusal("a leading space", " {}"),
    Refusal("a byte order mark", "\u{FEFF}{}"),
    Refusal("a trailing NUL", "{}\0"),
    Refusal("text after the object", "{}{}"),
    Refusal("an unfinished object", "{"),
    Refusal("a comma before the end", #"{"w":\#(entry),}"#, buffer: 4),
    Refusal("a duplicate tensor", #"{"w":\#(entry),"w":\#(entry)}"#, buffer: 4),
    Refusal("a duplicate through an escape", #"{"w":\#(entry),"\u0077":\#(entry)}"#, buffer: 4),
    Refusal(
      "a duplicate field",
      #"{"w":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, buffer: 4),
    Refusal("a duplicate metadata key", #"{"__metadata__":{"a":"","a":""}}"#),
    Refusal("duplicate metadata", #"{"__metadata__":{},"__metadata__":{}}"#),
    Refusal("metadata that is no object", #"{"__metadata__":"x"}"#),
    Refusal("metadata that is no string", #"{"__metadata__":{"a":1}}"#),
    Refusal("nested metadata", #"{"__metadata__":{"a":{}}}"#),
    Refusal("a missing dtype", #"{"w":{"shape":[1],"data_offsets":[0,4]}}"#, buffer: 4),
    Refusal("a missing shape", #"{"w":{"dtype":"F32","data_offsets":[0,4]}}"#, buffer: 4),
    Refusal("missing offsets", #"{"w":{"dtype":"F32","shape":[1]}}"#, buffer: 4),
    Refusal("an unknown dtype", tensor("F33", "[1]", "[0,4]"), buffer: 4),
    Refusal("a tensor that is no object", #"{"w":[]}"#),
    Refusal("one offset", tensor("F32", "[0]", "[0]")),
    Refusal("three offsets", tensor("F32", "[0]", "[0,0,0]")),
    Refusal("offsets backwards", tensor("F32", "[1]", "[4,0]"), buffer: 4),
    Refusal("offsets out of range", tensor("F32", "[2]", "[0,8]"), buffer: 4),
    Refusal("a short buffer", tensor("F32", "[1]", "[0,4]"), buffer: 3),
    Refusal("trailing bytes", tensor("F32", "[1]", "[0,4]"), buffer: 5),
    Refusal("a hole in front", tensor("F32", "[1]", "[4,8]"), buffer: 8),
    Refusal(
      "a hole between",
      #"{"v":\#(entry),"w":{"dtype":"U8","shape":[1],"data_offsets":[5,6]}}"#, buffer: 6),
    Refusal(
      "an overlap",
      #"{"v":\#(entry),"w":{"dtype":"U8","shape":[2],"data_offsets":[3,5]}}"#, buffer: 5),
    Refusal("two tensors on one range", #"{"v":\#(entry),"w":\#(entry)}"#, buffer: 4),
    Refusal("a shape too large", tensor("F32", "[2]", "[0,4]"), buffer: 4),
    Refusal("a shape too small", tensor("F32", "[]", "[0,8]"), buffer: 8),
    Refusal(
      "an overflowing product", tensor("F32", "[4294967296,4294967296,2]", "[0,0]")),
    Refusal("an overflowing extent", tensor("F32", "[99999999999999999999]", "[0,0]")),
    Refusal("a negative extent", tensor("F32", "[-1]", "[0,4]"), buffer: 4),
    Refusal("a fractional extent", tensor("F32", "[1.0]", "[0,4]"), buffer: 4),
    Refusal("an extent with exponent", tensor("F32", "[1e0]", "[0,4]"), buffer: 4),
    Refusal("a leading zero", tensor("F32", "[01]", "[0,4]"), buffer: 4),
    Refusal("an extent in quotes", tensor("F32", "[\"1\"]", "[0,4]"), buffer: 4),
    Refusal("half a byte", tensor("F4", "[1]", "[0,1]"), buffer: 1),
    Refusal(
      "a rank of 17",
      tensor("U8", "[" + Array(repeating: "1", count: 17).joined(separator: ",") + "]", "[0,1]"),
      buffer: 1),
    Refusal("a long name", #"{"\#(String(repeating: "n", count: 4097))":\#(entry)}"#, buffer: 4),
    Refusal("deep nesting", #"{"w":{"x":[[[1]]],"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#),
    Refusal("a raw control character", "{\"\u{1}\":\(entry)}", buffer: 4),
    Refusal("a lone surrogate", #"{"\ud800":\#(entry)}"#, buffer: 4),
    Refusal("an unknown escape", #"{"\x":\#(entry)}"#, buffer: 4),
    Refusal("an unterminated string", #"{"w"#),
    Refusal("a bad literal", #"{"w":{"x":nul,"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#),
    Refusal("a bad number", #"{"w":{"x":1.,"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#),
  ]

  static func tensor(_ dataType: String, _ shape: String, _ offsets: String) -> String {
    #"{"w":{"dtype":"\#(dataType)","shape":\#(shape),"data_offsets":\#(offsets)}}"#
  }
}

@Suite("Unacceptable safetensors files")
struct SafetensorsRefusalTests {
  @Test("A header that breaks the format is refused with a sentence", arguments: Refusal.all)
  func refused(_ refusal: Refusal) {
    let bytes = safetensors(
      refusal.header, buffer: [UInt8](repeating: 0, count: refusal.buffer))
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(bytes: bytes) }
    #expect(error?.description.isEmpty == false)
  }

  @Test("A header length beyond the file or the limit is refused before anything is allocated")
  func headerLength() {
    for stated in [UInt64(1), 100_000_001, UInt64(Int.max), UInt64.max] {
      let bytes = withUnsafeBytes(of: stated.littleEndian) { [UInt8]($0) }
      #expect(
        throws: SafetensorsError.headerLength(file: "the file", stated: stated, available: 0)
      ) { try SafetensorsFile(bytes: bytes) }
    }
  }

  @Test("A file that is cut off still says how long its header should be")
  func cutHeader() {
    let bytes = Array(safetensors("{\"ab\":1}").dropLast(4))
    #expect(
      throws: SafetensorsError.headerLength(file: "the file", stated: 8, available: 4)
    ) { try SafetensorsFile(bytes: bytes) }
  }

  @Test("A header that is not UTF-8 is refused")
  func notText() {
    var bytes = safetensors("{\"ab\":1}")
    bytes[10] = 0xFF
    #expect(throws: SafetensorsError.headerNotText(file: "the file")) {
      try SafetensorsFile(bytes: bytes)
    }
  }

  @Test("More than 100,000 tensors are refused")
  func tooMany() {
    let entry = #"{"dtype":"U8","shape":[0],"data_offsets":[0,0]}"#
    let members = (0...100_000).map { "\"\($0)\":\(entry)" }.joined(separator: ",")
    #expect(throws: SafetensorsError.self) {
      try SafetensorsFile(bytes: safetensors("{\(members)}"))
    }
  }

  @Test("The smallest file is an empty object")
  func smallest() throws {
    let file = try SafetensorsFile(bytes: safetensors("{}"))
    #expect(file.entries.isEmpty)
    #expect(file.metadata.isEmpty)
  }
}
