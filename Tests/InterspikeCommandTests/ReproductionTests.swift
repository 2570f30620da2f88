// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Experiments
import Foundation
import Randomness
import Runs
import Tensors
import Testing

@Suite("Reproductions")
struct ReproductionTests {
  static let experiments = [
    "dictionaries", "dead-neurons", "knn", "sparsity", "rate-distortion", "amortisation-gap",
    "metabolic-cost",
  ]

  @Test("The list names every experiment and its question")
  func list() async throws {
    let outcome = try await Program.interspike("reproduce", "--list", in: try Workplace())
    #expect(outcome.status == 0)
    let lines = outcome.output.split(separator: "\n")
    #expect(
      lines.compactMap { $0.split(separator: " ").first.map(String.init) } == Self.experiments)
    #expect(lines.allSatisfy { $0.contains("?") })
  }

  /// Each experiment is measured once, for that is what takes the time.
  @Test(
    "All of them train what is missing, measure, draw and report; one that fails is made up for")
  func all() async throws {
    let workplace = try Workplace()
    try workplace.makePhotographs()
    try workplace.makeDigits()
    func reproduce(_ name: String, _ more: String...) async throws -> Program.Outcome {
      try await Program.run(
        Program.path(of: "interspike"),
        ["reproduce", name, "--steps", "3", "--photographs", "photos", "--digits", "mnist"] + more,
        in: workplace.folder)
    }
    // Without its digits one experiment fails; the others report all the same.
    let digits = "mnist/test.safetensors"
    let whole = try workplace.bytes(digits)
    try workplace.write(Array("no tensors".utf8), to: digits)
    let lame = try await reproduce("all", "-o", "reports")
    #expect(lame.status == 65, "\(lame.errors)")
    #expect(lame.errors.contains("1 of 7 experiments failed: knn."), "\(lame.errors)")
    #expect(
      Self.experiments.filter { workplace.exists("reports/\($0)/report.html") }
        == Self.experiments.filter { $0 != "knn" })
    try workplace.write(Array(whole), to: digits)
    let knn = try await reproduce("knn", "-o", "reports/knn", "--runs", "reports/runs")
    #expect(knn.status == 0, "\(knn.errors)")
    for name in Self.experiments {
      let html = try workplace.text("reports/\(name)/report.html")
      #expect(html.contains("data:image/") && html.contains("interspike train"), "\(name)")
      #expect(!html.contains("src=\"http") && !html.contains("href="), "\(name)")
      let results = try Workplace.object(workplace.text("reports/\(name)/results.json"))
      #expect(results["experiment"] as? String == name)
      #expect((results["commands"] as? [String])?.isEmpty == false)
      #expect((results["measurements"] as? [String: Any])?.isEmpty == false)
    }
    // Six families; eight weights, and three sizes by three weights, of which three are the same; LCA and ISTA; four of digits.
    let runs = try workplace.names("reports/runs")
    let expected = 6 + 8 + 6 + 2 + 4
    #expect(runs.count == expected, "\(runs)")
    let first = try workplace.bytes("reports/sparsity/results.json")
    let again = try await reproduce("sparsity", "-o", "again", "--runs", "reports/runs")
    #expect(again.status == 0, "\(again.errors)")
    #expect(again.errors.contains("8 complete"))
    #expect(try workplace.bytes("again/results.json") == first)

    // The evaluation of one model finds what the report says of it.
    let run = try #require(runs.first { $0.hasPrefix("digits-poisson") })
    let evaluated = try await Program.interspike(
      "evaluate", "reports/runs/\(run)", "--data", "mnist/test.safetensors", "--neighbours",
      "--json",
      in: workplace)
    #expect(evaluated.status == 0, "\(evaluated.errors)")
    let neighbors =
      try Workplace.object(evaluated.output)["neighbours"] as? [[String: Any]] ?? []
    let few = try #require(neighbors.first { $0["labels"] as? Int == 200 })
    let accuracy = try #require(few["accuracy"] as? Double)
    #expect(
      try workplace.text("reports/knn/report.html").contains(String(format: "%.3f", accuracy)))
  }

  @Test(
    "Data that could not be measured are refused before anything trains",
    arguments: [
      ("dictionaries", "patches of shape [20, 64]"),
      ("knn", "holds 3 classes to train on and 7 others"),
    ])
  func unusableData(_ experiment: String, _ sentence: String) throws {
    let workplace = try Workplace()
    try workplace.makePhotographs()
    try workplace.makeDigits()
    var small = SafetensorsFile()
    try small.add("patches", Tensor.zeros([20, 64]))
    try small.write(to: workplace.path("photos/held-out.safetensors"))
    var few = SafetensorsFile()
    try few.add("patches", Tensor.zeros([3, 784]))
    try few.add(
      "labels", dataType: .signed64, shape: [3],
      bytes: [0, 1, 2].flatMap { [$0, 0, 0, 0, 0, 0, 0, 0] })
    try few.write(to: workplace.path("mnist/train.safetensors"))
    let refused = #expect(throws: RunError.self) {
      let extent = workplace.extent(.steps(3))
      try extent.requireUsableData(for: reproduction(experiment).trainings(extent))
    }
    #expect(refused?.kind == .damaged)
    #expect("\(String(describing: refused))".contains(sentence))
  }

  /// Whatever share of its steps is taken, a published recipe keeps its settings and the shape of its schedule.
  @Test(
    "A share of an experiment trains by the published recipe",
    arguments: [
      ("dead-neurons", .dovesPaper, "photos", 5.0 / 3000),
      ("knn", .mnistPaper, "mnist", 5.0 / 1200),
    ] as [(String, Preset, String, Double)])
  func recipe(_ experiment: String, _ preset: Preset, _ data: String, _ warmup: Double) throws {
    let workplace = try Workplace()
    try workplace.makePhotographs()
    try workplace.makeDigits()
    var extent = workplace.extent(.share(0.000003))
    if experiment == "knn" { extent.channels = 4 }
    var published = RunConfiguration(
      model: .poisson, data: .init(path: workplace.path("\(data)/train.safetensors")))
    preset.apply(to: &published)
    let runs = try reproduction(experiment).trainings(extent)
    #expect(runs.count >= 2)
    for run in runs {
      let settings = try #require(run.settings as? RunConfiguration)
      #expect(settings.learningRate == published.learningRate, "\(run.name)")
      #expect(settings.batch == published.batch, "\(run.name)")
      #expect(settings.weightDecay == published.weightDecay, "\(run.name)")
      #expect(settings.clip == published.clip, "\(run.name)")
      #expect(settings.largestLogRate == published.largestLogRate, "\(run.name)")
      #expect(settings.restarts == published.restarts, "\(run.name)")
      #expect(abs(settings.warmupPortion - warmup) < 1e-9, "\(run.name)")
    }
  }
}

private func reproduction(_ name: String) throws -> any Reproduction {
  try #require(reproductions.first { $0.name == name })
}

extension Workplace {
  /// So much of an experiment, on the data of this place.
  fileprivate func extent(_ amount: ReproductionExtent.Amount) -> ReproductionExtent {
    ReproductionExtent(
      amount: amount, seeds: 1, firstSeed: 1, channels: nil, photographs: path("photos"),
      digits: path("mnist"), runs: path("report/runs"))
  }

  /// Patches as `interspike data photos` writes them, in the folder `photos`.
  fileprivate func makePhotographs() throws {
    try FileManager.default.createDirectory(
      atPath: path("photos"), withIntermediateDirectories: true)
    for (name, count) in [("train", 1000), ("held-out", 100)] {
      // As small as whitened pixels are, lest an exponential activation diverge before it has learned.
      let bars = Self.bars(count, side: 16)
      var file = SafetensorsFile()
      try file.add("patches", Tensor(bars.values.map { 0.4 * $0 }, shape: bars.shape))
      try file.write(to: path("photos/\(name).safetensors"))
    }
  }

  /// Ten kinds of noisy pictures as `interspike data mnist` writes digits, in the folder `mnist`.
  fileprivate func makeDigits() throws {
    try FileManager.default.createDirectory(
      atPath: path("mnist"), withIntermediateDirectories: true)
    for (name, count) in [("train", 400), ("test", 800)] {
      var generator = SeedSequence(5).generator(for: "digits", count)
      let labels = (0..<count).map { $0 % 10 }
      let pictures = labels.flatMap { label in
        (0..<784).map { pixel in
          Float(0.5 * generator.uniform()) + (pixel / 78 == label ? 0.5 : 0)
        }
      }
      var file = SafetensorsFile()
      try file.add("patches", Tensor(pictures, shape: [count, 784]))
      try file.add(
        "labels", dataType: .signed64, shape: [count],
        bytes: labels.flatMap { [UInt8($0), 0, 0, 0, 0, 0, 0, 0] })
      try file.write(to: path("mnist/\(name).safetensors"))
    }
  }
}
