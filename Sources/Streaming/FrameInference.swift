// SPDX-License-Identifier: GPL-3.0-or-later

internal import Distributions
public import SpikeTrains
public import Tensors

/// What neurons made of one frame.
///
/// ```
/// free energy of a patch = −ln N(x; decoder(z), σ²) + KL(belief after the frame ‖ prior it began with)
/// ```
/// in nats, where z are the counts of the frame's last window. When expected counts are decoded, the first term
/// is its expectation over z instead, in closed form; the mean of both is the same. The divergence spans the
/// frame, however many steps it has: it is what the frame taught, hence large at a cut. Training on still
/// pictures minimizes another sum, that of the divergences of every step from the step before,
/// ``stepDivergences``: a path of several steps has less of it than its ends have of this one. With one step
/// a frame both are the same.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2410.19315.
public struct FrameInference: Sendable {
  /// The number of the frame in the stream, from 0; dropped frames count.
  public let frame: Int
  /// When it was seen, in seconds; the end is excluded.
  public let interval: Range<Double>
  /// How many frames were dropped just before it.
  public internal(set) var droppedFrames = 0
  /// How long it waited for its time, by the clock of the pacing.
  public internal(set) var wait = Duration.zero
  /// The spikes of each step.
  public let windows: [StreamWindow]
  /// The spikes of all steps, each for some of the neurons: what a `SpikeSpool` takes.
  public var parts: [StreamWindow.Part] { windows.flatMap(\.parts) }
  /// What the neurons see, shape [patches, pixels].
  public let reconstruction: Tensor
  /// Σ(x − reconstruction)² over the pixels of each patch.
  public let squaredErrors: [Double]
  /// Σ(x − mean of x)² over the pixels of each patch.
  public let variations: [Double]
  /// The divergence of the belief after the frame from the prior it began with for each patch, in nats.
  public let divergences: [Double]
  /// Σ over the steps of the divergence of each belief from that of the step before, for each patch, in nats: what
  /// training on still pictures weighs with β.
  public let stepDivergences: [Double]
  /// The part of ``stepDivergences`` that the first step has, for each patch, in nats: small when the frame is as its prior expected.
  public let firstStepDivergences: [Double]
  /// The free energy of each patch, in nats.
  public let freeEnergies: [Double]
  /// The log-rates at rest, shape [1, neurons], and whether divergences are weighed by the posterior.
  let rest: (logRates: Tensor, weighsByPosterior: Bool)
  /// The neurons after this frame, from which the stream can continue.
  public internal(set) var state: InferenceState

  /// The divergence of the belief after the frame from rest for each patch, in nats: what the same belief would cost without a past.
  ///
  /// Less what ``divergences`` has, it is what the frame's prior knew in advance. A frame that begins at rest has the same of both.
  ///
  /// - Complexity: O(neurons), each time.
  public var divergencesFromRest: [Double] {
    Divergence.poissonByTrial(
      logRates: state.logRates, from: rest.logRates.expanded(to: state.logRates.shape),
      weighedByPosterior: rest.weighsByPosterior)
  }

  /// Hands over the spikes of every neuron that fired, window after window.
  ///
  /// - Parameter visit: gets the patch, the neuron within it, and the times of its spikes in one window, in seconds.
  /// - Complexity: O(spikes).
  public func forEachTrain(
    _ visit: (_ patch: Int, _ neuron: Int, _ times: ArraySlice<Double>) throws -> Void
  ) rethrows {
    for window in windows {
      for part in window.parts {
        let counts = part.spikes.counts
        var first = 0
        for (place, count) in zip(counts.places, counts.counts) {
          let (patch, neuron) = Int(place).quotientAndRemainder(dividingBy: state.neuronsPerPatch)
          let end = first + Int(count)
          try visit(part.firstPatch + patch, neuron, part.spikes.times[first..<end])
          first = end
        }
      }
    }
  }

  /// How many spikes all neurons fired: what the frame cost.
  public var spikeCount: Int { windows.reduce(0) { $0 + $1.spikeCount } }
  /// The free energy of all patches, in nats.
  public var freeEnergy: Double { freeEnergies.reduce(0, +) }
  /// The divergence of all patches, in nats.
  public var divergence: Double { divergences.reduce(0, +) }
  /// The divergence of all patches summed step by step, in nats.
  public var stepDivergence: Double { stepDivergences.reduce(0, +) }
  /// The divergence of all patches in the first step, in nats.
  public var firstStepDivergence: Double { firstStepDivergences.reduce(0, +) }
  /// 1 − Σ squared errors/Σ variations, over all patches together; nil when every patch is constant.
  public var rSquared: Double? {
    let variation = variations.reduce(0, +)
    return variation > 0 ? 1 - squaredErrors.reduce(0, +) / variation : nil
  }
}

/// The spikes of one step of a stream.
public struct StreamWindow: Sendable, Equatable {
  /// Some neighboring patches.
  public struct Part: Sendable, Equatable {
    /// The first of them.
    public let firstPatch: Int
    /// The spikes of their neurons; its trials are the patches.
    public let spikes: WindowSpikes

    /// The first of their neurons, counted through all patches: where the spikes begin in a file.
    public var firstNeuron: Int { firstPatch * spikes.counts.neuronCount }
  }

  /// The number of the window.
  public let index: Int
  /// When it is, in seconds; the end is excluded.
  public let interval: Range<Double>
  /// All patches, in order.
  public let parts: [Part]

  /// How many spikes all neurons fired.
  public var spikeCount: Int { parts.reduce(0) { $0 + $1.spikes.spikeCount } }

  /// The counts that entered the inference, shape [patches, neurons].
  ///
  /// - Complexity: O(neurons that fired).
  public var counts: SparseCounts { SparseCounts(stacking: parts.map(\.spikes.counts)) }
}
