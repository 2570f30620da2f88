// SPDX-License-Identifier: GPL-3.0-or-later

internal import Tensors

extension TiledInference {
  /// How many times a block of patches is looked at: overshooting grows, and one or two looks do not show it.
  private static let looks = 4

  /// Whether a block of patches, looked at a few times more, is seen about as well as another model saw it, or at least not much
  /// worse than by guessing.
  ///
  /// The looks have the draws of the frames to come. A stream at the very end of its windows has fewer of them.
  ///
  /// - Parameters:
  ///   - frame: the patches.
  ///   - moment: how the other model saw them, and left the neurons.
  func bears(_ frame: Tensor, as moment: FrameInference) throws -> Bool {
    let state = moment.state
    let block = state.frame % state.blocks.count
    let patches = InferenceState.patches(ofBlock: block, of: state.patchCount)
    func sum(_ values: some Sequence<Double>) -> Double { values.reduce(0, +) }
    let guess = max(sum(moment.squaredErrors[patches]), sum(moment.variations[patches]))
    // Blank patches vary by nothing; a tenth of the usual variance of a pixel is allowed for.
    let bearable = 1.5 * guess + 0.1 * Double(patches.count * pixels)
    var neurons = state.blocks[block]
    let windowsLeft = 1 << 32 - state.window
    for look in 0..<min(Self.looks, windowsLeft / options.timing.stepsPerFrame) {
      let found = try inferBlock(
        frame.rows(patches), patches, from: neurons, frame: state.frame + look)
      if sum(found.score.squaredErrors) > bearable { return false }
      neurons = found.state
    }
    return true
  }
}

extension FrameInference {
  /// Whether a frame of so many pixels is seen at most so many times worse than by guessing.
  func isSeen(within factor: Double, pixels: Int) -> Bool {
    let (error, guess) = (squaredErrors.reduce(0, +), variations.reduce(0, +))
    return error <= factor * (guess + 0.1 * Double(pixels))
  }
}
