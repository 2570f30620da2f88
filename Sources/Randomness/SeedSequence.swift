// SPDX-License-Identifier: GPL-3.0-or-later

internal import CArrivals

/// What random numbers are drawn for; different purposes never share a number.
public struct Purpose: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The name that is hashed into the key.
  ///
  /// Renaming a purpose changes its numbers.
  public let name: String

  /// A purpose of the given name.
  public init(_ name: String) { self.name = name }

  public init(stringLiteral name: String) { self.name = name }

  /// Relaxed counts that train a model.
  public static let training: Purpose = "training"
  /// Exact counts that judge a model.
  public static let evaluation: Purpose = "evaluation"
  /// Spike trains for rasters.
  public static let simulation: Purpose = "simulation"
  /// Initial weights.
  public static let weights: Purpose = "weights"
  /// Orders of presentation.
  public static let shuffle: Purpose = "shuffle"

  public var description: String { name }
}

/// The root of all randomness of a run: one 64-bit seed, from which every stream is derived by name.
///
/// Nothing is drawn from a sequence and it never advances: the stream of (seed, purpose, a, b) is a
/// pure function of those four, whoever asks, in whatever order, on however many threads.
///
/// ```
/// key(purpose) = first two words of Philox(counter: FNV-1a₆₄(purpose name), 0, version; key: seed)
/// ```
///
/// > Reference: Salmon, Moraes, Dror & Shaw, SC'11, doi:10.1145/2063384.2063405 (Philox4x32-10).
public struct SeedSequence: Hashable, Sendable, Codable {
  /// Version of the seed contract: streams of one version never change.
  public static let streamVersion = 1

  /// The seed as the user gave it.
  public let seed: UInt64

  /// The sequence rooted in `seed`; every 64-bit value is a different root.
  public init(_ seed: UInt64) { self.seed = seed }

  /// The Philox key of a purpose.
  public func key(for purpose: Purpose) -> PhiloxKey {
    let hash = purpose.name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    // A step of inference derives one: no arrays.
    return PhiloxKey(
      philox_generator_key(
        seed, UInt32(truncatingIfNeeded: hash), UInt32(truncatingIfNeeded: hash >> 32), 0,
        UInt32(Self.streamVersion)))
  }

  /// An independent generator for the given purpose and up to two indices, such as (epoch, shard).
  ///
  /// - Precondition: indices are in `0..<2^32`.
  public func generator(for purpose: Purpose, _ first: Int = 0, _ second: Int = 0)
    -> RandomGenerator
  {
    // A key of its own: the arrivals of the same purpose use every address of the plain one.
    RandomGenerator(key: key(for: Purpose("\(purpose.name)/variates")), first, second, 0)
  }
}

/// A 64-bit key of Philox4x32-10.
public struct PhiloxKey: Hashable, Sendable {
  /// Both words; the low one is the first of the published algorithm.
  public let value: UInt64

  /// A key from its 64 bits.
  public init(_ value: UInt64) { self.value = value }

  /// The first and second word.
  public var words: (UInt32, UInt32) {
    (UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32))
  }

  /// The 128 random bits at `counter`, four words.
  ///
  /// - Precondition: `counter` has four words.
  public func block(_ counter: [UInt32]) -> [UInt32] {
    precondition(counter.count == 4, "a Philox counter has 4 words, not \(counter.count)")
    return [UInt32](unsafeUninitializedCapacity: 4) { out, count in
      var key: (UInt32, UInt32) = words
      withUnsafeBytes(of: &key) { key in
        philox_generator_block(
          counter, key.assumingMemoryBound(to: UInt32.self).baseAddress, out.baseAddress)
      }
      count = 4
    }
  }
}
