// SPDX-License-Identifier: GPL-3.0-or-later

internal import CHDF5
internal import Synchronization

/// What precedes every group of calls of the HDF5 library.
///
/// In a process of its own the library has limits: a damaged file can make it go round in circles or ask
/// for any memory, and only the end of the process ends that.
enum HDF5Watch {
  /// Seconds of computing that one step of reading may take; 0 without limits.
  private static let computing = Atomic<UInt32>(0)
  /// Seconds of waiting that it may take.
  private static let waiting: UInt32 = 60

  /// Limits this process for good: memory beyond what it has, no files of its own, time a step.
  ///
  /// - Parameter size: the bytes of the file; a step may unpack all of them, at 20 MB a second or more.
  static func confine(memory: UInt64, size: UInt64) {
    interspike_h5_confine(memory)
    computing.store(UInt32(clamping: 1 + size / 20_000_000), ordering: .relaxed)
  }

  /// Begins a group of calls: silences the library's own messages and sets the time anew.
  static func begin() {
    interspike_h5_silence()
    let seconds = computing.load(ordering: .relaxed)
    if seconds > 0 { interspike_h5_allow(seconds, seconds + waiting) }
  }

  /// Stops the time, for work of our own between two groups of calls.
  static func pause() {
    if computing.load(ordering: .relaxed) > 0 { interspike_h5_allow(0, 0) }
  }
}
