// SPDX-License-Identifier: GPL-3.0-or-later

import Testing

@Suite("Examples")
struct ExampleTests {
  @Test(
    "Every example prints what its page shows, to the letter",
    arguments: ["CauchyVAE", "FirstSpikes", "TrainPoissonVAE", "TrainThroughTimes"])
  func output(_ name: String) async throws {
    let workplace = try Workplace()
    let outcome = try await Program.run(Program.path(of: name), [], in: workplace.folder)
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    try Expected.check(outcome.output, name)
  }
}
