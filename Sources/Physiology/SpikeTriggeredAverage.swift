// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
internal import Stimuli
internal import Streaming
public import Tensors

/// For every neuron, the mean of what was shown 0, 1, … frames before a spike.
///
/// ```
/// STA(n, lag) = Σ_{trials, frames} count(n, t)·x(t − lag) / Σ count(n, t)
/// ```
/// > Reference: E. J. Chichilnisky, Network 12 (2001) 199, doi:10.1080/713663221.
public struct SpikeTriggeredAverage: Sendable {
  /// The number of neurons.
  public let neurons: Int
  /// Pixels per frame.
  public let pixels: Int
  /// How many frames are averaged, including the frame of the spike.
  public let lags: Int
  /// Frames at the beginning whose spikes are ignored.
  public let warmUp: Int
  /// How many spikes of each neuron entered its average.
  public private(set) var spikeCounts: [Int]
  /// Σ of squared counts of each neuron: spikes that followed one frame share its noise.
  private(set) var squaredCounts: [Int]
  /// [lags][neurons · pixels].
  private var sums: [[Float]]
  /// The frames of the last lags; the newest comes first.
  private var shown: [Tensor] = []

  /// Starts before anything was shown.
  ///
  /// - Precondition: at least one lag.
  public init(neurons: Int, pixels: Int, lags: Int, warmUp: Int = 40) {
    guard lags >= 1 else { fatalError("an average over \(lags) frames") }
    self.neurons = neurons
    self.pixels = pixels
    self.lags = lags
    self.warmUp = max(warmUp, lags)
    spikeCounts = [Int](repeating: 0, count: neurons)
    squaredCounts = spikeCounts
    sums = [[Float]](repeating: [Float](repeating: 0, count: neurons * pixels), count: lags)
  }

  /// Adds a frame and the spikes that followed it.
  ///
  /// - Complexity: O(trials · neurons · pixels · lags), one matrix product per lag.
  public mutating func add<Frames>(_ response: Recording<Frames>.Response, threads: Int = 1) {
    add(
      response.frame, number: response.index, counts: response.inference.counts, threads: threads)
  }

  /// Adds a frame and the counts of the neurons that saw it.
  ///
  /// - Parameters:
  ///   - frame: what was shown, shape [trials, pixels].
  ///   - number: the number of the frame, from 0; those of the warm-up are only remembered.
  ///   - totals: the counts, shape [trials, neurons].
  ///   - threads: how many may work at once; they do not affect the results.
  public mutating func add(
    _ frame: Tensor, number: Int, counts totals: [Int], threads: Int = 1
  ) {
    shown.insert(frame, at: 0)
    if shown.count > lags { shown.removeLast() }
    guard number >= warmUp else { return }
    let trials = frame.shape[0]
    for place in totals.indices where totals[place] > 0 {
      spikeCounts[place % neurons] += totals[place]
      squaredCounts[place % neurons] += totals[place] * totals[place]
    }
    let recent = shown
    let fired = Tensor(totals.map(Float.init), shape: [trials, neurons])
    let triggered = inParallel(count: lags, threads: threads) {
      matmul(fired, recent[$0], transposeLeft: true).values
    }
    for lag in sums.indices {
      for place in sums[lag].indices { sums[lag][place] += triggered[lag][place] }
    }
  }

  /// The averages, shape [neurons, lags, pixels]; those of silent neurons are 0.
  public var averages: Tensor {
    var values: [Float] = []
    values.reserveCapacity(neurons * lags * pixels)
    for neuron in 0..<neurons {
      let scale = spikeCounts[neuron] > 0 ? 1 / Float(spikeCounts[neuron]) : 0
      for lag in 0..<lags {
        values += sums[lag][neuron * pixels..<(neuron + 1) * pixels].map { $0 * scale }
      }
    }
    return Tensor(values, shape: [neurons, lags, pixels])
  }

  /// The cosine between every neuron's average and its atom, at each lag: [lags][neurons]; 0 where a neuron was silent.
  ///
  /// - Parameter dictionary: shape [pixels, neurons].
  public func similarity(to dictionary: Tensor) -> [[Double]] {
    let average = averages.values
    return (0..<lags).map { lag in
      (0..<neurons).map { neuron in
        let start = (neuron * lags + lag) * pixels
        return cosine(
          average[start..<start + pixels],
          (0..<pixels).map { dictionary.values[$0 * neurons + neuron] })
      }
    }
  }
}

extension Electrode {
  /// Records the neurons while many films of white noise are shown at once.
  ///
  /// - Parameters:
  ///   - films: how many films are shown at once.
  ///   - frames: how many frames to record after the warm-up.
  ///   - lags: how many frames before a spike to average.
  ///   - seed: the seed of the noise.
  public func spikeTriggeredAverage(
    films: Int, frames: Int, lags: Int, seed: SeedSequence
  ) throws -> SpikeTriggeredAverage {
    var average = SpikeTriggeredAverage(neurons: neurons, pixels: side * side, lags: lags)
    var recording = recording(
      of: whiteNoise(films: films, seed: seed).prefix(average.warmUp + frames))
    while let response = try recording.next() {
      average.add(response, threads: inference.options.threads)
    }
    return average
  }

  /// The endless noise of ``spikeTriggeredAverage(films:frames:lags:seed:)``, in frames of shape [films, side²].
  public func whiteNoise(films: Int, seed: SeedSequence) -> AnySequence<Tensor> {
    WhiteNoise(pixels: side * side).frames(
      trials: films, at: DrawAddress(seed: seed, purpose: "white noise"))
  }
}

/// The cosine of the angle between two vectors, or 0 when one of them is 0.
private func cosine(_ first: ArraySlice<Float>, _ second: [Float]) -> Double {
  func length(_ values: some Sequence<Float>) -> Double {
    values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  }
  let product = zip(first, second).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  let lengths = length(first) * length(second)
  return lengths > 0 ? product / lengths : 0
}
