// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// Something that makes a film of pictures, one frame for each step of inference.
public protocol MovingInput: Sendable {
  /// The frames, each of shape [trials, pixels]; they may never end.
  ///
  /// - Parameters:
  ///   - pictures: shape [trials, pixels], row-major pixels.
  ///   - address: where the movement is drawn. All trials move alike: the number of the first one does not matter.
  func frames(of pictures: Tensor, at address: DrawAddress) -> AnySequence<Tensor>
}

/// The same pictures in every frame.
public struct StationaryInput: MovingInput {
  /// Pictures at rest; there is nothing to set.
  public init() {}

  public func frames(of pictures: Tensor, at address: DrawAddress) -> AnySequence<Tensor> {
    AnySequence { AnyIterator { pictures } }
  }
}

/// Recorded films, one a datum: their frames, and no more.
public struct RecordedInput: MovingInput {
  /// Frames as they were recorded; there is nothing to set.
  public init() {}

  /// The frames.
  ///
  /// - Parameters:
  ///   - pictures: shape [trials, frames, pixels].
  ///   - address: not used, nothing is drawn.
  /// - Precondition: three axes.
  public func frames(of pictures: Tensor, at address: DrawAddress) -> AnySequence<Tensor> {
    guard pictures.rank == 3 else {
      fatalError("films of shape \(pictures.shape) are not [trials, frames, pixels]")
    }
    let (trials, count, pixels) = (pictures.shape[0], pictures.shape[1], pictures.shape[2])
    let films = pictures.reshaped([trials, count * pixels])
    return AnySequence(
      (0..<count).lazy.map { films.columns($0 * pixels..<($0 + 1) * pixels) })
  }
}
