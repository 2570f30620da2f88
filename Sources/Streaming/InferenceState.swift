// SPDX-License-Identifier: GPL-3.0-or-later

internal import LatentModels
public import Randomness
public import SpikeTrains
public import Tensors

/// What all neurons of a stream hold between two frames: keep it, and the stream continues where it left off.
///
/// A stream that continues from a state gives the same bits as one that never stopped. The state is whole: the
/// log-rates, the spikes that have been sent and not yet acted, how far the stream is, and from which draws.
public struct InferenceState: Sendable, Equatable {
  /// The layout of the file that is written.
  static let schema = 1
  /// Patches that are inferred together; part of no result, since patches do not see each other.
  static let blockSize = 32

  /// How many frames went by; the number of the next one.
  public internal(set) var frame: Int
  /// How time runs.
  public let timing: StreamTiming
  /// The root of all draws.
  public let seed: SeedSequence
  /// Whose state it is.
  public let model: ModelFingerprint
  /// How many patches there are.
  public let patchCount: Int
  /// How many neurons look at each patch.
  public let neuronsPerPatch: Int
  /// What the patches are pieces of, as described by the code that cut them; kept in the file, not compared here.
  public var scene: String?
  /// What the model has learned while it watched; nil when it did not.
  public internal(set) var learned: LearnedState?
  /// Neurons of ``blockSize`` patches each, the last block of the rest.
  var blocks: [LateralInference.State]

  init(
    frame: Int, timing: StreamTiming, seed: SeedSequence, model: ModelFingerprint,
    blocks: [LateralInference.State]
  ) {
    self.frame = frame
    self.timing = timing
    self.seed = seed
    self.model = model
    self.blocks = blocks
    patchCount = blocks.reduce(0) { $0 + $1.spikes.trialCount }
    neuronsPerPatch = blocks.first?.spikes.neuronCount ?? 0
  }

  /// The next window to be drawn.
  public var window: Int { timing.window(ofFrame: frame) }

  /// The log-rates, shape [patches, neurons]; unit of a rate: spikes per window.
  public var logRates: Tensor {
    Tensor(stacking: blocks.map(\.logRates), rows: patchCount)
  }

  /// The spikes of the last window, which act in the next step, shape [patches, neurons].
  public var spikes: SparseCounts { SparseCounts(stacking: blocks.map(\.spikes)) }

  /// Which patches a block holds.
  static func patches(ofBlock block: Int, of patchCount: Int) -> Range<Int> {
    block * blockSize..<min((block + 1) * blockSize, patchCount)
  }

  static func blockCount(of patchCount: Int) -> Int {
    (patchCount + blockSize - 1) / blockSize
  }
}

extension Tensor {
  /// Tables with equal columns, one below the other; `rows` is how many rows they have together.
  init(stacking parts: [Tensor], rows: Int) {
    let columns = parts.first?.shape[1] ?? 0
    var values: [Float] = []
    values.reserveCapacity(rows * columns)
    for part in parts { values += part.values }
    self.init(values, shape: [rows, columns])
  }
}

extension SparseCounts {
  /// The counts of populations side by side, one population's trials behind the other's.
  ///
  /// - Precondition: equal numbers of neurons.
  init(stacking parts: [SparseCounts]) {
    let neurons = parts.first?.neuronCount ?? 0
    var (places, counts, trials) = ([UInt32](), [UInt32](), 0)
    places.reserveCapacity(parts.reduce(0) { $0 + $1.places.count })
    counts.reserveCapacity(places.capacity)
    for part in parts {
      guard part.neuronCount == neurons else {
        fatalError("\(part.neuronCount) neurons beside \(neurons)")
      }
      let first = UInt32(trials * neurons)
      for place in part.places { places.append(first + place) }
      counts += part.counts
      trials += part.trialCount
    }
    self.init(places: places, counts: counts, trials: trials, neurons: neurons)
  }

  /// The counts of some trials.
  func rows(_ range: Range<Int>) -> SparseCounts {
    let first = UInt32(range.lowerBound * neuronCount)
    let end = UInt64(range.upperBound) * UInt64(neuronCount)
    let kept = places.indices.filter { places[$0] >= first && UInt64(places[$0]) < end }
    return SparseCounts(
      places: kept.map { places[$0] - first }, counts: kept.map { counts[$0] },
      trials: range.count, neurons: neuronCount)
  }
}
