// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Figures
internal import Randomness
internal import Ranks
internal import Recordings
internal import Runs

/// The command `interspike network FILE.yaml -o raster.nwb`.
struct NetworkCommand: AsyncParsableCommand, SpansRanks {
  static let configuration = CommandConfiguration(
    commandName: "network",
    abstract: "Run a network of spiking neurons with exact spike times.",
    discussion: """
      The network is described in YAML: populations, projections between them, inputs, and the duration in seconds; \
      Examples/networks has some to start from. Everything is checked before anything runs. With \
      --unroll, the network is a trained iterative Poisson model instead. It infers one datum \
      after another, starting each from the posterior of the one before.
        interspike network Examples/networks/brunel.yaml -o raster.nwb
        interspike network --unroll run --data patches.npy -o raster.nwb
      Ctrl-C stops the run with a checkpoint in the folder OUTPUT.checkpoint. The same command \
      with --resume then gives the same bytes as an uninterrupted run.
      """)

  @Argument(help: "The description of the network, a YAML file.", completion: .file())
  var file: String?
  @Option(
    help: "The folder of a `train iterative-poisson` run with a linear decoder.",
    completion: .directory)
  var unroll: String?
  @Option(
    help: "unroll: what the model sees, one datum per row: .safetensors (tensor patches) or .npy.",
    completion: .file())
  var data: String?
  @Option(help: "unroll: how many data to show, from the first. (default: all)") var count: Int?
  @Option(help: "unroll: inference steps for each datum.") var steps = 20
  @Option(help: "unroll: how long a step lasts, in seconds.") var stepDuration = 0.01
  @Option(help: "unroll: windows per step; give more than 1 for inference in continuous time.")
  var windowsPerStep = 1
  @Option(
    name: .shortAndLong, help: "The spike file: .nwb, .h5, .csv or .npy.", completion: .file())
  var output: String?
  @Option(help: "Also draw the raster to this file, .png or .svg.", completion: .file())
  var figure: String?
  @Flag(help: "Only print how large the network is, and what memory and time it needs.")
  var dryRun = false
  @Flag(help: "Continue from the checkpoint that an interrupted run of the same command left.")
  var resume = false
  @Option(help: "Seconds between checkpoints.") var checkpointEvery = 60.0
  @Flag(help: "Print a summary as one JSON object on the last line.") var json = false
  @OptionGroup var subject: SubjectOptions
  @OptionGroup var seed: SeedOption
  @OptionGroup var work: WorkOptions
  @OptionGroup var job: RankOptions

  mutating func validate() throws {
    guard (file == nil) != (unroll == nil), (unroll == nil) == (data == nil) else {
      throw ValidationError(
        "it is not clear which network to run. Give either a YAML file, or --unroll with --data.")
    }
    if output == nil, !dryRun { throw ValidationError("the output is missing. Give one with -o.") }
    if !(1...1_000_000).contains(steps) { try refuse("--steps", steps, "1 to 1000000") }
    if !(1e-6...1e6).contains(stepDuration) {
      try refuse("--step-duration", stepDuration, "1e-6 to 1e6 seconds")
    }
    if !(1...1000).contains(windowsPerStep) {
      try refuse("--windows-per-step", windowsPerStep, "1 to 1000")
    }
    if !(0...1e6).contains(checkpointEvery) {
      try refuse("--checkpoint-every", checkpointEvery, "0 to 1e6 seconds")
    }
    try FileEndings.streamedSpikes.require(output, of: "-o")
    try FileEndings.picture.require(figure, of: "--figure")
    output = try output.map(subject.place)
  }

  func run() async throws {
    let root = SeedSequence(seed.seed)
    let simulation = try await simulation()
    try FilePlan.check(
      runs: [unroll].compactMap(\.self),
      reads: ([file, data] + simulation.files).map { ("", $0) }, writes: [("-o", output)],
      draws: [("--figure", figure)])
    var result: NetworkSimulation.Result?
    if let output, !dryRun {
      Interruption.watch()
      let windows = simulation.windows
      var checkpoints = NetworkSimulation.Checkpoints()
      (checkpoints.interval, checkpoints.resume) = (.seconds(checkpointEvery), resume)
      checkpoints.completing = { try Interruption.completing($0) }
      var progress: Progress?
      var (began, longest) = (ContinuousClock.now, Duration.zero)
      defer { progress?.end() }
      result = try simulation.write(
        to: output, seed: root, threads: work.threadCount, ranks: RankJob.own.ranks,
        session: {
          subject.session(of: $0, description: simulation.sessionDescription)
        },
        keepingRaster: figure != nil, checkpoints: checkpoints
      ) { done in
        if let signal = RankJob.own.ranks.stopSignal(own: Interruption.signal) {
          Interruption.note(signal)
          try Interruption.check(
            done == 0
              ? "stopped before the first window; nothing was written."
              : "stopped after \(done) of \(windows) windows. Repeat the command with --resume to continue."
          )
        }
        progress =
          progress
          ?? Progress("simulating", unit: "windows", from: done, of: windows, on: work.console)
        progress?.show(done: done)
        // A window is waited for: what was simulated since the last checkpoint would be lost with it.
        longest = max(longest, began.duration(to: .now))
        let isLead = RankJob.own.isLead
        Interruption.wait(isLead ? max(.milliseconds(500), longest * 2) : .seconds(86_400))
        began = .now
      }
    }
    if let figure, let raster = result?.raster {
      try await simulation.figure(of: raster, seed: root).write(to: figure)
    }
    let report = NetworkReport(
      of: simulation, result, to: dryRun ? nil : output, figure: dryRun ? nil : figure, seed: root)
    try Output.write(json ? try report.json : report.text)
  }

  private func simulation() async throws -> NetworkSimulation {
    guard let unroll, let data else {
      return try NetworkSimulation(
        contentsOf: file ?? "", reader: .own, hosts: RankJob.own.hostCount)
    }
    var unrolling = NetworkSimulation.Unrolling()
    (unrolling.count, unrolling.steps) = (count, steps)
    (unrolling.stepDuration, unrolling.windowsPerStep) = (stepDuration, windowsPerStep)
    return try NetworkSimulation(
      unrolling: unroll, on: try await StimulusFile(path: data), unrolling)
  }
}
