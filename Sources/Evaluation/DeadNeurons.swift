// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// Which neurons of a model carry nothing, by a ``DeadNeuronRule``.
public struct DeadNeurons: Sendable, Equatable {
  /// What a rule looks at.
  public enum Quantity: String, Sendable, Codable {
    /// The mean divergence of a neuron, in nats.
    case divergence
    /// ‖φ_k‖₂, the length of a neuron's atom.
    case norm
  }

  /// Whether each neuron is dead.
  public let isDead: [Bool]
  /// What was looked at.
  public let quantity: Quantity
  /// Neurons below are dead; nil where the rule found nothing that sets them apart.
  public let lower: Double?
  /// Neurons above are dead too; nil for all rules but that of norms.
  public let upper: Double?

  /// How many are dead.
  public var count: Int { isDead.count { $0 } }

  /// The fraction that is not dead; nil for no neurons.
  public var activeFraction: Double? {
    isDead.isEmpty ? nil : 1 - Double(count) / Double(isDead.count)
  }
}

/// How dead neurons are told from live ones.
///
/// KL_k is the mean divergence of neuron k on held-out data, φ_k its column of the decoder, K the number of neurons;
/// both are floored at 2⁻²³ before their logarithm is taken. Published tables choose a rule by family, encoder and data
/// (``published(family:encoder:data:)``); ``portable`` lists the two to report for anything else.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, whose tables count active neurons so.
public enum DeadNeuronRule: Hashable, Sendable {
  /// KL_k < threshold, in nats.
  case divergence(below: Double)
  /// Two looks at ln ‖φ_k‖, dead by either:
  ///
  /// (i) a histogram of 10K − 1 equal bins: from the median's bin downwards, the first 2K empty bins in a row; dead below them;
  /// (ii) a histogram of ⌊K/fraction⌋ − 1 equal bins: dead below the lowest occupied bin that is followed by an empty
  /// one, and dead above the highest empty bin that is followed by an occupied one. Where all empty bins are in one run, this
  /// leaves no neuron alive, as published.
  case norm(fraction: Int)
  /// Neurons in order of KL_k up to the first that ``norm(fraction:)`` calls alive, and those of KL_k < 3·10⁻⁴ nats.
  case sortedPrefix(fraction: Int)
  /// A histogram of ln KL_k of 10K − 1 equal bins: from above, the first 2K empty bins in a row; dead below them, and where KL_k <
  /// 3·10⁻⁴ nats.
  case largestGap

  /// The rules to report where the published choice does not apply.
  public static let portable: [DeadNeuronRule] = [.divergence(below: 0.01), .largestGap]

  /// Families of latents, as far as published rules differ.
  public enum Family: String, Sendable, CaseIterable {
    /// Spike counts.
    case poisson
    /// Normal latents.
    case gaussian
    /// Laplace latents.
    case laplace
    /// One-hot latents.
    case categorical
  }

  /// Encoders, as far as published rules differ.
  public enum Encoder: String, Sendable, CaseIterable {
    /// A linear map.
    case linear
    /// A convolutional network.
    case convolutional
  }

  /// Data, as far as published rules differ.
  public enum Data: String, Sendable, CaseIterable {
    /// Patches of natural photographs.
    case photographs
    /// Patches of CIFAR pictures.
    case cifarPatches
    /// Handwritten digits.
    case mnist
  }

  /// The rule of the published tables.
  public static func published(family: Family, encoder: Encoder, data: Data) -> DeadNeuronRule {
    switch (family, encoder, data) {
    case (.poisson, _, .mnist): .divergence(below: 0.01)
    case (.laplace, .linear, _): .divergence(below: 0.1)
    case (.gaussian, .linear, .cifarPatches): .divergence(below: 0.085)
    case (.gaussian, .linear, _): .divergence(below: 0.1)
    case (.categorical, _, _): .norm(fraction: 2)
    case (_, .linear, _): .sortedPrefix(fraction: 8)
    case (_, .convolutional, _): .largestGap
    }
  }

  /// What no neuron that is alive falls below, in nats.
  static let floor = 3e-4

  /// Applies the rule.
  ///
  /// - Parameters:
  ///   - divergences: KL_k, in nats.
  ///   - norms: ‖φ_k‖₂.
  /// - Precondition: as many norms as divergences, none NaN; `fraction` positive.
  /// - Complexity: O(K log K).
  public func dead(divergences: [Double], norms: [Double]) -> DeadNeurons {
    guard divergences.count == norms.count else {
      fatalError(
        "\(divergences.count) divergences and \(norms.count) norms do not belong to the same neurons"
      )
    }
    switch self {
    case .divergence(let threshold):
      return DeadNeurons(
        isDead: divergences.map { $0 < threshold }, quantity: .divergence, lower: threshold,
        upper: nil)
    case .norm(let fraction): return Self.outlyingNorms(norms, fraction: fraction)
    case .sortedPrefix(let fraction):
      let dead = Self.outlyingNorms(norms, fraction: fraction).isDead
      let order = divergences.indices.sorted {
        (divergences[$0], $0) < (divergences[$1], $1)
      }
      // Were all dead by their norms, the published search finds none alive and takes the empty prefix.
      let alive = order.firstIndex { !dead[$0] } ?? 0
      let limit = alive > 0 ? divergences[order[alive]] : 0
      return Self.below(max(limit, Self.floor), divergences) {
        order[..<alive].contains($0) || divergences[$0] < Self.floor
      }
    case .largestGap:
      let histogram = Histogram(logarithms(divergences), bins: 10 * divergences.count - 1)
      let gap = histogram.highestEmptyRun(
        of: 2 * divergences.count, below: histogram.counts.count)
      let limit = gap.map { exp(histogram.edge($0)) } ?? 0
      return Self.below(max(limit, Self.floor), divergences) {
        divergences[$0] < limit || divergences[$0] < Self.floor
      }
    }
  }

  private static func below(
    _ limit: Double, _ divergences: [Double], isDead: (Int) -> Bool
  ) -> DeadNeurons {
    DeadNeurons(
      isDead: divergences.indices.map(isDead), quantity: .divergence, lower: limit, upper: nil)
  }

  private static func outlyingNorms(_ norms: [Double], fraction: Int) -> DeadNeurons {
    guard fraction > 0 else {
      fatalError("a histogram of K/\(fraction) bins")
    }
    let values = logarithms(norms)
    let fine = Histogram(values, bins: 10 * values.count - 1)
    let gap = fine.highestEmptyRun(of: 2 * values.count, below: fine.bin(of: median(values) ?? 0))
    let coarse = Histogram(values, bins: values.count / fraction - 1)
    let lower = [
      gap.map { fine.edge($0) },
      coarse.firstEmptyAfterOccupied.map { coarse.edge($0) },
    ].compactMap { $0 }.max()
    let upper = coarse.lastEmptyBeforeOccupied.map { coarse.edge($0) }
    return DeadNeurons(
      isDead: values.map { value in
        lower.map { value < $0 } ?? false || upper.map { value > $0 } ?? false
      },
      quantity: .norm, lower: lower.map { exp($0) }, upper: upper.map { exp($0) })
  }
}

/// ln of numbers floored at 2⁻²³.
private func logarithms(_ numbers: [Double]) -> [Double] {
  numbers.map { log(max($0, Double(Float.ulpOfOne))) }
}
