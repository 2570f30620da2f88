// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Testing

/// Guards against riddles such as "states a header of 2336927755350992246 bytes" for files of another kind.
@Suite struct FileKindTests {
  @Test(
    "Texts are told apart",
    arguments: [
      ("version https://git-lfs.example/spec/v1\noid", .gitLFSPointer),
      ("\n <!DOCTYPE html>", .webPage),
      ("PK\u{3}\u{4}", .zip), ("YUV4MPEG2 W1", .film), ("", .empty), ("time,neuron\n", nil),
      ("{\"a\":1}", nil), ("BMI,time\n", nil), ("# interspike-spikes 1\n", nil),
      ("%PDF-1.7\n", .pdf), ("SQLite format 3\0", .sqlite), ("RIFF\0\0\0\0WAVEfmt ", .sound),
      ("RIFF\0\0\0\0AVI LIST", .film), ("RIFF\0\0\0\0WEBPVP8 ", .picture), ("RIFF,time\n", nil),
      ("II*\0\u{8}", .picture), ("MM\0*\0", .picture), ("GGUF\u{3}\0\0\0", .gguf),
      ("GGUF,time,neuron\n", nil), ("BZh91AY&SY", .bzip2), ("\u{1c}\0\0\0TFL3", .tensorFlowLite),
      ("t\0i\0m\0e\0,\0", .utf16), ("\0t\0i\0m\0e\0,", .utf16), ("t\0i\0m\0", nil),
    ] as [(String, FileKind?)])
  func textsAreToldApart(text: String, kind: FileKind?) {
    #expect(FileKind(start: Array(text.utf8)) == kind)
  }

  @Test("Bytes are told apart") func bytesAreToldApart() {
    func member(_ name: String) -> [UInt8] {
      [0x50, 0x4b, 3, 4] + [UInt8](repeating: 0, count: 22) + [UInt8(name.utf8.count), 0, 0, 0]
        + Array(name.utf8)
    }
    #expect(FileKind(start: member("weights.npy")) == .npz)
    #expect(FileKind(start: member("model/data.pkl")) == .torch)
    #expect(FileKind(start: member("notes.txt")) == .zip)
    #expect(FileKind(start: [0, 0, 8, 3, 0, 0, 0, 50, 0, 0, 0, 28]) == .idx)
    #expect(FileKind(start: [0x1f, 0x8b, 8]) == .gzip)
    #expect(FileKind(start: [0x80, 2, 0x8a, 10]) == .pickle)
    #expect(FileKind(start: [0xff, 0xfe, 0x74, 0]) == .utf16)
    #expect(FileKind(start: [0xff, 0xfe, 0, 0, 0x74, 0, 0, 0]) == .utf32)
    #expect(FileKind(start: [0, 0, 0xfe, 0xff, 0, 0, 0, 0x74]) == .utf32)
    #expect(FileKind(start: [0xfd] + Array("7zXZ\0".utf8)) == .xz)
    #expect(FileKind(start: [0x28, 0xb5, 0x2f, 0xfd]) == .zstandard)
    let zeros = [UInt8](repeating: 0, count: 512)
    #expect(FileKind(start: zeros.prefix(257) + Array("ustar".utf8)) == .tar)
    let hdf5: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]
    #expect(FileKind(start: zeros + hdf5) == .hdf5)
    #expect(FileKind(start: zeros.dropLast() + hdf5) == nil)
    // A safetensors file whose header is 64 bytes long.
    #expect(FileKind(start: [64, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x22]) == nil)
  }

  @Test("A Zarr folder and any other are named as what they are") func zarrFolderAndAnyOther()
    throws
  {
    let folder = try TemporaryFolder()
    let plain = #expect(throws: FileError.self) { try FileReading.bytes(of: folder.path) }
    #expect(plain?.reason == "it is a folder")
    try AtomicFile.write("{}", to: "\(folder.path)/.zgroup")
    for read in [FileReading.bytes, { try FileReading.start(of: $0) }] {
      let error = #expect(throws: FileError.self) { try read(folder.path) }
      #expect(error?.reason.contains("Zarr") == true, "\(error as Any)")
    }
  }

  @Test("A pipe is named and not waited for", .timeLimit(.minutes(1))) func pipe() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    for read in [FileReading.bytes, { try FileReading.start(of: $0) }] {
      let error = #expect(throws: FileError.self) { try read(path) }
      #expect(error?.reason == "it is a pipe; save it to a file first")
    }
  }

  @Test("A pointer or a web page in place of a text says so") func pointerOrWebPage() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/run.yaml"
    try AtomicFile.write("version https://git-lfs.example/spec/v1\noid sha256:0\n", to: path)
    let error = #expect(throws: FileError.self) { try FileReading.text(of: path) }
    #expect(error?.reason.contains("git lfs pull") == true)
  }

  @Test("Lengths as Python 2 wrote them are read") func lengthsAsPython2Wrote() throws {
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (40L, 16L), }"
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count + 1), 0]
    bytes += Array("\(text)\n".utf8)
    #expect(try NPYHeader.decode(bytes).header.shape == [40, 16])
  }
}
