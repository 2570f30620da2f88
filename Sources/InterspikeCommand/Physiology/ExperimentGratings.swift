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
      The experiment shows gratings in 36 drift directions, at 16 spatial frequencies and two \
      contrasts, for one cycle each. For every neuron you get the preferred \
      orientation and frequency, the orientation selectivity |Σ r e^{2iθ}|/Σ r at that frequency, and what the best-fitting Gabor \
      function for its atom predicts for both. The folder holds gratings.png, neurons.csv and results.json.
      Reference: the gratings are those of Vafaii, Galor & Yates, arXiv 2410.19315.
      """)

  @OptionGroup var place: ElectrodeOptions
  @Option(help: "Frames in one drift cycle.") var cycle = 500
  @OptionGroup var seed: SpikeSeedOptions
  @OptionGroup var work: WorkOptions

  func validate() throws {
    if !(2...100_000).contains(cycle) { try refuse("--cycle", cycle, "2 to 100000 frames") }
  }

  func run() async throws {
    let files = ["results.json", "neurons.csv", "gratings.png"]
    let listener = try place.electrode(writing: files, seed, work)
    let electrode = listener.electrode
    let gratings = Gratings(cycle: cycle)
    var counts = [Int](repeating: 0, count: gratings.count * electrode.neurons)
    try listener.show(
      gratings.frames(side: electrode.side), count: cycle, called: "drifting", on: work.console
    ) { $0.inference.add(to: &counts) }
    let findings = GratingFindings(
      gratings.tuning(counts: counts, fits: electrode.gaborFits(), side: electrode.side),
      of: gratings)
    try await findings.write(to: place.output, from: listener, seed: seed.seed)
    try place.report(findings.rows, files)
  }
}
