// SPDX-License-Identifier: GPL-3.0-or-later

internal import CNetworks
internal import SpikeTrains

/// What is on its way to a block of neurons over delays that differ, by the window in which it arrives.
///
/// It follows from the spikes that are on their way, so no state holds it. A value: a copy goes its own way.
struct DelayLine: Sendable {
  private var storage: Storage

  /// The lists of the windows.
  private final class Storage: @unchecked Sendable {
    var line = networks_delay_line()

    init(windows: Int) {
      guard networks_line_make(&line, windows) == 0 else { fatalError(Self.complaint) }
    }

    init(_ other: Storage) {
      guard networks_line_copy(&line, &other.line) == 0 else { fatalError(Self.complaint) }
    }

    deinit { networks_line_free(&line) }

    static let complaint = "no memory is left for spikes that are on their way"
  }

  /// A line for delays up to `longest` seconds.
  init(longest: Double, windowDuration: Double) {
    storage = Storage(windows: Int((longest / windowDuration).rounded(.up)) + 3)
  }

  /// Takes in spikes of the sources of some synapses.
  ///
  /// - Parameters:
  ///   - place: which of the block's projections over delays that differ it is.
  ///   - window: the next window; what arrived before it is passed over.
  mutating func take(
    _ spikes: [Spike], along synapses: SynapseBlock, at place: Int, window: Int, duration: Double
  ) {
    if spikes.isEmpty { return }
    own()
    withUnsafePointer(to: synapses.stored) { stored in
      for spike in spikes {
        guard
          networks_line_take(
            &storage.line, stored, UInt32(place), spike.time, UInt32(spike.neuron),
            UInt64(window), duration) == 0
        else { fatalError(Storage.complaint) }
      }
    }
  }

  /// Hands over what arrives in a window, in order of time, and whether some of it is of one instant; the list is then
  /// empty.
  mutating func deliver<Result>(
    in window: Int, duration: Double,
    _ body: (_ bundles: UnsafeBufferPointer<networks_bundle>, _ coincide: Bool) -> Result
  ) -> Result {
    deliver(in: window) { bundles in
      let status = networks_sort_bundles(bundles.baseAddress, bundles.count, duration)
      guard status >= 0 else { fatalError(Storage.complaint) }
      return body(UnsafeBufferPointer(bundles), status == 1)
    }
  }

  /// Hands over what arrives in a window, in the order in which it was taken in; the list is then empty.
  mutating func deliver<Result>(
    in window: Int, _ body: (_ bundles: UnsafeMutableBufferPointer<networks_bundle>) -> Result
  ) -> Result {
    own()
    let place = window % storage.line.count
    let due = storage.line.due[place]
    defer { storage.line.due[place].count = 0 }
    return body(UnsafeMutableBufferPointer(start: due.bundles, count: due.count))
  }

  private mutating func own() {
    if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage) }
  }
}
