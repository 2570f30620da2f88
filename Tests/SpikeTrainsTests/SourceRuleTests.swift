// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// Swift leaves the message of `precondition` out of release builds: the program ends without a word.
///
/// Guards against a refusal that only debug builds explain: sources say `guard … else { fatalError("…") }`, or throw.
@Suite struct SourceRuleTests {
  @Test("No source ends a program by precondition or assert") func noSourceEndsProgram() throws {
    let sources = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Sources")
    let files = try #require(
      FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    var count = 0
    for case let file as URL in files where file.pathExtension == "swift" {
      count += 1
      let text = try String(contentsOf: file, encoding: .utf8)
      for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated()
      {
        let code = line.drop { $0 == " " }
        guard !code.hasPrefix("//") else { continue }
        let isSilent =
          code.hasPrefix("precondition(") || code.hasPrefix("assert(")
          || code.contains("preconditionFailure(") || code.contains("assertionFailure(")
        #expect(!isSilent, "\(file.lastPathComponent):\(number + 1): \(code)")
      }
    }
    #expect(count > 300)
  }
}
