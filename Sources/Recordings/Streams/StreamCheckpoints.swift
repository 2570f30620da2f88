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
  ///   - continuing: whether the stream continues from a saved state, and with it the run.
  /// - Throws: `RunError` when the run folder holds anything but what a stream of the same run has saved there.
  package init(
    of stream: RunStream, state statePath: String?, run: String?, every period: Int,
    continuing: Bool
  ) throws {
    (self.statePath, scene, source, self.period) = (statePath, stream.scene, stream.run, period)
    guard let run else {
      folder = nil
      return
    }
    let configuration = try RunFolder(existing: source).configuration()
    if FileIdentity(run) != FileIdentity(source), let begun = try? RunFolder(existing: run),
      !begun.entries.contains("metrics.jsonl"), try begun.configuration() == configuration
    {
      guard continuing || !begun.entries.contains("checkpoint.safetensors") else {
        throw RunError(
          .occupied,
          "\(run) holds what a stream has learned. Choose a new folder for \(setting: "save-run"), "
            + "or continue that stream from its state with \(setting: "resume").")
      }
      folder = try RunFolder.locked(run)
    } else {
      folder = try RunFolder(creating: run)
    }
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
    guard let folder, let learned = state.learned else { return }
    let origin = try RunFolder(existing: source)
    guard let known = try origin.checkpoint() else { return }
    if (try? RunFolder(existing: folder.path)) == nil {
      try folder.write(try origin.configuration())
    }
    try Checkpoint(
      parameters: learned.parameters, optimizerMemory: [], step: known.step, seed: known.seed,
      streamVersion: known.streamVersion, configuration: known.configuration
    ).write(to: folder.checkpointPath)
  }
}
