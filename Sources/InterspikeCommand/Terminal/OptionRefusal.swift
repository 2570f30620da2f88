// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser

extension ParsableArguments {
  /// Refuses the value of an option and says what is allowed.
  func refuse(_ name: String, _ value: some CustomStringConvertible, _ allowed: String) throws {
    throw ValidationError("\(name) is \(value); it must be \(allowed).")
  }
}
