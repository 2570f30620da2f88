// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Figures
internal import Foundation
internal import Randomness
internal import Runs

/// An experiment's findings as a page for people and a file for programs.
package struct ReproductionReport {
  let page: ReportPage
  let results: JSONValue
  /// The tables as Markdown.
  package let summary: String

  package init(
    _ reproduction: any Reproduction, _ extent: ReproductionExtent, _ trainings: [PlannedRun],
    _ findings: ReproductionFindings, took duration: Duration
  ) {
    var page = ReportPage(title: reproduction.title, question: reproduction.question)
    let commands = trainings.map { ShellText.commandLine($0.arguments) }
    let warning = extent.warning.map { [ReportPage.Element.notice($0)] } ?? []
    page.elements =
      warning + findings.elements + [
        .heading("How this was made"),
        .facts([
          .init("experiment", "interspike reproduce \(reproduction.name)"),
          .init("extent", extent.title),
          .init("seeds", extent.seedRange.map(String.init).joined(separator: ", ")),
          .init("data", Self.data(of: trainings, extent)),
          .init(
            "version",
            "interspike \(ProgramVersion.current), random streams \(SeedSequence.streamVersion)"),
          .init("date", Date.now.formatted(.iso8601.year().month().day())),
          .init("time", "\(Self.words(for: duration)), with models that were not there yet"),
          .init("machine", Self.machine),
        ]),
        .text("These commands trained the models; each can be run on its own:"),
        .lines(commands),
      ]
    self.page = page
    summary = Self.summary(of: reproduction, findings)
    results = .object([
      "experiment": .text(reproduction.name), "extent": .text(extent.title),
      "seeds": .list(extent.seedRange.map { .naturalNumber($0) }),
      "version": .text(ProgramVersion.current),
      "stream_version": .integer(Int(SeedSequence.streamVersion)),
      "commands": .list(commands.map { .text($0) }),
      "measurements": .object(findings.measurements),
      "tables": .list(findings.elements.compactMap(Self.table)),
    ])
  }

  private static func words(for duration: Duration) -> String {
    let seconds = duration / .seconds(1)
    return seconds < 90
      ? "\(Text.number(seconds, digits: 2)) s" : "\(Int((seconds / 60).rounded())) min"
  }

  /// The processor and how many cores of it there are, as far as the system tells.
  private static var machine: String {
    let described = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let model = described.split(separator: "\n").first { $0.hasPrefix("model name") }?
      .split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
    return [model, "\(ProcessInfo.processInfo.activeProcessorCount) cores"].compactMap { $0 }
      .joined(separator: ", ")
  }

  /// The folders of the data, and how they differ from the published ones.
  private static func data(of trainings: [PlannedRun], _ extent: ReproductionExtent) -> String {
    let sets = [
      (
        extent.photographs,
        "photographs; those of `interspike data photos` are not the published ones (DOVES)"
      ),
      (extent.digits, "digits; those of `interspike data mnist` are the published ones"),
    ]
    return sets.filter { folder, _ in
      trainings.contains { $0.dataPaths.contains("\(folder)/train.safetensors") }
    }.map { "\($0): \($1)" }.joined(separator: "; ")
  }

  /// Writes report.html and results.json.
  package func write(to folder: String) throws {
    try AtomicFile.write(
      try JSONText.encode(results, indented: true) + "\n", to: "\(folder)/results.json")
    try page.write(to: "\(folder)/report.html")
  }

  private static func table(_ element: ReportPage.Element) -> JSONValue? {
    guard case .table(let table) = element else { return nil }
    return .object([
      "headings": .list(table.headings.map { .text($0) }),
      "rows": .list(table.rows.map { .list($0.map { .text($0) }) }),
    ])
  }

  private static func summary(
    of reproduction: any Reproduction, _ findings: ReproductionFindings
  ) -> String {
    var lines = ["# \(reproduction.title)"]
    for element in findings.elements {
      switch element {
      case .heading(let words): lines += ["", "## \(words)"]
      case .text(let words): lines += ["", words]
      case .table(let table):
        lines += ["", Text.row(table.headings), Text.row(table.headings.map { _ in "---" })]
        lines += table.rows.map(Text.row)
      case .notice, .picture, .gallery, .facts, .lines: break
      }
    }
    return lines.joined(separator: "\n")
  }
}

extension ReproductionExtent {
  /// What a reader must know of a run that did not follow the published recipe in full; nil for one that did.
  var warning: String? {
    switch amount {
    case .published: nil
    case .quick:
      "A quick run: models were trained for minutes, not for the published days. Compare shapes and orders, not last digits."
    case .steps(let steps):
      "A trial run of \(steps) steps for each model, to see that everything works. Its numbers mean nothing."
    case .share(let share):
      "Models were trained for \(Text.plain(share)) of the published steps. Expect them to be worse than published."
    }
  }

  /// A summary in words.
  var title: String {
    switch amount {
    case .quick:
      "quick: few steps; linear families train on their exact loss, sweeps over β on samples"
    case .steps(let steps): "\(steps) steps for every training run, otherwise as quick"
    case .share(let share): "\(Text.plain(share)) of the published steps"
    case .published: "the published number of steps"
    }
  }
}
