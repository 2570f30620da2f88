// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Ranks
internal import Runs

/// How much of the machine to use, and how much to print.
struct WorkOptions: ParsableArguments {
  @Option(help: "How many threads to use; the results do not depend on it. (default: all cores)")
  var threads: Int?

  @Flag(name: .shortAndLong, help: "Print nothing but errors on standard error.")
  var quiet = false

  func validate() throws {
    guard let threads, !(1...4096).contains(threads) else { return }
    throw ValidationError("--threads is \(threads); it must be 1 to 4096.")
  }

  /// How many threads to use.
  var threadCount: Int { threads ?? RankJob.own.threads }

  /// Standard error for this command.
  var console: Console { Console(quiet: quiet) }
}

/// The seed option that all randomness of a command comes from.
struct SeedOption: ParsableArguments {
  /// The default seed.
  static let usual = RunConfiguration.usualSeed

  @Option(help: help("\(usual)"), transform: parse)
  var seed = usual

  static func help(_ usual: String) -> ArgumentHelp {
    "The seed of all randomness, 0 to 2^64 − 1; stored with every result. (default: \(usual))"
  }

  @Sendable static func parse(_ text: String) throws -> UInt64 {
    guard let seed = UInt64(text) else {
      throw ValidationError("it must be 0 to 18446744073709551615.")
    }
    return seed
  }
}
