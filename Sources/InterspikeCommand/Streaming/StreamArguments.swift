// SPDX-License-Identifier: GPL-3.0-or-later

public import ArgumentParser
public import LatentModels
internal import Streaming
public import Video

extension FrameSize: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension StreamOptions.FrameStart: ExpressibleByArgument {}
extension StreamOptions.Decoding: ExpressibleByArgument {}
extension StreamPacing.Lateness: ExpressibleByArgument {}
extension LocalLearning.Part: ExpressibleByArgument {}

/// How a model learns while it watches.
struct LearningOptions: ParsableArguments {
  @Flag(help: "Let the model learn from every frame after seeing it.") var learn = false
  @Option(
    parsing: .upToNextOption,
    help: "learn: parts to leave unchanged, separated by spaces: \(LocalLearning.Part.names).")
  var freeze: [LocalLearning.Part] = []
  @Option(help: "learn: the half-life of what was learned from a frame, in frames.")
  var memory = LocalLearning.Options().memory
  @Option(help: "learn: the weight of the KL; the higher, the fewer spikes.")
  var beta = LocalLearning.Options().beta
  @Option(help: "learn: write the learned model to this run folder.", completion: .directory)
  var saveRun: String?
  @Option(help: "learn: frames between checkpoints of the state and the learned model.")
  var checkpointEvery = 1000

  /// The options of the rule; nil without --learn.
  var rule: LocalLearning.Options? {
    learn ? .init(memory: memory, beta: beta, frozen: Set(freeze)) : nil
  }

  func validate() throws {
    if !(1...1e6).contains(memory) { try refuse("--memory", memory, "1 to 1000000 frames") }
    if !(1e-3...1e3).contains(beta) { try refuse("--beta", beta, "0.001 to 1000") }
    if checkpointEvery < 1 { try refuse("--checkpoint-every", checkpointEvery, "at least 1") }
    if !learn, saveRun != nil || !freeze.isEmpty {
      throw ValidationError("--save-run and --freeze need --learn. Give it too, or leave them out.")
    }
  }
}

extension Stream {
  /// When frames are taken; nil for as soon as possible.
  var chosenPace: StreamPacing.Lateness? { pace ?? (live ? .keep : nil) }
}
