// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import Randomness
import SpikeTrains
import Testing

@Suite(.timeLimit(.minutes(1))) struct DomainTests {
  private func arrivals(_ logRates: [Float], trials: Int) throws(ArrivalError) -> Arrivals {
    try Arrivals(
      logRates: logRates, trials: .consecutive(20..<20 + trials),
      neurons: .consecutive(0..<(trials == 0 ? 0 : logRates.count / trials)),
      seed: SeedSequence(1), purpose: .training)
  }

  @Test(
    "A log-rate that is no rate is refused by place and value",
    arguments: [Float.nan, .infinity, 13.9, 88, 1e30, .greatestFiniteMagnitude])
  func logRateThatIsNoRate(value: Float) throws {
    var logRates = [Float](repeating: 0, count: 40)
    logRates[27] = value
    let error = #expect(throws: ArrivalError.self) { try arrivals(logRates, trials: 2) }
    guard case .invalidLogRate(let named, let trial, let neuron) = error else {
      Issue.record("the error is \(String(describing: error))")
      return
    }
    #expect(named.bitPattern == value.bitPattern)
    #expect(trial == 21)
    #expect(neuron == 7)
    let sentence = "\(try #require(error))"
    #expect(sentence.contains("trial 21, neuron 7"))
    #expect(sentence.contains("\(value)"))
  }

  @Test("A million spikes a window are the most, and are drawn") func millionSpikesWindowAreMost()
    throws
  {
    let logRate = Float(log(1e6))
    let counts = try arrivals([logRate], trials: 1).counts()
    #expect(abs(Double(counts[0, 0]) - 1e6) < 7e3)
    #expect(
      try arrivals([logRate], trials: 1).trains(windowDuration: 1).times.count == counts[0, 0])
    for indicator in SoftIndicator.allCases {
      let relaxed = try arrivals([logRate], trials: 1).relaxedCounts(
        ArrivalRelaxation(indicator, temperature: 0.05))
      #expect(abs(Double(relaxed.counts[0]) - Double(counts[0, 0])) < 0.01 * 1e6)
    }
  }

  @Test(
    "Silence and rates too small to count are silent and finite",
    arguments: [
      -.infinity, -.greatestFiniteMagnitude, -1e9, -745, -104, -103.5, -90, -87.5, -80, -40,
    ] as [Float])
  func silenceAndRatesTooSmall(logRate: Float) throws {
    let arrivals = try arrivals([Float](repeating: logRate, count: 1000), trials: 10)
    #expect(arrivals.counts().total == 0)
    #expect(try arrivals.trains(windowDuration: 0.1).times.isEmpty)
    for indicator in SoftIndicator.allCases {
      for temperature in [1e-3, 1] {
        let relaxed = arrivals.relaxedCounts(
          try ArrivalRelaxation(indicator, temperature: temperature))
        #expect(relaxed.counts.allSatisfy { $0 == 0 })
        #expect(relaxed.slopes.allSatisfy { $0 == 0 })
      }
    }
  }

  @Test(
    "A temperature outside 0 to 1 is refused",
    arguments: [0, -0.0, -1, -.infinity, 1.0000001, 2, .infinity, .nan])
  func temperatureOutside0To1(temperature: Double) {
    let error = #expect(throws: ArrivalError.self) {
      _ = try ArrivalRelaxation(.cubic, temperature: temperature)
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("\(temperature)"))
  }

  @Test(
    "Temperatures down to the smallest give finite counts and slopes",
    arguments: SoftIndicator.allCases)
  func temperaturesDownToSmallestGive(
    indicator: SoftIndicator
  ) throws {
    let logRates = RateGrid.mixed(count: 512, seed: 3, largest: 6) + [-85, -60, 9]
    let arrivals = try arrivals(logRates, trials: 5)
    let counts = arrivals.counts().values
    for temperature in [Double.leastNonzeroMagnitude, 1e-300, 1e-40, 1e-30, 1e-12, 1e-8, 1e-7] {
      let relaxed = arrivals.relaxedCounts(
        try ArrivalRelaxation(indicator, temperature: temperature))
      #expect(relaxed.slopes.allSatisfy { $0.isFinite && $0 >= 0 }, "T \(temperature)")
      let differences = zip(relaxed.counts, counts).map { abs(Double($0) - Double($1)) }
      #expect(differences.allSatisfy { $0 <= 1.001 }, "T \(temperature)")
      #expect(differences.count { $0 > 0.001 } <= 5, "T \(temperature)")
    }
  }

  @Test(
    "A window that does not last is refused",
    arguments: [0, -1, .nan, .infinity, -.infinity] as [Double])
  func windowThatDoesNotLast(duration: Double) throws {
    let arrivals = try arrivals([0, 1], trials: 1)
    #expect(throws: ArrivalError.self) { try arrivals.trains(windowDuration: duration) }
    #expect(throws: ArrivalError.self) { try arrivals.raster(windowDuration: duration) }
  }

  @Test("No trials and no neurons give empty arrays") func noTrialsAndNoNeurons() throws {
    let noTrials = try Arrivals(
      logRates: [], trials: .consecutive(0..<0), neurons: .consecutive(0..<3),
      seed: SeedSequence(1), purpose: .training)
    let noNeurons = try Arrivals(
      logRates: [], trials: .consecutive(0..<4), neurons: .consecutive(0..<0),
      seed: SeedSequence(1), purpose: .training)
    let relaxation = try ArrivalRelaxation(.cubic, temperature: 0.05)
    for arrivals in [noTrials, noNeurons] {
      #expect(arrivals.counts().values.isEmpty)
      #expect(arrivals.relaxedCounts(relaxation).counts.isEmpty)
      #expect(arrivals.relaxedCounts(relaxation).slopes.isEmpty)
      #expect(try arrivals.trains(windowDuration: 1).times.isEmpty)
    }
    #expect(try noTrials.raster(windowDuration: 1).neuronCount == 3)
    let raster = try noNeurons.raster(windowDuration: 1)
    #expect(raster.neuronCount == 0)
    #expect(raster.interval == 0..<4)
  }

  @Test("The last trial, neuron and window of 32 bits are addresses like any other")
  func lastTrialNeuronAndWindow() throws {
    let last = 1 << 32 - 1
    let arrivals = try Arrivals(
      logRates: [Float](repeating: 2, count: 4), trials: .chosen([last - 1, last]),
      neurons: .chosen([last, 0]), seed: SeedSequence(.max), purpose: .training, window: last)
    for trial in 0..<2 {
      for neuron in 0..<2 {
        var generator = arrivals.generator(trial: trial, neuron: neuron)
        let rate = arrivals.rate(trial: trial, neuron: neuron)
        #expect(
          SequentialArrivals(rate: rate).count(using: &generator)
            == arrivals.counts()[trial, neuron])
      }
    }
  }

  @Test("Numbers past 32 bits trap") func numbersPast32BitsTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = Identities.consecutive(1 << 32 - 1..<1 << 32 + 1)
    }
    await #expect(processExitsWith: .failure) { _ = Identities.chosen([-1]) }
    await #expect(processExitsWith: .failure) {
      _ = try Arrivals(
        logRates: [0], trials: .consecutive(0..<1), neurons: .consecutive(0..<1),
        seed: SeedSequence(1), purpose: .training, window: 1 << 32)
    }
  }

  @Test("Spikes stay inside windows of any length") func spikesStayInsideWindows() throws {
    let arrivals = try arrivals([Float](repeating: 5, count: 320), trials: 10)
    for duration in [Double.leastNonzeroMagnitude, 1e-300, 1e-3, 1, 86_400, 1e300] {
      let times = try arrivals.trains(windowDuration: duration)
      #expect(times.counts.map(Int.init) == arrivals.counts().values)
      #expect(times.times.allSatisfy { $0 >= 0 && $0 < duration })
    }
  }
}
