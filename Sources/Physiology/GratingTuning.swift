// SPDX-License-Identifier: GPL-3.0-or-later

public import Evaluation
internal import Foundation

/// How one neuron answers drifting gratings.
public struct GratingTuning: Sendable, Equatable {
  /// The neuron.
  public let neuron: Int
  /// Spikes a frame at each orientation, at the preferred frequency; the highest contrast comes first.
  public let byOrientation: [[Double]]
  /// Spikes a frame at each frequency, at the preferred orientation and the highest contrast.
  public let byFrequency: [Double]
  /// The preferred orientation, in degrees.
  public let orientation: Double
  /// The preferred spatial frequency, in cycles a picture.
  public let frequency: Double
  /// Spikes a frame there.
  public let peak: Double
  /// |Σ r e^{2iθ}|/Σ r, 0 for no preference and 1 for one orientation alone; nil for a silent neuron.
  public let selectivity: Double?
  /// What its atom's Gabor function says, in degrees; nil when none explains half of the atom.
  public let gaborOrientation: Double?
  /// The same in cycles a picture.
  public let gaborFrequency: Double?

  /// Finds the best grating at the highest contrast.
  ///
  /// - Parameters:
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

  /// How far the preferred orientation is from that of the atom, 0 to 90 degrees.
  public var orientationDifference: Double? {
    gaborOrientation.map { abs(remainder($0 - orientation, 180)) }
  }
}
