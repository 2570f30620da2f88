// SPDX-License-Identifier: GPL-3.0-or-later

internal import CHDF5
internal import Synchronization

/// What precedes every group of calls of the HDF5 library.
///
/// In a process of its own the library has limits: a damaged file can make it go round in circles or ask
/// for any memory, and only the end of the process ends that.
enum HDF5Watch {
  private static let isConfined = Atomic<Bool>(false)

  /// Seconds of computing, and of waiting, that one step of reading may take.
  static let computing: UInt32 = 3
  static let waiting: UInt32 = 60

  /// Limits this process for good: memory beyond what it has, no files of its own, time a step.
  static func confine(memory: UInt64) {
    interspike_h5_confine(memory)
    isConfined.store(true, ordering: .relaxed)
  }

  /// Begins a group of calls: silences the library's own messages and sets the time anew.
  static func begin() {
    interspike_h5_silence()
    if isConfined.load(ordering: .relaxed) { interspike_h5_allow(computing, waiting) }
  }

  /// Stops the time, for work of our own between two groups of calls.
  static func pause() {
    if isConfined.load(ordering: .relaxed) { interspike_h5_allow(0, 0) }
  }
}
