// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import SpikeTrains

/// A process that is drawn window by window, each on its own.
///
/// The spikes of neuron n in window w are a function of (seed, trial, w, n), so any window can be drawn
/// first. The duration of the windows is part of the seed's meaning: another duration, other spikes of the
/// same law.
public protocol WindowedProcess: SpikeProcess where Spikes == WindowedSpikes {
  /// The grain of time in seconds.
  var windowDuration: Double { get }

  /// The windows in which there may be spikes.
  var activeWindows: Range<Int> { get }

  /// The spikes of some neurons in one window, in seconds from time 0, of shape [1, neurons].
  func times(of neurons: Range<Int>, window: Int, trial: Int, seed: SeedSequence) -> ArrivalTrains

  /// The spikes of all neurons in one window, in order of time.
  func orderedSpikes(window: Int, trial: Int, seed: SeedSequence) -> [Spike]

  /// The first window from `window` on, before `end`, in which some of the neurons may fire; `end` when there is none.
  ///
  /// What is passed over must be silent. Where nothing better is known, none is.
  func firstWindow(
    of neurons: Range<Int>, from window: Int, before end: Int, trial: Int, seed: SeedSequence
  ) -> Int
}

extension WindowedProcess {
  public func orderedSpikes(window: Int, trial: Int, seed: SeedSequence) -> [Spike] {
    let drawn = times(of: 0..<neuronCount, window: window, trial: trial, seed: seed)
    var spikes: [Spike] = []
    spikes.reserveCapacity(drawn.times.count)
    var position = 0
    for (neuron, count) in drawn.counts.enumerated() {
      for time in drawn.times[position..<position + Int(count)] {
        spikes.append(Spike(time: time, neuron: neuron))
      }
      position += Int(count)
    }
    spikes.sort()
    return spikes
  }

  /// The spikes in a stretch of time, in order of time.
  ///
  /// Lazy: memory holds one window's spikes, however long the stretch is. Windows are numbered in 32 bits, so
  /// an endless stretch ends after 2³² of them, 136 years of 1 s.
  public func spikes(in interval: Range<Double>, trial: Int, seed: SeedSequence) -> WindowedSpikes {
    let windows = grid.windows(of: interval).clamped(to: activeWindows)
    return WindowedSpikes(interval: interval, windows: windows) { window in
      firstWindow(
        of: 0..<neuronCount, from: window, before: windows.upperBound, trial: trial, seed: seed)
    } draw: { window in
      orderedSpikes(window: window, trial: trial, seed: seed)
    }
  }

  public func firstWindow(
    of neurons: Range<Int>, from window: Int, before end: Int, trial: Int, seed: SeedSequence
  ) -> Int { window }

  /// The raster of some neurons in a stretch of time.
  ///
  /// Memory holds the spikes, and the counts of some of the windows at a time.
  ///
  /// - Complexity: O(neurons · windows + spikes).
  public func raster(
    of neurons: Range<Int>, in interval: Range<Double>, trial: Int, seed: SeedSequence
  ) -> SpikeRaster {
    check(neurons, interval)
    var rasters: [SpikeRaster] = []
    var drawn = ArrivalTrains(times: [], counts: [], duration: windowDuration)
    // Enough counts that the offsets of the rasters are few beside them.
    let most = max(1 << 20, 64 * neurons.count)
    let windows = grid.windows(of: interval).clamped(to: activeWindows)
    var next = windows.lowerBound
    while next < windows.upperBound {
      let window = firstWindow(
        of: neurons, from: next, before: windows.upperBound, trial: trial, seed: seed)
      guard window < windows.upperBound else { break }
      next = window + 1
      var part = times(of: neurons, window: window, trial: trial, seed: seed)
      let extent = grid.interval(of: window)
      if extent.lowerBound < interval.lowerBound || extent.upperBound > interval.upperBound {
        part.keep(within: interval)
      }
      drawn.append(part)
      if drawn.counts.count >= most {
        rasters.append(drawn.raster(neurons: neurons.count, interval: interval))
        drawn = ArrivalTrains(times: [], counts: [], duration: windowDuration)
      }
    }
    rasters.append(drawn.raster(neurons: neurons.count, interval: interval))
    return SpikeRaster(consecutive: rasters, interval: interval)
  }

  /// How time is cut.
  var grid: WindowGrid { WindowGrid(duration: windowDuration) }
}

/// The spikes of a windowed process in order of time.
public struct WindowedSpikes: Sequence, Sendable {
  let interval: Range<Double>
  let windows: Range<Int>
  /// The first window from one on in which there may be spikes.
  let first: @Sendable (_ window: Int) -> Int
  let draw: @Sendable (_ window: Int) -> [Spike]

  public func makeIterator() -> Iterator {
    Iterator(spikes: self, window: windows.lowerBound)
  }

  /// Draws window after window.
  public struct Iterator: IteratorProtocol {
    let spikes: WindowedSpikes
    var window: Int
    var current: [Spike] = []
    var position = 0

    public mutating func next() -> Spike? {
      while true {
        while position < current.count {
          defer { position += 1 }
          if spikes.interval.contains(current[position].time) { return current[position] }
        }
        guard window < spikes.windows.upperBound else { return nil }
        window = spikes.first(window)
        guard window < spikes.windows.upperBound else { return nil }
        current = spikes.draw(window)
        window += 1
        position = 0
      }
    }
  }
}
