// SPDX-License-Identifier: GPL-3.0-or-later

public import Evaluation
internal import Foundation

/// How one neuron responds to drifting gratings.
public struct GratingTuning: Sendable, Equatable {
  /// The neuron.
  public let neuron: Int
  /// Spikes per frame at each orientation, at the preferred frequency; the highest contrast comes first.
  public let byOrientation: [[Double]]
  /// Spikes per frame at each frequency, at the preferred orientation and the highest contrast.
  public let byFrequency: [Double]
  /// The preferred orientation, in degrees.
  public let orientation: Double
  /// The preferred spatial frequency, in cycles per picture.
  public let frequency: Double
  /// Spikes per frame at the preferred orientation and frequency.
  public let peak: Double
  /// |Σ r e^{2iθ}|/Σ r, from 0 for no preference to 1 for a single orientation; nil for a silent neuron.
  public let selectivity: Double?
  /// How much it prefers a direction of drift to the opposite one; nil unless gratings drifted all around, twice.
  public internal(set) var directionIndex: DirectionIndex?
  /// The orientation of its atom's Gabor function, in degrees; nil when none explains half of the atom.
  public let gaborOrientation: Double?
  /// The frequency of that Gabor function, in cycles per picture.
  public let gaborFrequency: Double?

  /// Finds the best grating at the highest contrast.
  ///
  /// - Parameters:
  ///   - neuron: its number.
  ///   - gratings: what was shown.
  ///   - fit: the Gabor function nearest to the neuron's atom.
  ///   - side: pixels of one side of the picture.
  ///   - rate: spikes a frame, by the places of an orientation, a frequency and a contrast in `gratings`.
  public init(
    _ neuron: Int, of gratings: Gratings, fit: GaborFit?, side: Int,
    rate: (_ orientation: Int, _ frequency: Int, _ contrast: Int) -> Double
  ) {
    self.neuron = neuron
    let full = gratings.contrasts.count - 1
    var best = (orientation: 0, frequency: 0)
    for frequency in gratings.frequencies.indices {
      for orientation in gratings.orientations.indices
      where rate(orientation, frequency, full) > rate(best.orientation, best.frequency, full) {
        best = (orientation, frequency)
      }
    }
    byOrientation = gratings.contrasts.indices.reversed().map { contrast in
      gratings.orientations.indices.map { rate($0, best.frequency, contrast) }
    }
    byFrequency = gratings.frequencies.indices.map { rate(best.orientation, $0, full) }
    orientation = gratings.orientations[best.orientation]
    frequency = gratings.frequencies[best.frequency]
    peak = rate(best.orientation, best.frequency, full)
    let total = byOrientation[0].reduce(0, +)
    let angles = gratings.orientations.map { $0 * .pi / 90 }
    let (real, imaginary) = zip(byOrientation[0], angles).reduce((0.0, 0.0)) {
      ($0.0 + $1.0 * cos($1.1), $0.1 + $1.0 * sin($1.1))
    }
    selectivity = total > 0 ? hypot(real, imaginary) / total : nil
    let isGabor = fit?.isGaborLike ?? false
    gaborOrientation = isGabor ? fit.map { $0.orientation * 180 / .pi } : nil
    gaborFrequency = isGabor ? fit.map { $0.frequency * Double(side - 1) } : nil
  }

  /// The angle between the preferred orientation and the atom's, 0 to 90 degrees.
  public var orientationDifference: Double? {
    gaborOrientation.map { abs(remainder($0 - orientation, 180)) }
  }
}
