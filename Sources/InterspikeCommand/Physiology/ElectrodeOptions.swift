// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Physiology
internal import Recordings
internal import Runs
internal import Tensors

/// The run in which an electrode listens, and where its findings go.
struct ElectrodeOptions: ParsableArguments {
  @Argument(help: "The folder of a `train iterative-poisson` run.", completion: .directory)
  var run: String
  @Option(
    name: .shortAndLong, help: "The folder for the results; it will be created.",
    completion: .directory)
  var output: String

  /// Connects to the run, if the files of the experiment may be written.
  func electrode(
    writing files: [String], frameInterval: Double = 0.02, _ seed: SpikeSeedOptions,
    _ work: WorkOptions
  ) throws -> RunElectrode {
    func uses(_ files: [String]) -> [FilePlan.Use] { files.map { ("-o", "\(output)/\($0)") } }
    try FilePlan.check(
      runs: [run], writes: uses(files.filter { !$0.hasSuffix(".png") }),
      draws: uses(files.filter { $0.hasSuffix(".png") }))
    return try RunElectrode(
      run: run, frameInterval: frameInterval, seed: seed.sequence(), threads: work.threadCount)
  }

  /// Prints what was found and where it is.
  func report(_ rows: [(name: String, value: String)], _ files: [String]) throws {
    let place = "\(files.joined(separator: ", ")) in \(output)"
    try Output.write(Text.table(rows + [("files", place)]))
  }
}

extension RunElectrode {
  /// Shows frames, with progress on the terminal, and lets `visit` see each response.
  func show<Frames: Sequence<Tensor>>(
    _ frames: Frames, count: Int, called activity: String, on console: Console,
    visit: (Recording<Frames>.Response) throws -> Void
  ) throws {
    Interruption.watch()
    let progress = Progress(activity, unit: "frames", of: count, on: console)
    defer { progress.end() }
    var recording = electrode.recording(of: frames)
    for index in 0..<count {
      try Interruption.check("stopped at frame \(index) of \(count); nothing was written.")
      guard let response = try recording.next() else { return }
      try visit(response)
      progress.show(done: index + 1)
    }
  }
}
