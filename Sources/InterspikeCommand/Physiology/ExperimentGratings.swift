// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Recordings

/// The command `interspike experiment gratings RUN -o FOLDER`.
struct ExperimentGratings: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gratings",
    abstract: "Measure tuning to the orientation and spatial frequency of drifting gratings.",
    discussion: """
      The experiment shows gratings in 36 drift directions, at 16 spatial frequencies and two contrasts. For every \
      neuron you get the preferred orientation and frequency, the orientation selectivity |Σ r e^{2iθ}|/Σ r at that \
      frequency, and what the best-fitting Gabor function for its atom predicts for both. With --all-directions you \
      also get the direction index (r(θ) − r(θ + 180°))/(r(θ) + r(θ + 180°)), with θ chosen in one half of the trials \
      and r measured in the other. The folder holds gratings.png, neurons.csv and results.json.
      Reference: the gratings are those of Vafaii, Galor & Yates, arXiv 2410.19315.
      """)

  @OptionGroup var place: ElectrodeOptions
  @Option(help: "Frames in one drift cycle.") var cycle = 500
  @Option(help: "Cycles to show; spikes count from the second, if there is one.") var cycles = 1
  @Flag(help: "Let gratings drift all around, twice, and measure direction selectivity.")
  var allDirections = false
  @OptionGroup var seed: SpikeSeedOptions
  @OptionGroup var work: WorkOptions

  func validate() throws {
    if !(1...1000).contains(cycles) { try refuse("--cycles", cycles, "1 to 1000") }
    if !(2...100_000).contains(cycle) { try refuse("--cycle", cycle, "2 to 100000 frames") }
  }

  func run() async throws {
    try await place.find(seed, work) {
      try $0.gratings(cycle: cycle, cycles: cycles, allDirections: allDirections)
    }
  }
}
