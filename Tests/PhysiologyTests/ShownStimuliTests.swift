// SPDX-License-Identifier: GPL-3.0-or-later

import Figures
import LatentModels
import Physiology
import Randomness
import SpikeTrains
import Tensors
import Testing

@Suite("Stimuli that were shown")
struct ShownStimuliTests {
  /// Two stimuli of 4 pixels, two trials of half a second each, three neurons.
  private static let shown = ShownStimuli(
    Tensor([1, 0, 0, -1, 0, 2, -2, 0], shape: [2, 4]),
    raster: SpikeRaster(
      drawnTimes: [1.6, 2.1, 2.2, 1.1, 2.9], offsets: [0, 3, 4, 5], interval: 1..<3),
    trials: 2, window: 0.5, pictureWidth: 2)

  @Test("Counts are those of one trial of every stimulus, from the start of the recording")
  func counts() {
    #expect(Self.shown.counts(inTrial: 0).values == [0, 1, 0, 2, 0, 0])
    #expect(Self.shown.counts(inTrial: 1).values == [1, 0, 0, 0, 0, 1])
  }

  @Test("A neuron prefers the stimulus that raises its rate most, never one that lowers it")
  func preferences() {
    let found = ShownStimuli.preferences(
      logRates: Tensor([0, -9, 0.5, 1, -1, 0.5], shape: [2, 3]), logPrior: [-1, 0, 0.5])
    #expect(found[0].stimulus == 1)
    // e (1 + 1) − e + 1/e for the rate e over the prior rate 1/e.
    #expect(abs(found[0].nats - 3.0861612696304874) < 1e-6)
    #expect(found[1].nats == 0)
    #expect(found[2].nats == 0)
  }

  @Test("Rows follow the preferred stimuli, and their spikes to those are colored")
  func raster() throws {
    let figure = try Self.shown.rasterFigure(
      logRates: Tensor([0, -1, 0, 1, 1, -1], shape: [2, 3]), logPrior: [-1, 0, -0.5],
      title: "shown", seed: 1)
    #expect(figure.neurons == [2, 0, 1])
    #expect(figure.accents == [1..<2, 2..<3, 2..<3])
    #expect(figure.raster.times(of: 1) == [1.6, 2.1, 2.2])
    let drawing = try figure.drawing()
    #expect(drawing.data.contains("# spikes of colored stretches: seconds, row\n2.1 1\n2.2 1\n"))
    #expect(drawing.data.contains("# a stimulus: gray of each pixel, -1 to 1\n1.0 0.0\n0.0 -1.0\n"))
  }

  @Test("What spikes carry is the decoder of the counts, once and on average")
  func carried() throws {
    let model = PoissonVAE(pixels: 4, latents: 3, seed: SeedSequence(1))
    let figure = try #require(
      Self.shown.carriedFigure(decoder: model.decoder, title: "carried"))
    #expect(figure.columns.count == 2)
    let once = model.decoder(Tensor([2, 0, 0], shape: [1, 3])).values
    let again = model.decoder(Tensor([0, 0, 1], shape: [1, 3])).values
    #expect(figure.columns[1].once == once)
    for (mean, parts) in zip(figure.columns[1].mean, zip(once, again)) {
      #expect(abs(mean - (parts.0 + parts.1) / 2) < 1e-6)
    }
    #expect(figure.columns[1].spikes.map(\.count) == [2, 0, 0])
    #expect(try figure.drawing().blockCount == 8)
  }
}
