// SPDX-License-Identifier: GPL-3.0-or-later

import Evaluation
import Experiments
import Foundation
import Randomness
import Testing

@Suite("Experiments")
struct ExperimentTests {
  @Test("The estimators' results are the same for any number of threads, and complete")
  func estimators() async throws {
    let workplace = try Workplace()
    for threads in [1, 2] {
      var study = EstimatorStudy(seed: SeedSequence(1))
      study.draws = 4
      study.rates = [0.1, 1, 5, 20]
      study.temperatures = [0.05, 0.1, 0.2, 0.5]
      let results = EstimatorResults(
        study, try study.cells.map { try study.measurement(of: $0, threads: threads) })
      let folder = workplace.path("out\(threads)")
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: false)
      try await results.write(to: folder)
      #expect(results.summary.contains("score function, λ 5.0"))
    }
    for name in ["results.json", "results.csv", "estimators.dat"] {
      #expect(try workplace.bytes("out1/\(name)") == workplace.bytes("out2/\(name)"), "\(name)")
    }
    #expect(try workplace.bytes("out1/estimators.png").count > 1000)
    let lines = try workplace.text("out1/results.csv").split(separator: "\r\n")
    #expect(lines[0] == "estimator,rate,temperature,bias,variance,cosine,floor")
    // A head; four rates of five estimators at four temperatures and three without.
    #expect(lines.count == 93)
  }
}
