// SPDX-License-Identifier: GPL-3.0-or-later

internal import CArrivals
internal import Randomness

extension Arrivals {
  /// The first window from this one on, before `end`, in which some neuron of the first trial may fire,
  /// if all windows have these log-rates; `end` when there is none.
  ///
  /// Windows that are passed over are silent, to the bit: their first draws were looked at. The one found may still be.
  ///
  /// - Complexity: O(neurons · windows passed over), about a nanosecond each.
  package func firstWindow(before end: Int) -> Int {
    guard end >= window, end <= 1 << 32 else {
      fatalError("the window \(end) does not lie in \(window)...2^32")
    }
    guard trials.count > 0, neurons.count > 0 else { return end }
    return window
      + Int(
        withRequest { request in
          arrivals_silent_windows(instructionSet.kernel, &request, UInt64(end - window))
        })
  }
}
