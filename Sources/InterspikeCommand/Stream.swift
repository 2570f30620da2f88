// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import LatentModels
internal import Recordings
internal import Runs
internal import Streaming
internal import Video

/// The command `interspike stream RUN --video CLIP -o raster.nwb`.
struct Stream: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let an iterative model watch a video, firing spikes at every inference step.",
    discussion: """
      Each frame is whitened as photographs are for training, cut into tiles of the model's size, and inferred in \
      several steps; the posterior after one frame, or what a transition keeps of it, is the prior for the next. \
      A step lasts the frame interval divided by the steps per frame, and its spikes have exact \
      times within it.
        interspike stream run --video clip.mp4 --size 640x352 -o raster.nwb
        ffmpeg -i camera -f yuv4mpegpipe - | interspike stream run --video - --live
      Without --pace, the video is read as fast as it can be inferred and no frames are dropped. With --pace keep, frames \
      are never shown before their own times; with --pace skip, frames more than a frame late are also dropped, taking no \
      steps and firing no spikes. Ctrl-C stops early and leaves complete files.
      """)

  @Argument(help: "The folder of a `train iterative-poisson` run.", completion: .directory)
  var run: String
  @Option(
    parsing: .upToNextOption,
    help:
      "Videos, shown one after another: .y4m, or anything ffmpeg reads; - for Y4M on standard input.",
    completion: .file())
  var video: [String]
  @Option(help: "Scale frames to this size, such as 640x352. (default: as in the video)")
  var size: FrameSize?
  @Option(
    help:
      "Pixels from one tile to the next, up to a tile's side. (default: its side, so tiles touch)")
  var stride: Int?
  @Option(help: "Inference steps per frame.") var stepsPerFrame = 4
  @Option(help: "Frames per second, each frame shown once. (default: as in the video)")
  var frameRate: Double?
  @Option(help: "Stop after this many frames.") var frames: Int?
  @Option(
    help: """
      What each frame starts from: posterior (of the previous frame), prior (the trained one) or \
      transition (what the model's transition keeps of that posterior). (default: transition if \
      the model has one, otherwise posterior)
      """
  )
  var start: StreamOptions.FrameStart?
  @Option(
    help:
      "Start each frame from a prior that keeps this share of the previous frame's belief, 0 (prior) to 1 (posterior)."
  )
  var retain: Float?
  @Option(
    help: "What to decode: sample (the counts of the last step) or mean (the expected counts).")
  var decode: StreamOptions.Decoding = .sample
  @Option(help: "Show frames at their own times, and keep all of them or skip late ones.")
  var pace: StreamPacing.Lateness?
  @Option(
    name: .shortAndLong, help: "The spike file: .nwb, .h5, .csv or .npy.", completion: .file())
  var output: String?
  @Option(help: "Also write what is decoded from the neurons, as a video.", completion: .file())
  var reconstruction: String?
  @Option(
    help: "Also draw free energy, surprise, cost and quality to this file, .png or .svg.",
    completion: .file())
  var figure: String?
  @Option(help: "Save the final state of the stream to this file.", completion: .file())
  var saveState: String?
  @Option(help: "Continue from the saved state of another stream.", completion: .file())
  var resume: String?
  @Flag(
    help:
      "Serve a web page that shows the stream live; frames come at their own times unless --pace says otherwise."
  )
  var live = false
  @Option(help: "The port of the live page on 127.0.0.1; 0 picks any free port.")
  var port: UInt16 = 8735
  @OptionGroup var learning: LearningOptions
  @OptionGroup var subject: SubjectOptions
  @Flag(help: "Print a summary as one JSON object on the last line.") var json = false
  @OptionGroup var seed: SpikeSeedOptions
  @OptionGroup var work: WorkOptions

  mutating func validate() throws {
    if video.isEmpty { throw ValidationError("the video is missing. Give one with --video.") }
    if !(1...1000).contains(stepsPerFrame) {
      try refuse("--steps-per-frame", stepsPerFrame, "1 to 1000")
    }
    if let frames, frames < 1 { try refuse("--frames", frames, "at least 1") }
    if let retain, !(0...1).contains(retain) { try refuse("--retain", retain, "0 to 1") }
    if retain != nil, let start, start != .transition {
      throw ValidationError(
        "--retain and --start \(start.rawValue) both say how a frame starts. Keep only one of them."
      )
    }
    if let stride, stride < 1 { try refuse("--stride", stride, "at least 1") }
    if let frameRate, !(0.001...1e6).contains(frameRate) {
      try refuse("--frame-rate", frameRate, "0.001 to 1e6 frames per second")
    }
    try FileEndings.streamedSpikes.require(output, of: "-o")
    try FileEndings.picture.require(figure, of: "--figure")
    output = try output.map(subject.place)
  }

  func run() async throws {
    try FilePlan.check(
      runs: [run], reads: video.map { ("--video", $0) } + [("--resume", resume)],
      writes: [("-o", output), ("--reconstruction", reconstruction), ("--save-state", saveState)],
      draws: [("--figure", figure)])
    let model = try RunFolder(existing: run).model().iterativePoisson(for: "stream", run: run)
    Interruption.watch()
    let console = work.console
    let film = try VideoSource(
      video, size: size, retimed: frameRate == nil, colors: live,
      until: { Interruption.signal != nil })
    let notes = film.notes
    for note in notes { console.inform(note) }
    let stream = try RunStream(
      model, of: run, watching: film, named: video, stride: stride, frameRate: frameRate,
      stepsPerFrame: stepsPerFrame, frames: frames, seed: seed.sequence(),
      until: { Interruption.signal != nil }
    ) { [start, retain, decode, work, learning] in
      $0.start = start ?? (retain == nil && model.transition == nil ? .posterior : .transition)
      $0.retention = retain
      ($0.decoding, $0.threads, $0.learning) = (decode, work.threadCount, learning.rule)
    }
    let pacing =
      chosenPace.map { StreamPacing.clocked(by: ContinuousClock(), late: $0) } ?? .unpaced
    console.inform(
      "\(Text.count(stream.tiles.tiling.count, "tile")) of \(model.latents) neurons, \(stepsPerFrame) steps per frame of \(film.size), seed \(seed.sequence())"
    )
    let server = live ? try await LiveServer(port: port, showing: stream.live) : nil
    if let server { console.inform("live at http://127.0.0.1:\(server.port)/") }
    let (watched, glimpses) = try await watch(
      stream, try stream.moments(from: try resume.map(stream.state), pacing: pacing),
      board: server?.board, console: console)
    await server?.stop()
    film.notes.dropFirst(notes.count).forEach { console.inform($0) }
    try await Interruption.completing { try await report(watched, glimpses, of: stream) }
    try Interruption.check(
      "stopped after \(Text.count(watched.frames, "frame")); the files written are complete.")
  }
}
