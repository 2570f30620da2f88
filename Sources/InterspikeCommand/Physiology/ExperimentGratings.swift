// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Foundation
internal import Physiology
internal import Recordings
internal import Runs

/// The command `interspike experiment gratings RUN -o FOLDER`.
struct ExperimentGratings: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gratings",
    abstract: "Measure tuning to the orientation and spatial frequency of drifting gratings.",
    discussion: """
      36 drift directions by 16 spatial frequencies at two contrasts, one cycle each. For every neuron you get the preferred \
      orientation and frequency, the orientation selectivity |Σ r e^{2iθ}|/Σ r at that frequency, and what the best-fitting Gabor \
      function for its atom predicts for both. The folder holds gratings.png, neurons.csv and results.json.
      Reference: the gratings are those of Vafaii, Galor & Yates, arXiv 2410.19315.
      """)

  @Argument(help: "The folder of a `train iterative-poisson` run.", completion: .directory)
  var run: String
  @Option(
    name: .shortAndLong, help: "The folder for the results; it will be created.",
    completion: .directory)
  var output: String
  @Option(help: "Frames in one drift cycle.") var cycle = 500
  @OptionGroup var seed: SpikeSeedOptions
  @OptionGroup var work: WorkOptions

  func validate() throws {
    if !(2...100_000).contains(cycle) { try refuse("--cycle", cycle, "2 to 100000 frames") }
  }

  func run() async throws {
    try FilePlan.check(
      runs: [run],
      writes: ["neurons.csv", "results.json"].map { ("-o", "\(output)/\($0)") },
      draws: ["gratings.png"].map { ("-o", "\(output)/\($0)") })
    let listener = try RunElectrode(
      run: run, frameInterval: 0.02, seed: seed.sequence(), threads: work.threadCount)
    let electrode = listener.electrode
    let gratings = Gratings(cycle: cycle)
    var counts = [Int](repeating: 0, count: gratings.count * electrode.neurons)
    try listener.show(
      gratings.frames(side: electrode.side), count: cycle, called: "drifting", on: work.console
    ) { $0.inference.add(to: &counts) }
    let findings = GratingFindings(
      gratings.tuning(counts: counts, fits: electrode.gaborFits(), side: electrode.side),
      of: gratings)
    try await findings.write(to: output, from: listener, seed: seed.seed)
    try Output.write(
      Text.table(
        findings.rows + [("files", "results.json, neurons.csv, gratings.png in \(output)")]))
  }
}
