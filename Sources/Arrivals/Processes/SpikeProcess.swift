// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import SpikeTrains

/// A population of neurons whose spikes are a pure function of (seed, trial, neuron, time).
///
/// Whatever the process, the same seed gives the same spikes for any cut of time, any subset of neurons
/// and any number of threads: what you ask for decides how much is drawn, never which numbers.
///
/// > Warning: The spikes belong to the seed, not to the population: two populations under one seed fire
/// > *together*, neuron by neuron. Where they should not, name their streams:
/// > ```swift
/// > let input = population.raster(in: 0..<10, seed: 7, stream: "input")
/// > let noise = background.raster(in: 0..<10, seed: 7, stream: "noise")
/// > ```
///
/// Two kinds exist. A ``WindowedProcess`` forgets at the borders of its windows and can be entered at any
/// time; an ``EventPopulation`` remembers its last spike and is followed from time 0 on.
/// Which to take: <doc:ChoosingASampler>.
public protocol SpikeProcess: Sendable {
  /// The spikes in order of time.
  associatedtype Spikes: Sequence<Spike>

  /// How many neurons there are.
  var neuronCount: Int { get }

  /// The spikes of all neurons in a stretch of time, in seconds, in order of time.
  ///
  /// The end may be infinite: the sequence is lazy.
  ///
  /// - Precondition: the interval does not begin before 0; `trial` is in 0..<2³².
  func spikes(in interval: Range<Double>, trial: Int, seed: SeedSequence) -> Spikes

  /// The raster of some neurons in a stretch of time; its neuron 0 is the first of `neurons`.
  ///
  /// - Precondition: the interval is finite and does not begin before 0, the neurons exist, `trial` is in
  ///   0..<2³².
  func raster(of neurons: Range<Int>, in interval: Range<Double>, trial: Int, seed: SeedSequence)
    -> SpikeRaster
}

extension SpikeProcess {
  /// The spikes of all neurons in a stretch of time, in seconds, in order of time.
  ///
  /// - Parameters:
  ///   - interval: seconds, the end excluded.
  ///   - trial: which repetition.
  ///   - seed: the root of all randomness.
  ///   - stream: a name that gives the seed other spikes, independent of those of any other name.
  public func spikes(
    in interval: Range<Double>, trial: Int = 0, seed: UInt64, stream: String = ""
  ) -> Spikes {
    spikes(in: interval, trial: trial, seed: SeedSequence(seed, stream: stream))
  }

  /// The spikes from a time on, without end.
  ///
  /// ```swift
  /// for spike in population.spikes(in: 0..., seed: 7) { if !consume(spike) { break } }
  /// ```
  public func spikes(
    in interval: PartialRangeFrom<Double>, trial: Int = 0, seed: UInt64, stream: String = ""
  ) -> Spikes {
    spikes(
      in: interval.lowerBound..<Double.infinity, trial: trial, seed: seed, stream: stream)
  }

  /// The raster of some neurons in a stretch of time, in seconds; its neuron 0 is the first of `neurons`.
  public func raster(
    of neurons: Range<Int>, in interval: Range<Double>, trial: Int, seed: UInt64,
    stream: String = ""
  ) -> SpikeRaster {
    raster(of: neurons, in: interval, trial: trial, seed: SeedSequence(seed, stream: stream))
  }

  /// The raster of all neurons in a stretch of time, in seconds.
  public func raster(
    in interval: Range<Double>, trial: Int = 0, seed: UInt64, stream: String = ""
  ) -> SpikeRaster {
    raster(of: 0..<neuronCount, in: interval, trial: trial, seed: seed, stream: stream)
  }

  /// Traps when the arguments of a raster are not what they must be.
  func check(_ neurons: Range<Int>, _ interval: Range<Double>) {
    guard neurons.lowerBound >= 0 && neurons.upperBound <= neuronCount else {
      fatalError("neurons \(neurons) of a population of \(neuronCount)")
    }
    guard interval.lowerBound >= 0 && interval.upperBound < .infinity else {
      fatalError("a raster of \(interval) s: use a finite interval from 0 on")
    }
  }
}
