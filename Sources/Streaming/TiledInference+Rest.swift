// SPDX-License-Identifier: GPL-3.0-or-later

internal import SpikeTrains
public import Tensors

extension TiledInference {
  /// The spikes that some patches fired in a frame, and those that they fire when they see it from rest, without a past.
  ///
  /// The patches are one block of 32, another one in each frame, so that looking at them twice costs little; over a film all of them have their turn.
  ///
  /// - Parameters:
  ///   - frame: the patches, shape [patches, pixels].
  ///   - moment: what this inference made of it.
  /// - Throws: what ``infer(_:after:)`` throws.
  public func spikesFromRest(
    _ frame: Tensor, _ moment: FrameInference
  ) throws -> (fired: Int, fromRest: Int) {
    let state = moment.state
    let block = moment.frame % state.blocks.count
    let patches = InferenceState.patches(ofBlock: block, of: state.patchCount)
    var resting = self
    (resting.options.start, resting.options.learning) = (.prior, nil)
    let again = try resting.inferBlock(
      frame.rows(patches), patches, from: state.blocks[block], frame: moment.frame)
    return (
      moment.windows.reduce(0) { $0 + $1.parts[block].spikes.spikeCount },
      again.windows.reduce(0) { $0 + $1.spikeCount }
    )
  }
}
