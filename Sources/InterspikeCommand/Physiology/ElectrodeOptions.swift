// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Recordings
internal import Runs
internal import Video

/// The run in which an electrode listens, and where its findings go.
struct ElectrodeOptions: ParsableArguments {
  @Argument(help: "The folder of a `train iterative-poisson` run.", completion: .directory)
  var run: String
  @Option(
    name: .shortAndLong, help: "The folder for the results; it will be created.",
    completion: .directory)
  var output: String
  @Option(help: "Inference steps per frame. (default: as in training on films, otherwise one)")
  var stepsPerFrame: Int?

  func validate() throws {
    if let stepsPerFrame, !(1...1000).contains(stepsPerFrame) {
      try refuse("--steps-per-frame", stepsPerFrame, "1 to 1000")
    }
  }

  /// Does an experiment, with progress on the terminal, writes what it found, and prints it.
  func find<Found: ElectrodeFindings>(
    frameInterval: Double = 0.02, showing film: String? = nil, _ seed: SpikeSeedOptions,
    _ work: WorkOptions, by experiment: (RunElectrode) async throws -> Found
  ) async throws {
    func uses(_ files: [String]) -> [FilePlan.Use] { files.map { ("-o", "\(output)/\($0)") } }
    try FilePlan.check(
      runs: [run], reads: [("--video", film)],
      writes: uses(Found.files.filter { !$0.hasSuffix(".png") }),
      draws: uses(Found.files.filter { $0.hasSuffix(".png") }))
    var listener = try RunElectrode(
      run: run, frameInterval: frameInterval, stepsPerFrame: stepsPerFrame, seed: seed.sequence(),
      threads: work.threadCount)
    Interruption.watch()
    var progress: Progress?
    listener.watch = { activity, done, count in
      if done == 0 { progress = Progress(activity, unit: "frames", of: count, on: work.console) }
      if done < count, Interruption.signal == nil { return progress?.show(done: done) ?? () }
      progress?.end()
      if done == count { return }
      try Interruption.check("stopped at frame \(done) of \(count); nothing was written.")
    }
    let findings = try await experiment(listener)
    try await findings.write(to: output, from: listener, seed: seed.seed)
    let files = Found.files.joined(separator: ", ")
    try Output.write(Text.table(findings.rows + [("files", "\(files) in \(output)")]))
  }
}

/// The film that neurons are shown.
struct ClipOptions: ParsableArguments {
  @Option(help: "The film: .y4m, or anything ffmpeg reads.", completion: .file()) var video: String
  @Option(help: "Scale frames to this size, such as 640x352. (default: as in the film)")
  var size: FrameSize?

  var film: VideoSource { get throws { try VideoSource(video, size: size) } }
}
