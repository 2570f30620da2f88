// SPDX-License-Identifier: GPL-3.0-or-later

public import Evaluation
internal import LatentModels
internal import Stimuli
internal import Streaming
public import Tensors

/// Drifting gratings of every combination of orientation, spatial frequency and contrast, one trial each.
///
/// > Reference: the defaults are those of Vafaii, Galor & Yates, arXiv 2410.19315.
public struct Gratings: Sendable, Equatable {
  /// Drift directions, in degrees.
  public var orientations: [Double] = stride(from: 0.0, to: 180, by: 5).map { $0 }
  /// Spatial frequencies, in cycles per picture.
  public var frequencies: [Double] = stride(from: 0.5, through: 8, by: 0.5).map { $0 }
  /// Contrasts in ascending order.
  public var contrasts: [Double] = [0.5, 1]
  /// Frames in one drift cycle, all of which are shown.
  public var cycle: Int

  /// 36 directions, 16 frequencies and two contrasts.
  public init(cycle: Int = 500) { self.cycle = cycle }

  /// The number of trials.
  public var count: Int { contrasts.count * frequencies.count * orientations.count }

  /// The index of a grating among the trials.
  public func trial(_ orientation: Int, _ frequency: Int, _ contrast: Int) -> Int {
    (contrast * frequencies.count + frequency) * orientations.count + orientation
  }

  /// The frames of one cycle, each of shape [trials, side²].
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
      (0..<cycle).lazy.map { time in
        Tensor(
          gratings.flatMap { $0.frame(time).values }, shape: [gratings.count, side * side])
      })
  }

  /// The tuning of every neuron.
  ///
  /// - Parameters:
  ///   - counts: spikes over the cycle, shape [trials, neurons].
  ///   - fits: the Gabor function that best fits each neuron's atom.
  ///   - side: the side of the picture, in pixels.
  public func tuning(counts: [Int], fits: [GaborFit?], side: Int) -> [GratingTuning] {
    fits.indices.map { neuron in
      GratingTuning(neuron, of: self, fit: fits[neuron], side: side) {
        Double(counts[trial($0, $1, $2) * fits.count + neuron]) / Double(cycle)
      }
    }
  }
}

extension Electrode {
  /// Shows gratings and finds what every neuron prefers.
  ///
  /// - Throws: what ``Recording/next()`` throws.
  public func gratingTuning(_ gratings: Gratings) throws -> [GratingTuning] {
    var counts = [Int](repeating: 0, count: gratings.count * neurons)
    var recording = recording(of: gratings.frames(side: side))
    while let response = try recording.next() { response.inference.add(to: &counts) }
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

  /// Neurons with a selectivity above a third.
  public var selective: [GratingTuning] { driven.filter { ($0.selectivity ?? 0) > 1 / 3 } }
  /// Neurons whose atom is a Gabor function.
  public var compared: [GratingTuning] { driven.filter { $0.gaborOrientation != nil } }
  /// The median selectivity; nil when no neuron is driven.
  public var medianSelectivity: Double? { median(driven.compactMap(\.selectivity)) }
  /// The median distance between preferred orientation and atom, in degrees; nil when nothing can be compared.
  public var medianDifference: Double? { median(compared.compactMap(\.orientationDifference)) }
}
