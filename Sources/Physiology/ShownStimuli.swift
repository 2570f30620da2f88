// SPDX-License-Identifier: GPL-3.0-or-later

public import Figures
internal import Foundation
public import LatentModels
public import SpikeTrains
public import Tensors

/// Stimuli that were shown to the neurons of a model, several trials each, and the spikes they evoked.
///
/// Presentation p lasts from p to p + 1 windows; all trials of a stimulus come before the next stimulus.
public struct ShownStimuli: Sendable {
  /// What was shown, **shape** [stimuli, pixels].
  public let stimuli: Tensor
  /// The spikes of all presentations.
  public let raster: SpikeRaster
  /// Presentations of each stimulus.
  public let trials: Int
  /// How long a presentation lasts, in seconds.
  public let window: Double
  /// Pixels in a row of a stimulus; nil for stimuli that are no pictures.
  public let pictureWidth: Int?

  /// Stimuli and the spikes of `stimuli · trials` presentations.
  public init(
    _ stimuli: Tensor, raster: SpikeRaster, trials: Int, window: Double, pictureWidth: Int?
  ) {
    guard stimuli.rank == 2, trials > 0, window > 0 else {
      fatalError(
        "stimuli of shape \(stimuli.shape), \(trials) trials of \(window) s do not make presentations"
      )
    }
    self.stimuli = stimuli
    self.raster = raster
    self.trials = trials
    self.window = window
    self.pictureWidth = pictureWidth
  }

  /// How many stimuli were shown.
  public var count: Int { stimuli.shape[0] }

  /// The counts of every neuron in trial `trial` of every stimulus, **shape** [stimuli, neurons].
  public func counts(inTrial trial: Int) -> Tensor {
    var counts = [Float](repeating: 0, count: count * raster.neuronCount)
    for neuron in 0..<raster.neuronCount {
      for time in raster.times(of: neuron) {
        let presentation = min(presentation(at: time), count * trials - 1)
        guard presentation % trials == trial else { continue }
        counts[presentation / trials * raster.neuronCount + neuron] += 1
      }
    }
    return Tensor(counts, shape: [count, raster.neuronCount])
  }

  private func presentation(at time: Double) -> Int {
    Int((time - raster.interval.lowerBound) / window)
  }

  /// The stimulus that each neuron prefers: the one on which its posterior rate costs the most nats over its prior rate.
  ///
  /// - Parameters:
  ///   - logRates: the posterior log-rates, **shape** [stimuli, neurons].
  ///   - logPrior: the prior log-rate of each neuron.
  public static func preferences(
    logRates: Tensor, logPrior: [Float]
  ) -> [(stimulus: Int, nats: Double)] {
    let values = logRates.values
    let neurons = logPrior.count
    return (0..<neurons).map { neuron in
      let prior = Double(logPrior[neuron])
      return (0..<values.count / max(1, neurons)).map { stimulus in
        let posterior = Double(values[stimulus * neurons + neuron])
        let gained = posterior > prior
        let nats = exp(posterior) * (posterior - prior) - exp(posterior) + exp(prior)
        return (stimulus, gained ? nats : 0)
      }.max { $0.1 < $1.1 } ?? (0, 0)
    }
  }

  // MARK: Figures

  /// The raster below the stimuli: neurons in the order of the stimuli they prefer, the spikes to those in color.
  ///
  /// Without a stimulus that raises its rate, a neuron stands at the top and has no color.
  public func rasterFigure(
    logRates: Tensor, logPrior: [Float], title: String, seed: UInt64?
  ) throws(SpikeTrainError) -> RasterFigure {
    let preferences = Self.preferences(logRates: logRates, logPrior: logPrior)
    let order = preferences.indices.sorted {
      let (first, second) = (preferences[$0], preferences[$1])
      return (first.nats > 0 ? first.stimulus : .max, -first.nats, $0)
        < (second.nats > 0 ? second.stimulus : .max, -second.nats, $1)
    }
    let start = raster.interval.lowerBound
    func stretch(_ stimulus: Int) -> Range<Double> {
      start + Double(stimulus * trials) * window..<start + Double((stimulus + 1) * trials) * window
    }
    var figure = RasterFigure(
      try raster.restricted(toNeurons: order), title: title, seed: seed,
      presentationBoundaries: (0..<count).map { stretch($0).lowerBound },
      trialBoundaries: (0..<count * trials).map { start + Double($0) * window })
    figure.neurons = order
    figure.row = "neuron by preferred stimulus"
    figure.accents = order.map {
      preferences[$0].nats > 0 ? stretch(preferences[$0].stimulus) : start..<start
    }
    if let pictureWidth {
      figure.stimuli = (0..<count).map {
        GrayPicture(stimuli.rows($0..<$0 + 1).values, width: pictureWidth)
      }
    }
    return figure
  }

  /// What a decoder makes of one trial and of all of them, for the first stimuli; nil for stimuli that are no pictures.
  public func carriedFigure(
    decoder: DecoderNetwork, columns: Int = 6, title: String
  ) -> SpikesCarryFigure? {
    guard let pictureWidth else { return nil }
    let shown = min(columns, count)
    let once = decoder(counts(inTrial: 0).rows(0..<shown)).values
    var sum = once
    for trial in 1..<max(1, trials) {
      let values = decoder(counts(inTrial: trial).rows(0..<shown)).values
      for place in sum.indices { sum[place] += values[place] }
    }
    let pixels = stimuli.shape[1]
    let first = raster.interval.lowerBound
    let columns = (0..<shown).map { stimulus in
      let range = stimulus * pixels..<(stimulus + 1) * pixels
      let onset = first + Double(stimulus * trials) * window
      return SpikesCarryFigure.Column(
        shown: Array(stimuli.rows(stimulus..<stimulus + 1).values),
        once: Array(once[range]),
        mean: range.map { sum[$0] / Float(trials) },
        spikes: (0..<raster.neuronCount).map { neuron in
          raster.times(of: neuron).filter { $0 >= onset && $0 < onset + window }.map { $0 - onset }
        })
    }
    return SpikesCarryFigure(
      columns, pictureWidth: pictureWidth, window: window, trials: trials, title: title)
  }
}
