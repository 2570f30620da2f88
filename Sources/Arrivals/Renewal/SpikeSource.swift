// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness

/// A neuron that remembers: a value that knows when its next spike is.
///
/// A source starts at time 0 in the state it was made in and is asked for one spike after another. Its only
/// randomness are the draws it is handed, which belong to that one spike.
public protocol SpikeSource: Sendable {
  /// The time of the next spike in seconds, not before the last one; +∞ when there is none.
  mutating func next(using draws: inout PhiloxDraws) -> Double
}
