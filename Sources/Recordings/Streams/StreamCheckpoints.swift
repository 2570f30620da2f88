// SPDX-License-Identifier: GPL-3.0-or-later

internal import Learning
internal import LatentModels
internal import Runs
package import Streaming

/// The files from which a stream continues: its state, and the run of what its model has learned.
///
/// Each is written atomically. The state holds the learned model too, so a process killed between the two loses nothing: the state is
/// what to continue from.
package struct StreamCheckpoints {
  private let statePath: String?
  private let folder: RunFolder?
  private let scene: String
  private let source: String
  private let period: Int

  /// Checks where they go.
  ///
  /// - Parameters:
  ///   - stream: what is saved.
  ///   - statePath: the file of the state; nil for none.
  ///   - run: the run folder of the learned model, new or one that a stream of the same run began; nil for none.
  ///   - period: frames between two checkpoints of a model that learns.
  /// - Throws: `RunError` when the run folder holds anything but what a stream of the same run has saved there.
  package init(
    of stream: RunStream, state statePath: String?, run: String?, every period: Int
  ) throws {
    (self.statePath, scene, source, self.period) = (statePath, stream.scene, stream.run, period)
    guard let run else {
      folder = nil
      return
    }
    let configuration = try RunFolder(existing: source).configuration()
    if let begun = try? RunFolder(existing: run), FileIdentity(run) != FileIdentity(source),
      begun.entries.allSatisfy({ $0 != "metrics.jsonl" }),
      try begun.configuration() == configuration
    {
      folder = begun
      return
    }
    let new = try RunFolder(creating: run)
    try new.write(configuration)
    folder = new
  }

  /// Writes a checkpoint if one is due after a frame.
  package func note(_ state: InferenceState) throws {
    if state.learned != nil, state.frame.isMultiple(of: period) { try write(state) }
  }

  /// Writes a checkpoint.
  package func write(_ state: InferenceState) throws {
    if let statePath {
      var state = state
      state.scene = scene
      try state.write(to: statePath)
    }
    guard let folder, let learned = state.learned,
      let known = try RunFolder(existing: source).checkpoint()
    else { return }
    try Checkpoint(
      parameters: learned.parameters, optimizerMemory: [], step: known.step, seed: known.seed,
      streamVersion: known.streamVersion, configuration: known.configuration
    ).write(to: folder.checkpointPath)
  }
}
