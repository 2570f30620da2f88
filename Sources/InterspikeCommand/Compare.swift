// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Experiments
internal import Figures
internal import Foundation
internal import Runs

/// The command `interspike compare RUN …`.
struct Compare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare trained models by their last measurements on held-out data.",
    discussion: """
      Runs that differ only in their seed share one row, mean ± standard deviation. A model is named \
      by its networks and by every setting that departs from its family's recipe. A neuron is active when its mean KL exceeds 0.01 \
      nats; the rule of the published tables, which the figure shows, uses 0.1 nats for Gaussian and Laplace \
      latents.
      """)

  @Argument(help: "The run folders.", completion: .directory)
  var runs: [String]

  @Option(help: "Draw −ELBO and active neurons over training to this file, .png or .svg.")
  var figure: String?
  @Flag(help: "Print one JSON object per line.") var json = false
  @Flag(name: .shortAndLong, help: "Print nothing but errors on standard error.") var quiet = false

  func validate() throws {
    try FileEndings.picture.require(figure, of: "--figure")
  }

  func run() async throws {
    try FilePlan.check(runs: runs, draws: [("--figure", figure)])
    let groups = RunGroup.groups(
      of: try runs.map { try MeasuredRun(RunFolder(existing: $0)) })
    if json {
      for group in groups { try Output.write(JSONText.encode(group.summary)) }
    } else {
      try Output.write(Self.table(groups))
    }
    guard let figure else { return }
    try await ComparisonFigure(
      groups.map(\.curves), title: "\(runs.count) runs, one color per kind of model"
    ).write(to: figure)
    Console(quiet: quiet).inform("drew \(figure)")
  }

  private static func table(_ groups: [RunGroup]) -> String {
    let rule = "|" + RunGroup.headings.map { _ in "---|" }.joined()
    return ([Text.row(RunGroup.headings), rule] + groups.map { Text.row($0.row) })
      .joined(separator: "\n")
  }
}
