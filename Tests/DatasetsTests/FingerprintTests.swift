// SPDX-License-Identifier: GPL-3.0-or-later

import Datasets
import Stimuli
import StimulusTesting
import Testing

@Suite("Fingerprint", .enabled(if: isInstalled("sha256sum"), "needs sha256sum"))
struct FingerprintTests {
  /// FIPS 180-4's example of one block.
  static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

  @Test(
    "The published sum is found whatever the file is called",
    arguments: ["plain", "with space", "back\\slash", "new\nline", "-", "--help", "ü"])
  func names(_ name: String) async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Array("abc".utf8), as: name)
    #expect(try await Fingerprint.sha256(ofFile: path) == Self.abc)
  }

  @Test("A file that is not there is the tool's failure")
  func missing() async throws {
    let folder = try TemporaryFolder()
    await #expect(throws: ChildProcessError.self) {
      try await Fingerprint.sha256(ofFile: "\(folder.path)/none")
    }
  }

  @Test("The sentence of a missing tool names the package that brings it")
  func remedy() {
    let sentence = ChildProcessError.notInstalled(tool: "sha256sum").description
    #expect(sentence.contains("sha256sum") && sentence.contains("coreutils"))
  }
}
