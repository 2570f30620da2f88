// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Evaluation
internal import Figures
internal import Foundation
internal import Physiology
internal import Randomness
internal import Runs
internal import Stimuli
internal import Streaming
internal import Tensors

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
      run: run, frameInterval: 0.02, seed: seed.sequence(), work: work)
    let electrode = listener.electrode
    let gratings = Gratings(cycle: cycle)
    var counts = [Int](repeating: 0, count: gratings.count * electrode.neurons)
    try listener.show(gratings.frames(side: electrode.side), count: cycle, called: "drifting") {
      $0.inference.add(to: &counts)
    }
    let neurons = gratings.tuning(
      counts: counts, fits: electrode.gaborFits(), side: electrode.side)
    try FileReading.createFolder(output)
    let summary = GratingSummary(neurons)
    try await summary.figure(of: gratings, seed: seed.seed).write(to: "\(output)/gratings.png")
    try AtomicFile.write(GratingTuning.csv(neurons), to: "\(output)/neurons.csv")
    let results = Results(
      run: URL(fileURLWithPath: run).lastPathComponent, step: listener.step, seed: seed.seed,
      stream: seed.sequence().namedStream,
      cycle: cycle,
      neurons: neurons.count, driven: summary.driven.count, selective: summary.selective.count,
      medianSelectivity: summary.medianSelectivity, compared: summary.compared.count,
      medianOrientationDifference: summary.medianDifference)
    try AtomicFile.write(
      try JSONText.encode(results, indented: true) + "\n", to: "\(output)/results.json")
    try Output.write(
      Text.table([
        (
          name: "neurons",
          value: "\(neurons.count), \(summary.driven.count) driven by at least one grating"
        ),
        (
          "orientation selectivity",
          "\(Text.fixed(summary.medianSelectivity ?? .nan, decimals: 2)) (median)"
        ),
        (
          "orientation against Gabor",
          "\(Text.fixed(summary.medianDifference ?? .nan, decimals: 1))° apart (median of \(summary.compared.count))"
        ),
        ("files", "results.json, neurons.csv, gratings.png in \(output)"),
      ]))
  }

  private struct Results: Encodable {
    let experiment = "gratings"
    let run: String
    let step: Int
    let seed: UInt64
    let stream: String?
    let cycle: Int
    let neurons: Int
    let driven: Int
    let selective: Int
    let medianSelectivity: Double?
    let compared: Int
    let medianOrientationDifference: Double?
  }
}
