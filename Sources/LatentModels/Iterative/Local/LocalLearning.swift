// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
public import Learning
internal import Tensors

/// Learning of an iterative Poisson model while it watches: after every frame, from what was believed before and after it.
///
/// ```
/// Φ      one sweep of coordinate descent on the moments          the minimum of the expected error they remember, given r
/// σ²     Q/w, pixel by pixel
/// u₀, γ, leak, step       Adamax along FrameSlopes
/// ```
/// Φ and σ² are the closed form of an M step whose moments forget; the others, for which there is none, follow slopes that do not pass
/// through the steps of inference. Work and memory are those of a few products, whatever the number of steps a frame.
///
/// A model whose atoms are all shorter than .01, as random ones are, is woken first: see ``wake(_:power:frozen:)``.
///
/// > Reference: R. M. Neal & G. E. Hinton, in Learning in Graphical Models (1998) 355–368, for learning by partial steps on a free
/// > energy; J. Mairal, F. Bach, J. Ponce & G. Sapiro, J. Mach. Learn. Res. 11 (2010) 19–60.
public struct LocalLearning: Sendable {
  /// A part of a model that learns or is frozen.
  public enum Part: String, Sendable, CaseIterable, Codable {
    /// Φ.
    case dictionary
    /// σ.
    case deviation
    /// The leak of every neuron.
    case leak
    /// The step size.
    case step
    /// u₀.
    case prior
    /// γ.
    case transition

    /// The names of all, for people.
    public static let names = allCases.map(\.rawValue).joined(separator: ", ")
  }

  /// How it is learned.
  public struct Options: Sendable, Hashable, Codable {
    /// After how many frames half is forgotten.
    public var memory: Double
    /// The rate of what has no closed form.
    public var rate: Double
    /// β, the weight of a frame's divergence.
    public var beta: Double
    /// What stays as it is.
    public var frozen: Set<Part>

    /// Options; nothing is frozen.
    public init(
      memory: Double = 500, rate: Double = 0.02, beta: Double = 1, frozen: Set<Part> = []
    ) {
      self.memory = memory
      self.rate = rate
      self.beta = beta
      self.frozen = frozen
    }
  }

  /// How it is learned.
  public let options: Options
  /// Frames learned from so far; not counting one that only woke the model.
  public private(set) var frames = 0
  /// What is remembered of them.
  public private(set) var moments: PosteriorMoments
  private var optimizer = Adamax(boundDecay: 0.99)

  /// Nothing learned yet.
  public init(of model: IterativePoissonVAE, _ options: Options = Options()) {
    self.options = options
    moments = PosteriorMoments(
      latents: model.latents, pixels: model.likelihood.logDeviation.count)
  }

  /// Learns from one frame, whose evidence may come in blocks of trials.
  ///
  /// - Parameters:
  ///   - model: with a linear decoder.
  ///   - evidence: what its neurons saw and believed.
  ///   - threads: how many threads may work at once; part of no result.
  public mutating func learn(
    _ model: inout IterativePoissonVAE, from evidence: [FrameEvidence], threads: Int = 1
  ) {
    let seen = Tensor(joining: evidence.map(\.seen))
    if frames == 0, learns(.dictionary), Self.sleeps(model) {
      let power = square(seen).sum().scalar / Float(max(1, seen.count))
      Self.wake(&model, power: power, frozen: options.frozen)
      return
    }
    frames += 1
    let (before, beta) = (model, Float(options.beta))
    let slopes = inParallel(count: evidence.count, threads: threads) {
      FrameSlopes(of: before, evidence[$0], beta: beta)
    }
    let share = 1 / Float(seen.shape[0])
    func mean(_ part: (FrameSlopes) -> [Float]) -> Tensor {
      var sum = part(slopes[0])
      for slope in slopes.dropFirst() {
        for (index, value) in part(slope).enumerated() { sum[index] += value }
      }
      return Tensor(sum.map { $0 * share }, shape: [1, sum.count])
    }
    moments.add(
      rates: Tensor(joining: slopes.map(\.rates)), seeing: seen, squares: mean(\.squares),
      memory: options.memory, threads: threads)
    if learns(.dictionary) {
      model.likelihood.decoder.readin.weight = moments.refreshed(
        model.likelihood.decoder.readin.weight, threads: threads)
    }
    if learns(.deviation) {
      let weight = moments.weight.scalar
      model.likelihood.setLogDeviation(
        Tensor(
          moments.squares.values.map {
            0.5 * Float(Foundation.log(Double(max($0 / weight, 1e-3))))
          },
          shape: moments.squares.shape))
    }
    var moving = MovingParts(model: model, frozen: options.frozen)
    let gradients = moving.parameters.map { parameter in
      switch parameter.name {
      case "log_leak": mean(\.leak)
      case "log_step": mean { [$0.step] }.reshaped([1])
      case "log_rate": mean(\.rest)
      case "logit_retention": mean(\.retention)
      default: mean(\.surprise)
      }
    }
    guard !gradients.isEmpty else { return }
    optimizer.update(&moving, gradients: gradients, scale: 1, rate: options.rate, threads: 1)
    moving.bound()
    model = moving.model
  }

  private func learns(_ part: Part) -> Bool { !options.frozen.contains(part) }

  /// Whether no atom says anything yet.
  private static func sleeps(_ model: IterativePoissonVAE) -> Bool {
    square(model.likelihood.decoder.dictionary).sum(over: .rows).values.allSatisfy { $0 < 1e-4 }
  }

  /// Brings a model with random weights to where it can learn.
  ///
  /// ```
  /// σ² = power/2        φ of the length √(.6·σ²) in its own direction        u₀ = −1        e^b = n/2        e^η = .1
  /// ```
  /// - Parameters:
  ///   - model: with a linear decoder.
  ///   - power: the mean square of the pixels.
  ///   - frozen: what stays as it is.
  public static func wake(
    _ model: inout IterativePoissonVAE, power: Float, frozen: Set<Part> = []
  ) {
    let variance = max(power / 2, 1e-2)
    if !frozen.contains(.deviation) {
      let logDeviation = 0.5 * Float(Foundation.log(Double(variance)))
      model.likelihood.setLogDeviation(
        Tensor(repeating: logDeviation, shape: model.likelihood.logDeviation.shape))
    }
    if !frozen.contains(.dictionary) {
      model.likelihood.decoder.readin.weight =
        model.likelihood.decoder.readin.weight.transposed()
        .withRows(ofLength: (0.6 * variance).squareRoot()).transposed()
    }
    let row = [1, model.latents]
    if !frozen.contains(.leak) {
      let curvature = matmul(
        model.likelihood.precision, square(model.likelihood.decoder.dictionary))
      model.logLeak = log(curvature * 0.5 + 1e-6).detached
    }
    if !frozen.contains(.prior) { model.initialLogRates = Tensor(repeating: -1, shape: row) }
    if !frozen.contains(.step) { model.logStep = Tensor([-2.3], shape: [1]) }
  }
}

extension LocalLearning {
  /// Everything needed to continue, by name.
  public func memory(of model: IterativePoissonVAE) -> [NamedTensor] {
    let names = MovingParts(model: model, frozen: options.frozen).parameters.map(\.name)
    return moments.parameters + optimizer.memory(for: names)
  }

  /// Takes back what ``memory(of:)`` gave after so many frames.
  ///
  /// - Throws: `ParameterError` when it is not of such a model.
  public mutating func restore(
    _ memory: [NamedTensor], of model: IterativePoissonVAE, frames: Int
  ) throws(ParameterError) {
    var moments = moments
    let names = moments.parameters.map(\.name)
    try moments.setParameters(
      memory.filter { names.contains($0.name) }, from: "the learning's memory")
    let slopes = memory.filter { !names.contains($0.name) }
    var optimizer = optimizer
    let moving = MovingParts(model: model, frozen: options.frozen).parameters
    try optimizer.restore(slopes, for: moving, steps: slopes.isEmpty ? 0 : frames)
    (self.moments, self.optimizer, self.frames) = (moments, optimizer, frames)
  }
}

extension LocalLearning: Equatable {
  public static func == (left: LocalLearning, right: LocalLearning) -> Bool {
    // Names only keep what there is in order.
    let names = (1...5).map { "\($0)" }
    return left.options == right.options && left.frames == right.frames
      && left.moments == right.moments
      && left.optimizer.memory(for: names) == right.optimizer.memory(for: names)
  }
}
