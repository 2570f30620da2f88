// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Experiments
import Foundation
import LatentModels
import Runs
import Testing

@Suite("Comparing runs")
struct ComparisonTests {
  /// How many cells a Markdown reader sees in a row: bars part them, unless a backslash precedes.
  private func cells(_ row: Substring) -> Int {
    var (bars, isEscaped) = (0, false)
    for letter in row {
      if letter == "|", !isEscaped { bars += 1 }
      isEscaped = letter == "\\" && !isEscaped
    }
    return bars - 1
  }

  private func last(_ workplace: Workplace, _ run: String) throws -> [String: Any] {
    let lines = try workplace.text("\(run)/metrics.jsonl").split(separator: "\n")
    return try Workplace.object(String(lines.last { $0.contains("held-out") } ?? ""))
  }

  @Test("Seeds share a line, any other setting makes its own and is named")
  func groups() async throws {
    let workplace = try Workplace()
    try workplace.makePatches()
    for (run, family, batch, seed) in [
      ("a1", ModelFamily.poisson, 40, UInt64(1)), ("a2", .poisson, 40, 2), ("b1", .poisson, 50, 1),
      ("c1", .gaussian, 40, 1),
    ] {
      try await workplace.train(run, family, heldOut: "patches.safetensors") {
        ($0.latents, $0.steps, $0.batch, $0.seed) = (8, 30, batch, seed)
        if family == .gaussian { $0.activation = .relu }
      }
    }
    let runs = ["a1", "b1", "a2", "c1"]
    let found = RunGroup.groups(
      of: try runs.map { try MeasuredRun(RunFolder(existing: workplace.path($0))) })
    let table = ([Text.row(RunGroup.headings)] + found.map { Text.row($0.row) })
    let rows = table.dropFirst().map { $0 }
    #expect(rows.count == 3, "\(table)")
    #expect(rows[0].hasPrefix("| poisson ⟨linear\\|linear⟩, batch 40, latents 8 | 30 | 2 |"))
    #expect(rows[1].hasPrefix("| poisson ⟨linear\\|linear⟩, batch 50, latents 8 | 30 | 1 |"))
    #expect(rows[2].hasPrefix("| gaussian+relu ⟨linear\\|linear⟩, batch 40, latents 8 | 30 | 1 |"))
    for line in table { #expect(cells(line[...]) == 10, "\(line)") }
    let groups = try found.map { try Workplace.object(JSONText.encode($0.summary)) }
    #expect(groups.count == 3)
    for (group, names) in zip(groups, [["a1", "a2"], ["b1"], ["c1"]]) {
      let expected = try names.map { try last(workplace, $0) }
      #expect(group["nelbo"] as? [Double] == expected.compactMap { $0["nelbo"] as? Double })
      let divergences = expected.compactMap { $0["kl_by_neuron"] as? [Double] }
      let threshold = names == ["c1"] ? 0.1 : 0.01
      #expect(
        group["published_active_fraction"] as? [Double]
          == divergences.map { Double($0.count { $0 > threshold }) / 8 })
    }
  }

  @Test("A run without measurements is refused with the remedy")
  func unmeasured() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    let refusal = await Workplace.refusal {
      _ = try MeasuredRun(RunFolder(existing: workplace.path("run")))
    }
    #expect(refusal?.contains("--held-out") == true, "\(refusal ?? "")")
  }
}
