// SPDX-License-Identifier: GPL-3.0-or-later

public import LatentModels
public import Randomness

/// How a stream is inferred.
public struct StreamOptions: Sendable, Hashable {
  /// What neurons believe when a frame comes.
  public enum FrameStart: String, Sendable, CaseIterable, Codable {
    /// What they believed after the frame before: yesterday's posterior is today's prior.
    case posterior
    /// The trained prior, as if nothing had been seen before.
    case prior
    /// Between the two: ``StreamOptions/retention``, or the model's own transition.
    case transition
  }

  /// What is decoded into the picture that the neurons see.
  public enum Decoding: String, Sendable, CaseIterable, Codable {
    /// The counts of the frame's last window: one draw from the posterior.
    case sample
    /// The expected counts, which no single window shows.
    case mean
  }

  /// How time runs.
  public var timing: StreamTiming
  /// The root of all draws.
  public var seed: SeedSequence
  /// What neurons believe when a frame comes.
  public var start = FrameStart.posterior
  /// The share of a belief that ``FrameStart/transition`` keeps, in 0 … 1; nil for the model's own transition.
  public var retention: Float?
  /// How the model learns from every frame it has seen; nil when it stays as it is.
  public var learning: LocalLearning.Options?
  /// What is decoded.
  public var decoding = Decoding.sample
  /// How many threads may work at once; part of no result.
  public var threads = 1

  /// What neurons believe when a frame comes, in words.
  var startInWords: String {
    start.rawValue + (start == .transition ? retention.map { " \($0)" } ?? "" : "")
  }

  /// Options of a stream; the posterior is carried on and counts are decoded.
  public init(timing: StreamTiming, seed: SeedSequence) {
    self.timing = timing
    self.seed = seed
  }
}

extension Purpose {
  /// The spikes of a stream: neuron, patch and window as they are numbered there.
  public static let streaming: Purpose = "streaming"
  /// The spikes that the prior sends before a frame; they act in the frame's first step and fall into no window.
  public static let streamingPrior: Purpose = "streaming/prior"
}
