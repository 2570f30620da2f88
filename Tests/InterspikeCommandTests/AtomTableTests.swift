// SPDX-License-Identifier: GPL-3.0-or-later

import Runs
import Testing

@Suite("Receptive fields of a run")
struct AtomTableTests {
  @Test("Every neuron is a line, and the sentence counts those that are Gabor-like")
  func table() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    let folder = try RunFolder(existing: workplace.path("run"))
    let data = try await StimulusFile(path: workplace.path("patches.safetensors")).data
    let table = try AtomTable(
      RunDictionary(folder: folder), folder.model().evaluated(on: data, seed: 1, threads: 1),
      threads: 1)
    let lines = table.csv.split(separator: "\r\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(lines.count == 17)
    #expect(lines.allSatisfy { $0.count == 12 })
    #expect(lines[0].prefix(4) == ["neuron", "kl", "gabor_like", "explained_variance"])
    let count = lines.dropFirst().count { $0[2] == "true" && Double($0[1]) ?? 0 > 0.01 }
    #expect(table.sentence.hasPrefix("\(count) of "))
  }
}
