// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise

/// Asks the C library to keep the memory of freed tensors for the next ones, up to 256 MB.
///
/// For programs, not for libraries: call it once at the start of a program that trains. Otherwise each step may
/// hand its arrays back to the system and fetch them again, page by page. It changes no result, and
/// does nothing where the C library cannot be asked.
public func keepFreedMemory() {
  elementwise_keep_freed_memory()
}
