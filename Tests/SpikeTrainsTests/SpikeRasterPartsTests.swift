// SPDX-License-Identifier: GPL-3.0-or-later

import SpikeTrains
import Testing

@Suite struct SpikeRasterPartsTests {
  @Test("Cutting in time and joining gives the whole back", arguments: [2.0, 0.5, 0.0, 10.0])
  func cuttingInTimeAndJoiningGivesTheWholeBack(_ cut: Double) throws {
    let whole = try poissonRaster(neurons: 20, seed: 11)
    let parts = [try whole.restricted(to: 0..<cut), try whole.restricted(to: cut..<10)]
    for part in parts { try part.checkInvariants() }
    #expect(parts.map(\.spikeCount).reduce(0, +) == whole.spikeCount)
    #expect(try SpikeRaster(concatenating: parts) == whole)
  }

  @Test("A spike at the cut belongs to the later part") func aSpikeAtTheCutBelongsToTheLaterPart()
    throws
  {
    let whole = try SpikeRaster(times: [0.25, 0.5, 0.5, 0.75], offsets: [0, 4], interval: 0..<1)
    #expect(try whole.restricted(to: 0..<0.5).times == [0.25])
    #expect(try whole.restricted(to: 0.5..<1).times == [0.5, 0.5, 0.75])
  }

  @Test("Time that was not observed is refused") func timeThatWasNotObservedIsRefused() throws {
    let raster = try poissonRaster(neurons: 3, seed: 1)
    #expect(throws: SpikeTrainError.notObserved(range: 5..<11, interval: 0..<10)) {
      try raster.restricted(to: 5..<11)
    }
  }

  @Test("Neurons come in the order asked for") func neuronsComeInTheOrderAskedFor() throws {
    let raster = try poissonRaster(neurons: 5, seed: 2)
    let chosen = try raster.restricted(toNeurons: [4, 0, 4])
    try chosen.checkInvariants()
    #expect((0..<3).map { chosen[$0] } == [raster[4], raster[0], raster[4]])
    #expect(throws: SpikeTrainError.noSuchNeuron(neuron: 5, neuronCount: 5)) {
      try raster.restricted(toNeurons: [1, 5])
    }
  }

  @Test("Parts that do not adjoin are refused") func partsThatDoNotAdjoinAreRefused() throws {
    let early = try poissonRaster(neurons: 2, interval: 0..<1, seed: 1)
    let late = try poissonRaster(neurons: 2, interval: 2..<3, seed: 1)
    let wide = try poissonRaster(neurons: 3, interval: 1..<2, seed: 1)
    #expect(throws: SpikeTrainError.differentIntervals(0..<1, 2..<3)) {
      try SpikeRaster(concatenating: [early, late])
    }
    #expect(throws: SpikeTrainError.differentNeuronCounts(2, 3)) {
      try SpikeRaster(concatenating: [early, wide])
    }
    #expect(try SpikeRaster(concatenating: []) == nil)
    #expect(try SpikeRaster(concatenating: [early]) == early)
  }
}
