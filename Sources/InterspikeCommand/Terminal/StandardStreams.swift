// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// The three descriptors every program expects to find open.
enum StandardStreams {
  /// Opens closed ones on /dev/null, so that a data file does not take their number and receive
  /// progress and errors.
  ///
  /// Standard output is opened only for reading, so that a result that cannot be written is an error.
  static func occupy() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(descriptor, F_GETFD) < 0 {
      // The system assigns the lowest free number, which is this one.
      _ = open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY)
    }
  }
}
