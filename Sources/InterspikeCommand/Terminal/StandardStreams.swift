// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// The three descriptors every program expects to find open.
enum StandardStreams {
  /// Opens those that are closed on nothing, lest a file of data take their number and receive
  /// progress and errors.
  ///
  /// Standard output is opened for reading alone: a result that cannot be written is an error.
  static func occupy() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(descriptor, F_GETFD) < 0 {
      // The system gives the lowest free number, which is this one.
      _ = open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY)
    }
  }
}
