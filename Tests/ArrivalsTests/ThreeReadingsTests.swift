// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import Randomness
import SpikeTrains
import Testing

@Suite struct ThreeReadingsTests {
  @Test("The count is the length of the train and what one draw at a time counts")
  func countIsLengthOfTrain() throws {
    let arrivals = try RateGrid.arrivals(trials: 25, repeats: 5)
    let counts = arrivals.counts()
    let drawn = try arrivals.trains(windowDuration: 1)
    let raster = try arrivals.raster(windowDuration: 0.25)
    #expect(counts.values == drawn.counts.map(Int.init))
    #expect(drawn.times.count == counts.total)
    #expect(raster.spikeCount == counts.total)
    for trial in 0..<arrivals.trials.count {
      for neuron in 0..<arrivals.neurons.count {
        var generator = arrivals.generator(trial: trial, neuron: neuron)
        let sequential = SequentialArrivals(rate: arrivals.rate(trial: trial, neuron: neuron))
        let count = sequential.count(using: &generator)
        #expect(count == counts[trial, neuron], "trial \(trial), neuron \(neuron)")
      }
    }
  }

  @Test("Counts with slopes are the counts", arguments: PolynomialOrder.allCases)
  func slopedCountsAreCounts(order: PolynomialOrder) throws {
    let arrivals = try RateGrid.arrivals(trials: 25, repeats: 5)
    let sloped = arrivals.slopedCounts(order)
    #expect(sloped.counts == arrivals.counts().values.map { Float($0) })
    for (index, slope) in sloped.slopes.enumerated() {
      let (z, rate) = (Double(sloped.counts[index]), exp(Double(arrivals.logRates[index])))
      let expected =
        switch order {
        case .second: (z + rate) / 2
        case .third: z == 0 ? 5 * rate / 12 : (5 * rate + (8 + (1 - z) / rate) * z) / 12
        }
      #expect(abs(Double(slope) - expected) <= 2e-6 * (rate + z), "rate \(rate), count \(z)")
    }
  }

  @Test(
    "Counts with slopes are the counts where the window ends at a spike", arguments: [3, 60, 900])
  func slopedCountsAtTheEdge(rate: Double) throws {
    func arrivals(_ logRates: [Float]) throws -> Arrivals {
      try Arrivals(
        logRates: logRates, trials: .consecutive(0..<1), neurons: .consecutive(0..<logRates.count),
        seed: SeedSequence(5), purpose: .training)
    }
    let drawn = try arrivals([Float](repeating: Float(log(rate)), count: 500))
      .trains(windowDuration: 1)
    // Rates at which some arrival lies as near to the window's end as a log-rate can say: only double
    // precision tells on which side.
    var (edges, position) = ([Float](), 0)
    for (neuron, count) in drawn.counts.map(Int.init).enumerated() {
      edges.append(
        count == 0 ? 0 : Float(log(drawn.times[position + neuron % count] * rate)))
      position += count
    }
    let edge = try arrivals(edges)
    #expect(edge.slopedCounts(.second).counts == edge.counts().values.map { Float($0) })
  }

  @Test("Spike times are those of one draw at a time") func spikeTimesAreThose() throws {
    let arrivals = try RateGrid.arrivals(trials: 25, repeats: 5)
    let drawn = try arrivals.trains(windowDuration: 1)
    var position = 0
    for (index, count) in drawn.counts.map(Int.init).enumerated() {
      let (trial, neuron) = index.quotientAndRemainder(dividingBy: arrivals.neurons.count)
      var generator = arrivals.generator(trial: trial, neuron: neuron)
      let rate = arrivals.rate(trial: trial, neuron: neuron)
      let expected = SequentialArrivals(rate: rate).times(using: &generator)
      for (time, reference) in zip(drawn.times[position..<position + count], expected) {
        // Near the beginning a sum of intervals carries the rounding of its 53-bit draws.
        let allowed = 1e-13 * reference + (rate > 0 ? 4e-16 / rate : 0)
        #expect(abs(time - reference) <= allowed, "rate \(rate): \(time), not \(reference)")
      }
      position += count
    }
  }

  @Test("A raster lays the trials end to end") func rasterLaysTrialsEnd() throws {
    let arrivals = try RateGrid.arrivals(trials: 4, repeats: 2, upTo: 200)
    let alone = try arrivals.trains(windowDuration: 0.25)
    let raster = try arrivals.raster(from: 2, windowDuration: 0.25)
    #expect(raster.interval == 2..<3)
    try raster.checkInvariants()
    var position = 0
    var expected = [[Double]](repeating: [], count: arrivals.neurons.count)
    for (index, count) in alone.counts.map(Int.init).enumerated() {
      let (trial, neuron) = index.quotientAndRemainder(dividingBy: arrivals.neurons.count)
      expected[neuron] += alone.times[position..<position + count].map {
        2 + Double(trial) * 0.25 + $0
      }
      position += count
    }
    for neuron in expected.indices {
      let times = raster.times(of: neuron)
      #expect(times.count == expected[neuron].count)
      #expect(zip(times, expected[neuron]).allSatisfy { abs($0 - $1) < 1e-15 * 4 })
    }
  }

  @Test(
    "Relaxed counts tend to the counts as the temperature falls", arguments: SoftIndicator.allCases,
    [0.1, 1e-2, 1e-3, 1e-5])
  func relaxedCountsTendToCounts(
    indicator: SoftIndicator, temperature: Double
  ) throws {
    let arrivals = try RateGrid.arrivals(trials: 20, repeats: 4, upTo: 1e3)
    let relaxation = try ArrivalRelaxation(indicator, temperature: temperature)
    let relaxed = arrivals.relaxedCounts(relaxation)
    let counts = arrivals.counts()
    for trial in 0..<arrivals.trials.count {
      for neuron in 0..<arrivals.neurons.count {
        let reference = SingleNeuronReference(arrivals, trial: trial, neuron: neuron)
        let element = trial * arrivals.neurons.count + neuron
        let difference = abs(Double(relaxed.counts[element]) - Double(counts[trial, neuron]))
        let allowed = reference.distanceFromCount(relaxation)
        #expect(difference <= allowed, "rate \(reference.rate)")
      }
    }
  }
}
