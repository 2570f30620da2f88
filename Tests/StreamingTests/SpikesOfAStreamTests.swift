// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Distributions
import LatentModels
import Randomness
import SpikeFormats
import SpikeTrains
import Streaming
import Tensors
import Testing

/// The spikes in the file are those that the inference was made of.
@Suite struct SpikesOfAStreamTests {
  private let model = StreamFixture.model()

  /// The counts that a file holds in each window, shape [patches, neurons].
  private func counts(
    in path: String, windows: [StreamWindow]
  ) throws -> [SpikeCounts] {
    let reader = try NWBReader(path: path)
    var values = windows.map { _ in [Int](repeating: 0, count: reader.neuronCount) }
    for neuron in 0..<reader.neuronCount {
      for time in try reader.times(of: neuron) {
        let window = try #require(windows.firstIndex { $0.interval.contains(time) })
        values[window][neuron] += 1
      }
    }
    return values.map {
      SpikeCounts($0, trials: StreamFixture.patches, neurons: StreamFixture.neurons)
    }
  }

  @Test("Counts in the file are those that entered, for every neuron and window")
  func countsInFileAreThose() async throws {
    let folder = try TemporaryFolder()
    let inference = try StreamFixture.inference(model) { $0.threads = 2 }
    let moments = try await StreamFixture.moments(StreamFixture.frames(6), by: inference)
    _ = try StreamFixture.recorded(moments, at: folder.file("raster.nwb"))
    let windows = moments.flatMap(\.windows)
    let found = try counts(in: folder.file("raster.nwb"), windows: windows)
    #expect(found.reduce(0) { $0 + $1.total } == moments.reduce(0) { $0 + $1.spikeCount })
    #expect(found.reduce(0) { $0 + $1.total } > 5000)
    for (window, counts) in zip(windows, found) { #expect(window.counts.dense == counts) }
    #expect(windows.map(\.index) == Array(0..<18))
  }

  @Test("The beliefs are those that the counts of the file lead to")
  func beliefsAreThoseThatCounts() async throws {
    let folder = try TemporaryFolder()
    let inference = try StreamFixture.inference(model)
    let frames = StreamFixture.frames(6)
    let moments = try await StreamFixture.moments(frames, by: inference)
    _ = try StreamFixture.recorded(moments, at: folder.file("raster.nwb"))
    let found = try counts(in: folder.file("raster.nwb"), windows: moments.flatMap(\.windows))
    let lateral = LateralInference(model)
    var state = try lateral.start(
      count: StreamFixture.patches,
      at: DrawAddress(seed: SeedSequence(5), purpose: .streamingPrior))
    for (frame, moment) in zip(frames, moments) {
      // Blocks of patches are multiplied apart; so are they here, for equal bits.
      var rows: [Float] = []
      for first in stride(from: 0, to: StreamFixture.patches, by: 32) {
        rows +=
          lateral.drive(of: frame.rows(first..<min(first + 32, StreamFixture.patches))).values
      }
      let drive = Tensor(rows, shape: state.logRates.shape)
      for window in moment.windows {
        var logRates = state.logRates
        lateral.integrate(&logRates, drive: drive, spikes: state.spikes)
        state = LateralInference.State(
          logRates: logRates, spikes: SparseCounts(found[window.index]))
      }
      #expect(state.logRates == moment.state.logRates)
      #expect(state.spikes == moment.state.spikes)
    }
  }

  @Test("Spikes lie in their windows and are the arrivals of their addresses")
  func spikesLieInTheirWindows() async throws {
    let inference = try StreamFixture.inference(model)
    let moments = try await StreamFixture.moments(StreamFixture.frames(2), by: inference)
    for window in moments.flatMap(\.windows) {
      #expect(window.interval == inference.options.timing.interval(ofWindow: window.index))
      for part in window.parts {
        #expect(part.spikes.interval == window.interval)
        #expect(part.spikes.times.allSatisfy { window.interval.contains($0) })
      }
    }
    let last = try #require(moments.last)
    let arrivals = try Poisson(logRates: last.state.logRates).arrivals(
      at: DrawAddress(seed: SeedSequence(5), purpose: .streaming, window: 5))
    #expect(arrivals.counts() == last.windows[2].counts.dense)
  }

  @Test("It is the direct form of inference, spike for spike") func itIsDirectForm() async throws {
    let frames = StreamFixture.frames(5)
    let moments = try await StreamFixture.moments(frames, by: StreamFixture.inference(model))
    func moment(_ purpose: Purpose, _ window: Int) -> InferenceMoment<any CountRelaxation> {
      InferenceMoment(
        at: DrawAddress(seed: SeedSequence(5), purpose: purpose, window: window))
    }
    var belief = try model.prior(count: StreamFixture.patches, at: moment(.streamingPrior, 0))
    for (frame, found) in zip(frames, moments) {
      let before = belief
      for window in found.windows {
        belief = try model.posterior(of: frame, from: belief, at: moment(.streaming, window.index))
        #expect(belief.latents.values.map { Int($0) } == window.counts.dense.values)
      }
      let difference = zip(belief.logRates.values, found.state.logRates.values)
        .map { abs($0 - $1) }.max()
      #expect(try #require(difference) < 1e-4)
      let divergence = model.divergence(of: belief, from: before).total.scalar
      #expect(abs(found.divergence - Double(divergence)) < 1e-4 * found.divergence)
      let likelihood = model.likelihood.negativeLogLikelihood(
        of: frame, reconstruction: belief.reconstruction)
      let energy = likelihood.scalar + divergence
      #expect(abs(found.freeEnergy - Double(energy)) < 1e-4 * abs(found.freeEnergy))
      let error = squaredErrorSum(belief.reconstruction, frame).scalar
      #expect(abs(found.squaredErrors.reduce(0, +) - Double(error)) < 1e-4 * Double(error))
    }
  }

  @Test("Another step size is told apart") func anotherStepSizeIsTold() async throws {
    var other = model
    other.logStep = other.logStep + 0.01
    let frames = StreamFixture.frames(3)
    let a = try await StreamFixture.moments(frames, by: StreamFixture.inference(model))
    let b = try await StreamFixture.moments(frames, by: StreamFixture.inference(other))
    #expect(a.last?.state.logRates != b.last?.state.logRates)
  }
}
