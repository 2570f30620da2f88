// SPDX-License-Identifier: GPL-3.0-or-later

import SpikeTrains
import Testing

@Suite struct SpikeCountsTests {
  @Test("Counts are the lengths of the trains") func countsAreTheLengthsOfTheTrains() throws {
    let trials = try [7, 8, 9].map { try poissonRaster(neurons: 6, seed: $0) }
    let counts = try SpikeCounts(trials)
    #expect(counts.checkInvariants())
    #expect(counts.trialCount == 3)
    #expect(counts.neuronCount == 6)
    for trial in 0..<3 {
      for neuron in 0..<6 {
        #expect(counts[trial, neuron] == trials[trial][neuron].spikeCount)
      }
    }
    #expect(counts.total == trials.map(\.spikeCount).reduce(0, +))
    #expect(counts.counts(of: 1) == [0, 0, 0])
  }

  @Test("Trials of different neurons are refused") func trialsOfDifferentNeuronsAreRefused() throws
  {
    let trials = [try poissonRaster(neurons: 2, seed: 1), try poissonRaster(neurons: 3, seed: 1)]
    #expect(throws: SpikeTrainError.differentNeuronCounts(2, 3)) { try SpikeCounts(trials) }
  }

  @Test("Shapes that do not fit trap") func shapesThatDoNotFitTrap() async {
    await #expect(processExitsWith: .failure) { _ = SpikeCounts([1, 2, 3], trials: 2, neurons: 2) }
    await #expect(processExitsWith: .failure) { _ = SpikeCounts([1, -2], trials: 1, neurons: 2) }
  }
}
