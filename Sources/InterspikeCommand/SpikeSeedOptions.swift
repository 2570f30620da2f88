// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Randomness

/// Which spikes a command draws: the seed, and a stream under it.
struct SpikeSeedOptions: ParsableArguments {
  @Option(
    help: """
      The seed of all randomness, 0 to 2^64 − 1; stored with every result. Commands with the same \
      seed and --stream draw the same random numbers. (default: \(SeedOption.usual))
      """,
    transform: SeedOption.parse)
  var seed = SeedOption.usual

  @Option(
    help: """
      A name that makes the same seed draw different spikes, independent of those under any other \
      name; stored with every result. (default: the name of the command for encode, simulate and \
      generate, otherwise the empty name '')
      """)
  var stream: String?

  func validate() throws {
    guard let stream else { return }
    guard stream.utf8.count <= 200, !stream.contains(where: \.isNewline) else {
      throw ValidationError("--stream is \(stream); it must be one line of up to 200 bytes.")
    }
  }

  /// The seed for a command whose own stream is called `name`.
  func sequence(of name: String = "") -> SeedSequence {
    SeedSequence(seed, stream: stream ?? name)
  }
}
