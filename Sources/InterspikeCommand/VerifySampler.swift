// SPDX-License-Identifier: GPL-3.0-or-later

public import ArgumentParser
internal import DataFiles
internal import Figures
internal import InterspikeTesting
internal import Runs
internal import SpikeTrains
internal import Tensors

/// The command `interspike verify-sampler`.
struct VerifySampler: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify-sampler",
    abstract: "Test spikes drawn at your rates and seed against the laws of Poisson neurons.",
    discussion: """
      64 neurons at each rate are observed in windows. Do counts follow the Poisson law (χ², dispersion, total) and \
      intervals the exponential law (Kolmogorov–Smirnov, Anderson–Darling, coefficient of variation)? Are spikes \
      uniform within windows, and are intervals, neurons, windows and seeds independent? A correct \
      sampler fails at least one of these tests with probability --false-alarm. \
      The exit status is 70 if one fails.
      """)

  @Option(help: "Firing rates in Hz, separated by commas.")
  var rates = RateList([0.5, 5, 20, 80])

  @Option(
    name: .customLong("n"), help: "About how many spikes to draw at each rate; 1000 to 100000000.")
  var count = 1_000_000

  @Option(help: "The window length in seconds, as for `interspike sample`.")
  var window = 1.0

  @Option(
    help: "The probability that a correct sampler fails at least one test, above 0 and below 1.")
  var falseAlarm = 1e-6

  @Option(
    help:
      "Test a wrong sampler to see it fail: bernoulli, poisson-intervals or reused-seed."
  )
  var control: SamplerVerification.Control?

  @Option(help: "Draw the p-values to this file, .png or .svg.", completion: .file())
  var figure: String?

  @Flag(help: "Print one JSON object per rate and test.") var json = false
  @OptionGroup var seed: SpikeSeedOptions
  @OptionGroup var work: WorkOptions

  func validate() throws {
    if !(1000...100_000_000).contains(count) { try refuse("--n", count, "1000 to 100000000") }
    if !(falseAlarm > 0 && falseAlarm < 1) {
      try refuse("--false-alarm", falseAlarm, "above 0 and below 1")
    }
    if !(1e-9...1e9).contains(window) { try refuse("--window", window, "1e-9 to 1e9 seconds") }
    if let rate = rates.rates.first(where: { $0 == 0 }) {
      try refuse("--rates", rate, "above 0, because a silent neuron has no law to test")
    }
    let fastest = rates.rates.map(\.hertz).max() ?? 0
    if SamplerVerification.leastSpikes(hertz: fastest, windowDuration: window) > 1e8 {
      try refuse(
        "--window", Text.plain(window),
        "shorter for \(Text.plain(fastest)) Hz: \(SamplerVerification.fewestWindows) windows of "
          + "\(SamplerVerification.neurons) neurons would hold more than 100000000 spikes")
    }
    try FileEndings.picture.require(figure, of: "--figure")
  }

  func run() async throws {
    try FilePlan.check(draws: [("--figure", figure)])
    let findings = try measure()
    let tests = findings.reduce(0) { $0 + $1.tests.count { $0.fit != nil } }
    let family = FamilyWise(alpha: falseAlarm, tests: max(1, tests))
    for finding in findings {
      let lines = json ? try finding.json(family, seed: seed.sequence()) : [finding.table(family)]
      for line in lines { try Output.write(line) }
    }
    if let figure {
      try await LawFigure(
        findings.map { finding in
          LawFigure.Series(
            name: "\(Text.plain((finding.rate.hertz * 1e3).rounded() / 1e3)) Hz",
            pValues: finding.tests.map { (law: $0.name, pValue: $0.fit?.pValue) },
            intervals: finding.intervals, counts: finding.counts)
        }, level: family.level, title: "Laws of Poisson neurons, seed \(seed.sequence())"
      ).write(to: figure)
    }
    let failed = findings.flatMap(\.tests).count { !($0.fit.map(family.accepts) ?? true) }
    if failed > 0 {
      throw Refusal(
        .software,
        "\(failed) of \(tests) tests failed at a false-alarm rate of \(Text.number(falseAlarm, digits: 2)): "
          + "these spikes are not Poisson.")
    }
    work.console.inform(
      "all \(tests) tests passed; a correct sampler fails at least one with probability "
        + "\(Text.number(falseAlarm, digits: 2)), seed \(seed.sequence())")
  }

  private func measure() throws -> [SamplerVerification.Findings] {
    let verifications = rates.rates.map {
      SamplerVerification(
        rate: $0, windowDuration: window, spikes: count, seed: seed.sequence(), control: control)
    }
    return try inParallel(count: verifications.count, threads: work.threadCount) {
      try verifications[$0].findings()
    }
  }
}

extension SamplerVerification.Control: ExpressibleByArgument {}
