// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Testing

@Suite struct DigestTests {
  /// The published examples of one, two and many blocks, and of no byte (FIPS 180-4, NIST's CAVP).
  @Test(
    "SHA-256 of the published messages",
    arguments: [
      ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ])
  func sha256OfPublishedMessages(text: String, times: Int, sum: String) {
    #expect(SHA256.sum(of: Array(String(repeating: text, count: times).utf8)) == sum)
  }

  @Test(
    "SHA-256 of a file is that of its bytes and of sha256sum",
    arguments: [0, 1, 55, 56, 63, 64, 65, 119, 120, 1 << 20, 1 << 20 + 60, 2 << 20 - 1])
  func sha256OfFile(count: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("bytes")
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 131 ^ $0 >> 7) }
    try AtomicFile.write(bytes, to: path)
    let sum = try SHA256.sum(ofFile: path)
    #expect(sum == SHA256.sum(of: bytes))
    let tool = "/usr/bin/sha256sum"
    guard FileManager.default.isExecutableFile(atPath: tool) else { return }
    let child = Process()
    let pipe = Pipe()
    child.executableURL = URL(fileURLWithPath: tool)
    child.arguments = [path]
    child.standardOutput = pipe
    try child.run()
    let answer = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    child.waitUntilExit()
    #expect(answer.hasPrefix(sum))
  }

  @Test("A file that is not there has no sum") func fileThatIsNotThere() throws {
    let folder = try TemporaryFolder()
    #expect(throws: FileError.self) { try SHA256.sum(ofFile: folder.file("none")) }
  }

  @Test("A cancelled task does not read on") func cancelledTaskDoesNotRead() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("bytes")
    try AtomicFile.write([1, 2, 3], to: path)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try SHA256.sum(ofFile: path)
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  /// The examples of draft-eastlake-fnv, appendix C.
  @Test(
    "FNV-1a of the published messages",
    arguments: [
      ("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8"),
    ])
  func fnv1aOfPublishedMessages(text: String, digits: String) {
    var (texts, bytes) = (FNV1a(), FNV1a())
    texts.enter(text)
    bytes.enter(Array(text.utf8)[...])
    #expect(texts.digits == digits && bytes == texts)
  }
}
