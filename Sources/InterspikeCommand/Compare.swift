// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Figures
internal import Foundation
internal import LatentModels

/// The command `interspike compare RUN …`.
struct Compare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put trained models side by side: their last measurements on held-out data.",
    discussion: """
      Runs that differ in nothing but their seed are one line, mean ± standard deviation. Compare only \
      runs of the same data and the same number of steps. A neuron is active when its mean KL exceeds 0.01 \
      nats; by the rule of the published tables, which the figure shows, 0.1 nats for Gaussian and Laplace \
      latents.
      """)

  @Argument(help: "The folders of the runs.", completion: .directory)
  var runs: [String]

  @Option(help: "Draw −ELBO and active neurons over the steps: a name ending in .png or .svg.")
  var figure: String?
  @Flag(help: "Give one JSON object a line.") var json = false
  @Flag(name: .shortAndLong, help: "Say nothing but errors on standard error.") var quiet = false

  func validate() throws {
    if let figure, ![".png", ".svg"].contains(where: figure.lowercased().hasSuffix) {
      throw ValidationError("--figure is \(figure); it must be a name that ends in .png or .svg.")
    }
  }

  func run() async throws {
    if figure != nil, !Gnuplot.isInstalled { throw FigureError.missingProgram("gnuplot") }
    var groups: [RunGroup] = []
    for path in runs {
      let run = try MeasuredRun(RunFolder(existing: path))
      if let index = groups.firstIndex(where: { $0.kind == run.kind }) {
        groups[index].runs.append(run)
      } else {
        groups.append(RunGroup(kind: run.kind, runs: [run]))
      }
    }
    if json {
      for group in groups { try Output.write(JSONText.encode(group.summary)) }
    } else {
      try Output.write(Self.table(groups))
    }
    guard let figure else { return }
    try await ComparisonFigure(
      groups.map(\.curves), title: "\(runs.count) runs, one colour a kind of model"
    ).write(to: figure)
    Console(quiet: quiet).inform("drew \(figure)")
  }

  private static func table(_ groups: [RunGroup]) -> String {
    var rows = [
      "| model | steps | seeds | NELBO | MSE | KL | MSE (MAP) | active | active, published rule | zeros |",
      "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for group in groups {
      let cells = [
        group.kind, group.steps, "\(group.runs.count)", group.text(\.nelbo), group.text(\.mse),
        group.text(\.kl), group.text(\.mseMap), group.text(\.activeFraction, decimals: 3),
        group.text(\.publishedActiveFraction, decimals: 3),
        group.text(\.zeros, decimals: 3),
      ]
      rows.append("| \(cells.joined(separator: " | ")) |")
    }
    return rows.joined(separator: "\n")
  }
}

/// A run with its measurements on held-out data.
private struct MeasuredRun {
  /// What it has in common with runs of other seeds.
  let kind: String
  let heldOut: [MetricsRecord]
  let last: MetricsRecord

  init(_ folder: RunFolder) throws {
    let settings = try folder.configuration()
    kind = settings.kind
    heldOut = try MetricsFile.lines(of: folder.metricsPath, before: nil)
      .map { try JSONText.decode(MetricsRecord.self, from: $0) }.filter { !$0.isTraining }
      .map { $0.judged(by: settings.model) }
    guard let last = heldOut.last else {
      throw Refusal(
        .badData,
        "\(folder.metricsPath) holds no measurement on held-out data. Train with --held-out.")
    }
    self.last = last
  }
}

extension RunConfiguration {
  /// The kind of model in short: family, networks, and what departs from the recipe.
  fileprivate var kind: String {
    func network(_ kind: Architecture, _ bias: Bool) -> String {
      kind.rawValue + (bias ? "+b" : "")
    }
    var words = [model.rawValue]
    if activation != .none { words[0] += "+\(activation.rawValue)" }
    words.append("⟨\(network(encoder, encoderBias))|\(network(decoder, decoderBias))⟩")
    if objective == .exact { words.append("exact") }
    if let estimator { words.append(estimator.rawValue) }
    if beta != 1 { words.append("β \(Text.number(beta))") }
    if latents != 512 { words.append("K \(latents)") }
    return words.joined(separator: " ")
  }
}

extension MetricsRecord {
  /// The same record with the fraction of active neurons by the rule of the published tables.
  ///
  /// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473; the rules are those of their analysis code for linear
  /// > encoders.
  fileprivate func judged(by family: ModelFamily) -> MetricsRecord {
    var judged = self
    let threshold: Double
    switch family {
    case .gaussian, .laplace: threshold = 0.1
    case .poisson, .categorical: threshold = 0.01
    }
    judged.publishedActiveFraction = klByNeuron.map { divergences in
      Double(divergences.count { $0 > threshold }) / Double(divergences.count)
    }
    return judged
  }
}

/// Runs that differ in their seed.
private struct RunGroup {
  let kind: String
  var runs: [MeasuredRun]

  /// What scripts get.
  struct Summary: Encodable {
    let model: String
    let steps: [Int]
    let nelbo: [Double?]
    let mse: [Double?]
    let kl: [Double?]
    let mseMap: [Double?]
    let activeFraction: [Double?]
    let publishedActiveFraction: [Double?]
    let zeros: [Double?]
  }

  var summary: Summary {
    func all(_ value: KeyPath<MetricsRecord, Double?>) -> [Double?] {
      runs.map { $0.last[keyPath: value] }
    }
    return Summary(
      model: kind, steps: runs.map(\.last.step), nelbo: all(\.nelbo), mse: all(\.mse),
      kl: all(\.kl), mseMap: all(\.mseMap), activeFraction: all(\.activeFraction),
      publishedActiveFraction: all(\.publishedActiveFraction),
      zeros: all(\.zeros))
  }

  var steps: String {
    let all = Set(runs.map(\.last.step)).sorted()
    return all.map(String.init).joined(separator: ", ")
  }

  /// Mean ± standard deviation over the runs.
  func text(_ value: KeyPath<MetricsRecord, Double?>, decimals: Int = 2) -> String {
    let values = runs.compactMap { $0.last[keyPath: value] }
    guard values.count == runs.count else { return "–" }
    let mean = values.reduce(0, +) / Double(values.count)
    let text = String(format: "%.\(decimals)f", mean)
    guard values.count > 1 else { return text }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = (squares / Double(values.count - 1)).squareRoot()
    return text + String(format: " ± %.\(decimals)f", deviation)
  }

  var curves: ComparisonFigure.Group {
    func curve(
      _ run: MeasuredRun, _ value: KeyPath<MetricsRecord, Double?>
    ) -> TrainingCurves.Curve {
      var curve = TrainingCurves.Curve()
      for record in run.heldOut {
        if let number = record[keyPath: value] { curve.append(number, at: record.step) }
      }
      return curve
    }
    var group = ComparisonFigure.Group(name: kind)
    group.negativeELBO = runs.map { curve($0, \.nelbo) }
    group.activeFraction = runs.map { curve($0, \.publishedActiveFraction) }
    return group
  }
}
