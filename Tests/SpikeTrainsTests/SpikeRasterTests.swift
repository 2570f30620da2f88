// SPDX-License-Identifier: GPL-3.0-or-later

import SpikeTrains
import Testing

/// A raster of `neurons` Poisson neurons whose rates differ; neuron 1 is silent.
func poissonRaster(
  neurons: Int, interval: Range<Double> = 0..<10, seed: UInt64
) throws -> SpikeRaster {
  var generator = SplitMix64(seed: seed)
  var trains: [SpikeTrain] = []
  for neuron in 0..<neurons {
    var times: [Double] = []
    var time = interval.lowerBound
    while neuron != 1 {
      let step = generator.uniform()
      // Coarse steps make simultaneous spikes and zero intervals common.
      time += (step * 8).rounded(.down) / 16 * Double(neuron % 5 + 1) / 5
      guard time < interval.upperBound else { break }
      times.append(time)
    }
    trains.append(try SpikeTrain(times: times, interval: interval))
  }
  let raster = try SpikeRaster(trains, interval: interval)
  try raster.checkInvariants()
  return raster
}

@Suite struct SpikeRasterTests {
  @Test("A raster gives back its trains") func aRasterGivesBackItsTrains() throws {
    let trains = [
      try SpikeTrain(times: [0.1, 0.2], interval: 0..<1),
      try SpikeTrain(times: [], interval: 0..<1),
      try SpikeTrain(times: [0.05], interval: 0..<1),
    ]
    let raster = try SpikeRaster(trains, interval: 0..<1)
    try raster.checkInvariants()
    #expect(raster.times == [0.1, 0.2, 0.05])
    #expect(raster.offsets == [0, 2, 2, 3])
    #expect((0..<3).map { raster[$0] } == trains)
    #expect((0..<3).map { raster.spikeCount(of: $0) } == [2, 0, 1])
    #expect(raster.meanFiringRates == [2, 0, 1])
    #expect(
      try SpikeRaster(times: [0.1, 0.2, 0.05], offsets: [0, 2, 2, 3], interval: 0..<1) == raster)
    #expect(
      SpikeRaster(drawnTimes: [0.1, 0.2, 0.05], offsets: [0, 2, 2, 3], interval: 0..<1) == raster)
  }

  @Test("A raster may have no neurons") func aRasterMayHaveNoNeurons() throws {
    let raster = try SpikeRaster([], interval: 0..<1)
    #expect(raster.neuronCount == 0)
    #expect(Array(raster.spikes).isEmpty)
  }

  @Test(
    "Offsets that do not fit are refused",
    arguments: [
      ([], SpikeTrainError.noOffsets),
      ([1, 3], .badOffset(offset: 1, index: 0, spikeCount: 3)),
      ([-1, 3], .badOffset(offset: -1, index: 0, spikeCount: 3)),
      ([0, 2, 1, 3], .badOffset(offset: 1, index: 2, spikeCount: 3)),
      ([0, 4], .badOffset(offset: 4, index: 1, spikeCount: 3)),
      ([0, 2], .badOffset(offset: 2, index: 1, spikeCount: 3)),
      ([0, 3], .unsorted(time: 0.05, previous: 0.2, index: 2, neuron: 0)),
    ])
  func offsetsThatDoNotFitAreRefused(_ offsets: [Int], _ error: SpikeTrainError) {
    #expect(throws: error) {
      try SpikeRaster(times: [0.1, 0.2, 0.05], offsets: offsets, interval: 0..<1)
    }
  }

  @Test("A fault names its neuron") func aFaultNamesItsNeuron() {
    let error = #expect(throws: SpikeTrainError.self) {
      try SpikeRaster(times: [0.1, 0.2, 1.5], offsets: [0, 2, 3], interval: 0..<1)
    }
    #expect(
      error?.description
        == "spike 0 of neuron 1 at 1.5 s lies outside the observation interval 0.0..<1.0 s, "
        + "whose end is excluded: widen the interval or drop the spike.")
  }

  @Test("Trains observed at other times are refused") func trainsObservedAtOtherTimesAreRefused() {
    #expect(throws: SpikeTrainError.differentIntervals(0..<1, 0..<2)) {
      try SpikeRaster([SpikeTrain(times: [], interval: 0..<2)], interval: 0..<1)
    }
  }

  @Test("Drawn times that are wrong trap") func drawnTimesThatAreWrongTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = SpikeRaster(drawnTimes: [2], offsets: [0, 1], interval: 0..<1)
    }
  }

  @Test("Spikes come in time order and all of them", arguments: [1, 2, 3, 7, 64, 201])
  func spikesComeInTimeOrderAndAllOfThem(_ neurons: Int) throws {
    let raster = try poissonRaster(neurons: neurons, seed: 3)
    let merged = Array(raster.spikes)
    let sorted = (0..<neurons).flatMap { neuron in
      raster.times(of: neuron).map { Spike(time: $0, neuron: neuron) }
    }.sorted()
    #expect(merged == sorted)
    #expect(merged.count == raster.spikeCount)
    #expect(Array(raster.spikes) == merged, "iterating twice gives the same spikes")
  }
}
