// SPDX-License-Identifier: GPL-3.0-or-later

public import SpikeTrains

/// A spike raster, one row per neuron, above the mean rate of the population.
///
/// Neuron 0 is the lowest row. Both parts share the time axis, in milliseconds when the interval
/// is shorter than a second, otherwise in seconds. The picture grows with the number of neurons,
/// so that rows stay apart. Of more than 1200 neurons, which no picture keeps apart, the density is drawn: a line
/// of pixels is several neurons, a pixel with a spike is gray at least and that of most spikes is black; the axis
/// says so.
public struct RasterFigure: Figure {
  /// The spikes.
  public var raster: SpikeRaster
  /// The line above the raster; empty for none.
  public var title: String
  /// The seed that drew the spikes, written after the title.
  public var seed: UInt64?
  /// Where presentations begin, in seconds; vertical lines.
  public var presentationBoundaries: [Double]
  /// Where trials begin, in seconds; lighter vertical lines.
  public var trialBoundaries: [Double]
  /// The width of the bins of the rate, in seconds; `nil` chooses about a hundred bins.
  ///
  /// How spikes on the edge of a bin count: `PeristimulusTimeHistogram`.
  public var binWidth: Double?
  /// What a row stands for, such as a trial of one neuron.
  public var row = "neuron"
  /// The numbers of the neurons, the lowest row first, where they are not 0, 1, 2 …; one for each row.
  public var neurons: [Int]?

  /// What was shown, one picture for each stretch that ``presentationBoundaries`` begin; drawn above the raster.
  public var stimuli: [GrayPicture] = []
  /// The stretch of each row whose spikes are colored, in seconds, the lowest row first; empty for none.
  public var accents: [Range<Double>] = []

  /// A figure of a raster.
  ///
  /// - Parameters:
  ///   - raster: the spikes, of at least one neuron.
  ///   - title: the line above the raster.
  ///   - seed: the seed that drew the spikes.
  ///   - presentationBoundaries: seconds; lines closer together than 12 pixels are left out.
  ///   - trialBoundaries: seconds, likewise.
  ///   - binWidth: seconds, positive; the last bin ends with the interval and may be shorter.
  public init(
    _ raster: SpikeRaster, title: String = "", seed: UInt64? = nil,
    presentationBoundaries: [Double] = [], trialBoundaries: [Double] = [],
    binWidth: Double? = nil
  ) {
    self.raster = raster
    self.title = title
    self.seed = seed
    self.presentationBoundaries = presentationBoundaries
    self.trialBoundaries = trialBoundaries
    self.binWidth = binWidth
  }

  public func drawing() throws(FigureError) -> Drawing {
    guard raster.neuronCount > 0 else { throw .nothingToDraw("the population of the raster") }
    guard raster.duration > 0 else { throw .nothingToDraw("the time interval of the raster") }
    guard raster.duration < 1e15, abs(raster.interval.lowerBound) < 1e15 else {
      throw .tooLong(raster.interval)
    }
    guard neurons == nil || neurons?.count == raster.neuronCount else {
      fatalError("\(neurons?.count ?? 0) numbers of neurons for \(raster.neuronCount) rows")
    }
    guard accents.isEmpty || accents.count == raster.neuronCount else {
      fatalError("\(accents.count) colored stretches for \(raster.neuronCount) rows")
    }
    guard stimuli.isEmpty || stimuli.count == presentationBoundaries.count else {
      fatalError("\(stimuli.count) pictures for \(presentationBoundaries.count) presentations")
    }
    // An interval as short as that, such as one that ends with a spike at 0 s, is drawn as a millisecond.
    guard raster.duration < 1e-9 else { return try RasterSheet(self).drawing() }
    var widened = self
    let begin = raster.interval.lowerBound
    widened.raster = SpikeRaster(
      drawnTimes: raster.times, offsets: raster.offsets,
      interval: begin..<max(begin + 0.001, raster.interval.upperBound))
    return try RasterSheet(widened).drawing()
  }
}
