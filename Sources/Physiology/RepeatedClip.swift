// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
internal import Stimuli
public import Tensors

/// A film clip and noise of the same variance, both shown many times with the same frames: what is needed to tell signal from noise.
///
/// Trials come stimulus by stimulus: all repeats of the first piece of the clip, of the second, … then of the noise that belongs to the first, …
public struct RepeatedClip: Sendable {
  /// The clip's frames, each of shape [pieces, pixels].
  public let clip: [Tensor]
  /// How often each piece is shown.
  public let repeats: Int
  /// Frozen noise, as many frames of the same shape: normal, independent, with the variance that the piece has over all its frames and pixels.
  public let noise: [Tensor]

  /// A clip to be repeated, and noise drawn for it.
  ///
  /// - Parameters:
  ///   - clip: frames of one shape, [pieces, pixels]; at least one.
  ///   - repeats: how often each piece is shown, at least twice.
  ///   - seed: the seed of the noise.
  public init(_ clip: [Tensor], repeats: Int, seed: SeedSequence) {
    guard let shape = clip.first?.shape, repeats >= 2 else {
      fatalError("\(clip.count) frames, shown \(repeats) times")
    }
    (self.clip, self.repeats) = (clip, repeats)
    let deviations = (0..<shape[0]).map { piece in
      let values = clip.flatMap { $0.values[piece * shape[1]..<(piece + 1) * shape[1]] }
      let mean = values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
      let squares = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
      return Float((squares / Double(values.count)).squareRoot())
    }
    let drawn = WhiteNoise(pixels: shape[1]).frames(
      trials: shape[0], at: DrawAddress(seed: seed, purpose: "repeated noise"))
    noise = drawn.prefix(clip.count).map { frame in
      Tensor(
        frame.values.enumerated().map { $1 * deviations[$0 / shape[1]] }, shape: shape)
    }
  }

  /// Pieces of the clip.
  public var pieces: Int { clip[0].shape[0] }

  /// All frames, each of shape [2 · pieces · repeats, pixels].
  public var frames: AnySequence<Tensor> {
    AnySequence(
      clip.indices.lazy.map { time in
        let pixels = clip[time].shape[1]
        let values = [clip[time], noise[time]].flatMap { stimuli in
          (0..<pieces).flatMap { piece in
            let row = stimuli.values[piece * pixels..<(piece + 1) * pixels]
            return (0..<repeats).flatMap { _ in row }
          }
        }
        return Tensor(values, shape: [2 * pieces * repeats, pixels])
      })
  }
}
