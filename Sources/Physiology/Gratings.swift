// SPDX-License-Identifier: GPL-3.0-or-later

public import Evaluation
internal import LatentModels
internal import Stimuli
internal import Streaming
public import Tensors

/// Drifting gratings of every combination of orientation, spatial frequency and contrast.
///
/// Those of ``inAllDirections(cycle:cycles:)`` also move in both directions of each orientation, twice, so that a ``DirectionIndex`` can be measured.
///
/// > Reference: the defaults are those of Vafaii, Galor & Yates, arXiv 2410.19315.
public struct Gratings: Sendable, Equatable {
  /// Drift directions, in degrees.
  public var orientations: [Double] = stride(from: 0.0, to: 180, by: 5).map { $0 }
  /// Spatial frequencies, in cycles per picture.
  public var frequencies: [Double] = stride(from: 0.5, through: 8, by: 0.5).map { $0 }
  /// Contrasts in ascending order.
  public var contrasts: [Double] = [0.5, 1]
  /// Frames in one drift cycle.
  public var cycle: Int
  /// How many cycles are shown; spikes count from the second, if there is one.
  public var cycles = 1
  /// How often each grating is shown, side by side; each time it begins at another phase, so that in a model that remembers, an accident of the beginning is not taken for a
  /// preference.
  public var repeats = 1

  /// 36 directions, 16 frequencies and two contrasts.
  public init(cycle: Int = 500) { self.cycle = cycle }

  /// Gratings that drift in 72 directions all around, each shown twice, from opposite phases.
  ///
  /// - Parameters:
  ///   - cycle: frames in one drift cycle.
  ///   - cycles: how many cycles are shown.
  public static func inAllDirections(cycle: Int, cycles: Int) -> Gratings {
    var gratings = Gratings(cycle: cycle)
    gratings.orientations = stride(from: 0.0, to: 360, by: 5).map { $0 }
    (gratings.cycles, gratings.repeats) = (cycles, 2)
    return gratings
  }

  /// The number of gratings.
  public var count: Int { contrasts.count * frequencies.count * orientations.count }
  /// The number of trials.
  public var trials: Int { count * repeats }
  /// How many frames are shown.
  public var frameCount: Int { cycle * cycles }

  /// Whether the spikes of a frame count.
  public func counts(frame: Int) -> Bool { cycles == 1 || frame >= cycle }

  /// The index of a grating among the trials of one repeat.
  public func trial(_ orientation: Int, _ frequency: Int, _ contrast: Int) -> Int {
    (contrast * frequencies.count + frequency) * orientations.count + orientation
  }

  /// All frames, each of shape [trials, side²], one repeat after another.
  public func frames(side: Int) -> AnySequence<Tensor> {
    let gratings = contrasts.flatMap { contrast in
      frequencies.flatMap { frequency in
        orientations.map {
          DriftingGrating(
            side: side, orientation: $0, spatialFrequency: frequency,
            temporalFrequency: 1 / Double(cycle), contrast: contrast)
        }
      }
    }
    return AnySequence(
      (0..<frameCount).lazy.map { time in
        Tensor(
          (0..<repeats).flatMap { turn in
            gratings.flatMap { $0.frame(time + turn * cycle / repeats).values }
          }, shape: [trials, side * side])
      })
  }

  /// The tuning of every neuron.
  ///
  /// - Parameters:
  ///   - counts: spikes in the frames that count, shape [trials, neurons].
  ///   - fits: the Gabor function that best fits each neuron's atom.
  ///   - side: the side of the picture, in pixels.
  public func tuning(counts: [Int], fits: [GaborFit?], side: Int) -> [GratingTuning] {
    let frames = Double(cycle * max(1, cycles - 1) * repeats)
    return fits.indices.map { neuron in
      func spikes(_ trial: Int, _ repeats: Range<Int>) -> Int {
        repeats.reduce(0) { $0 + counts[($1 * count + trial) * fits.count + neuron] }
      }
      var tuning = GratingTuning(neuron, of: self, fit: fits[neuron], side: side) {
        Double(spikes(trial($0, $1, $2), 0..<repeats)) / frames
      }
      if showsBothDirections, repeats > 1 {
        func responses(_ repeats: Range<Int>) -> [[Double]] {
          frequencies.indices.map { frequency in
            orientations.indices.map {
              Double(spikes(trial($0, frequency, contrasts.count - 1), repeats))
            }
          }
        }
        tuning.directionIndex = DirectionIndex(
          first: responses(0..<repeats / 2), second: responses(repeats / 2..<repeats))
      }
      return tuning
    }
  }

  /// Whether directions are spaced evenly all around, each with its opposite.
  private var showsBothDirections: Bool {
    let step = 360 / Double(max(1, orientations.count))
    return orientations.count.isMultiple(of: 2) && !orientations.isEmpty
      && orientations.indices.allSatisfy { abs(orientations[$0] - Double($0) * step) < 1e-9 }
  }
}

extension Electrode {
  /// Shows gratings and finds what every neuron prefers.
  ///
  /// - Throws: what ``Recording/next()`` throws.
  public func gratingTuning(_ gratings: Gratings) throws -> [GratingTuning] {
    var counts = [Int](repeating: 0, count: gratings.trials * neurons)
    var recording = recording(of: gratings.frames(side: side))
    while let response = try recording.next() {
      if gratings.counts(frame: response.index) { response.inference.add(to: &counts) }
    }
    return gratings.tuning(counts: counts, fits: gaborFits(), side: side)
  }

  /// The Gabor function that best fits each neuron's atom.
  public func gaborFits() -> [GaborFit?] {
    GaborFit.fits(
      of: model.likelihood.decoder.dictionary, columns: side, rows: side,
      threads: inference.options.threads)
  }
}

/// How a population responds to gratings.
public struct GratingSummary: Sendable {
  /// Neurons that fire more than once in fifty frames for at least one grating.
  public let driven: [GratingTuning]

  /// A summary of all neurons.
  public init(_ neurons: [GratingTuning]) { driven = neurons.filter { $0.peak > 0.02 } }

  /// How selective driven neurons are for direction; nil unless gratings drifted all around, twice.
  public var direction: DirectionSummary? {
    let indices = driven.compactMap(\.directionIndex)
    return indices.isEmpty ? nil : DirectionSummary(indices)
  }
  /// Neurons with a selectivity above a third.
  public var selective: [GratingTuning] { driven.filter { ($0.selectivity ?? 0) > 1 / 3 } }
  /// Neurons whose atom is a Gabor function.
  public var compared: [GratingTuning] { driven.filter { $0.gaborOrientation != nil } }
  /// The median selectivity; nil when no neuron is driven.
  public var medianSelectivity: Double? { median(driven.compactMap(\.selectivity)) }
  /// The median distance between preferred orientation and atom, in degrees; nil when nothing can be compared.
  public var medianDifference: Double? { median(compared.compactMap(\.orientationDifference)) }
}
