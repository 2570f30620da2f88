// SPDX-License-Identifier: GPL-3.0-or-later

import SpikeTrains
import Testing

@Suite struct SpikeTrainTests {
  @Test("A train keeps its times and its interval") func aTrainKeepsItsTimesAndItsInterval() throws
  {
    let train = try SpikeTrain(times: [-0.5, 0, 0, 1.25], interval: -1..<2)
    #expect(train.times == [-0.5, 0, 0, 1.25])
    #expect(train.spikeCount == 4)
    #expect(train.duration == 3)
    #expect(train.meanFiringRate == 4.0 / 3)
  }

  @Test("The start of the interval belongs to it and the end does not")
  func theStartOfTheIntervalBelongsToItAndTheEndDoesNot() throws {
    _ = try SpikeTrain(times: [1], interval: 1..<2)
    #expect(
      throws: SpikeTrainError.outsideInterval(time: 2, interval: 1..<2, index: 1, neuron: nil)
    ) {
      try SpikeTrain(times: [1, 2], interval: 1..<2)
    }
    #expect(
      throws: SpikeTrainError.outsideInterval(time: 0.5, interval: 1..<2, index: 0, neuron: nil)
    ) {
      try SpikeTrain(times: [0.5], interval: 1..<2)
    }
  }

  @Test("Disorder is refused with the spike that causes it")
  func disorderIsRefusedWithTheSpikeThatCausesIt() {
    let error = #expect(throws: SpikeTrainError.self) {
      try SpikeTrain(times: [0.1, 0.3, 0.2], interval: 0..<1)
    }
    #expect(error == .unsorted(time: 0.2, previous: 0.3, index: 2, neuron: nil))
    #expect(
      error?.description
        == "spike 2 at 0.2 s comes after one at 0.3 s: sort the times of each neuron.")
  }

  @Test("Times that are not finite are refused", arguments: [Double.nan, .infinity, -.infinity])
  func timesThatAreNotFiniteAreRefused(_ time: Double) {
    let error = #expect(throws: SpikeTrainError.self) {
      try SpikeTrain(times: [0.1, time], interval: 0..<1)
    }
    #expect(
      error?.description == "spike 1 is at \(time) s: spike times must be finite.")
  }

  @Test("Infinite intervals are refused") func infiniteIntervalsAreRefused() {
    #expect(throws: SpikeTrainError.infiniteInterval(0..<Double.infinity)) {
      try SpikeTrain(times: [], interval: 0..<Double.infinity)
    }
  }

  @Test("An observation without length has no rate") func anObservationWithoutLengthHasNoRate()
    throws
  {
    #expect(try SpikeTrain(times: [], interval: 1..<1).meanFiringRate == nil)
    #expect(try SpikeTrain(times: [], interval: 1..<3).meanFiringRate == 0)
  }

  @Test("Spikes order by time and then by neuron") func spikesOrderByTimeAndThenByNeuron() {
    let spikes = [
      Spike(time: 1, neuron: 2), Spike(time: 1, neuron: 0), Spike(time: 0.5, neuron: 9),
    ]
    #expect(spikes.sorted().map(\.neuron) == [9, 0, 2])
  }
}
