// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Randomness
import SpikeTrains
import Testing

/// The seed contract holds for every process: what is asked for decides how much is drawn, never what.
@Suite struct ProcessIdentityTests {
  static let all: [ProcessCase] = ProcessCase.all + superpositions

  static var superpositions: [ProcessCase] {
    do {
      let law = try RefractoryIntervals(outputRate: 30, deadTime: 0.01)
      return [
        ProcessCase(
          name: "superposition of refractory neurons",
          process: EventPopulation(sources: [
            try RefractorySuperposition(sourceCount: 20, of: law),
            try RefractorySuperposition(sourceCount: 3, of: law),
          ]), duration: 3, window: (1, 1), clock: { $1 }),
        ProcessCase(
          name: "superposition of gamma neurons",
          process: EventPopulation(sources: [
            try ErlangSuperposition(sourceCount: 20, rate: 30, shape: 4)
          ]), duration: 3, window: (1, 1), clock: { $1 }),
      ]
    } catch {
      fatalError("\(error)")
    }
  }

  private func merged(_ raster: SpikeRaster) -> [Spike] {
    (0..<raster.neuronCount).flatMap { neuron in
      raster.times(of: neuron).map { Spike(time: $0, neuron: neuron) }
    }.sorted()
  }

  /// Opens the process of a case.
  private func stream(
    _ process: any SpikeProcess, _ interval: Range<Double>, trial: Int = 0, seed: UInt64 = 7
  ) -> [Spike] {
    func open(_ process: some SpikeProcess) -> [Spike] {
      Array(process.spikes(in: interval, trial: trial, seed: seed))
    }
    return open(process)
  }

  @Test("A stream is the raster in order of time, whole or piece by piece", arguments: all)
  func streamIsRasterInOrder(process: ProcessCase)
    throws
  {
    let (process, duration) = (process.process, process.duration)
    let raster = process.raster(in: 0..<duration, seed: 7)
    try raster.checkInvariants()
    let whole = stream(process, 0..<duration)
    #expect(whole.count > 40)
    #expect(whole == merged(raster))
    var generator = SeedSequence(1).generator(for: "cuts")
    for _ in 0..<5 {
      let cut = generator.uniform(in: 0..<duration)
      #expect(stream(process, 0..<cut) + stream(process, cut..<duration) == whole)
      let late = process.raster(in: cut..<duration, seed: 7)
      #expect(merged(late) == stream(process, cut..<duration))
    }
    let spike = whole[whole.count / 2].time
    #expect(stream(process, 0..<spike) + stream(process, spike..<duration) == whole)
    #expect(stream(process, spike..<spike).isEmpty)
  }

  @Test("An endless stream begins as a stretch of it", arguments: all)
  func endlessStreamBeginsAsStretch(process: ProcessCase) {
    func open(_ process: some SpikeProcess, _ duration: Double) {
      let whole = Array(process.spikes(in: 0..<duration, trial: 3, seed: 7))
      let begun = Array(process.spikes(in: 0..., trial: 3, seed: 7).prefix(whole.count))
      #expect(begun == whole)
    }
    open(process.process, process.duration)
  }

  @Test("Some neurons are as among all, on any thread", arguments: all)
  func someNeuronsAreAsAmong(process: ProcessCase) async {
    let (process, duration) = (process.process, process.duration)
    let whole = process.raster(in: 0..<duration, trial: 2, seed: 7)
    await withTaskGroup(of: (Int, SpikeRaster).self) { group in
      for neuron in (0..<process.neuronCount).reversed() {
        group.addTask {
          (neuron, process.raster(of: neuron..<neuron + 1, in: 0..<duration, trial: 2, seed: 7))
        }
      }
      for await (neuron, raster) in group {
        #expect(raster.neuronCount == 1)
        #expect(raster.times == Array(whole.times(of: neuron)))
      }
    }
    #expect(process.raster(of: 0..<0, in: 0..<duration, trial: 2, seed: 7).neuronCount == 0)
  }

  @Test("Trials, seeds and neurons differ", arguments: all)
  func trialsSeedsAndNeuronsDiffer(process: ProcessCase) {
    let (process, duration) = (process.process, process.duration)
    let here = stream(process, 0..<duration)
    #expect(stream(process, 0..<duration) == here)
    #expect(stream(process, 0..<duration, trial: 1) != here)
    #expect(stream(process, 0..<duration, seed: 8) != here)
    let raster = process.raster(in: 0..<duration, seed: 7)
    if raster.neuronCount > 1 {
      #expect(Array(raster.times(of: 0)) != Array(raster.times(of: 1)))
    }
  }

  @Test("Steps that do not step are the spikes of constant rates") func stepsThatDoNotStep() throws
  {
    let constant = PoissonPopulation(rates: [5, 80]).raster(in: 0..<7, seed: 7)
    let stepped = try SteppedPopulation(
      borders: [0, 1.3, 7], rates: [[5, 5], [80, 80]]
    ).raster(in: 0..<7, seed: 7)
    #expect(stepped.offsets == constant.offsets)
    #expect(zip(stepped.times, constant.times).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test("One neuron's rate changes nothing of another's spikes") func oneNeuronSRateChanges() throws
  {
    let before = try ThinnedPopulation(rates: [
      BoundedRate(atMost: 50) { _ in 20 }, BoundedRate(atMost: 50) { _ in 30 },
    ]).raster(in: 0..<20, seed: 7)
    let after = try ThinnedPopulation(rates: [
      BoundedRate(atMost: 50) { _ in 20 }, BoundedRate(atMost: 50) { $0 < 10 ? 30 : 40 },
    ]).raster(in: 0..<20, seed: 7)
    #expect(before.times(of: 0) == after.times(of: 0))
    // A rate that rises keeps the spikes it had.
    #expect(Set(before.times(of: 1)).isSubset(of: Set(after.times(of: 1))))
    #expect(after.spikeCount(of: 1) > before.spikeCount(of: 1))
  }

  @Test("Counts without spikes are the counts of the spikes") func countsWithoutSpikesAreCounts()
    throws
  {
    let population = try CountedPopulation(rates: [3, 0, 400])
    let counts = population.counts(windows: 2..<6, trial: 1, seed: 7)
    for window in 2..<6 {
      let raster = population.raster(
        in: Double(window)..<Double(window + 1), trial: 1, seed: 7)
      for neuron in 0..<3 {
        #expect(raster.spikeCount(of: neuron) == counts[window - 2, neuron])
      }
    }
  }
}
