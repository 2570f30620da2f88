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
/// pure function of those four, no matter who asks, in what order, on however many threads.
///
/// ```
/// key(purpose) = first two words of Philox(counter: FNV-1a₆₄(purpose name), 0, 1; key: root)
/// root         = seed, or for a stream of a name
///                first two words of Philox(counter: FNV-1a₆₄(stream name), 1, 1; key: seed)
/// ```
///
/// Two things that draw for one purpose under one seed draw the *same* numbers. Name their streams where they
/// should not; the names are yours, and any two give independent numbers:
/// ```swift
/// let input = SeedSequence(7, stream: "input")
/// let noise = SeedSequence(7, stream: "noise")
/// ```
///
/// > Reference: Salmon, Moraes, Dror & Shaw, SC'11, doi:10.1145/2063384.2063405 (Philox4x32-10).
public struct SeedSequence: Hashable, Sendable, Codable {
  /// Version of the seed contract: what one version draws never changes.
  ///
  /// Version 2 derives keys as version 1 does and adds named streams; some commands of the program draw from one
  /// that bears their name.
  public static let streamVersion = 2

  /// The versions that draw the same numbers from an address, so that one can continue what another began.
  public static let compatibleVersions = 1...streamVersion

  /// The version of the keys, a word of every one of them.
  public static let keyVersion = 1

  /// The seed as the user gave it.
  public let seed: UInt64

  /// The name of the stream under this seed; empty for the one without a name.
  public let stream: String

  /// The name of the stream, if any, as results state it.
  package var namedStream: String? { stream.isEmpty ? nil : stream }

  /// What keys are derived from: the seed, or what it and the stream's name give.
  ///
  /// The sequence without a name that is rooted here draws the same numbers, even in languages without
  /// streams.
  public let root: UInt64

  /// The sequence of a seed and the name of a stream under it.
  ///
  /// Every 64-bit value is a different root. Streams of different names are independent of each other and of the one
  /// without a name, whatever they draw; two of one name are the same. Names are compared byte by byte in UTF-8.
  public init(_ seed: UInt64, stream: String = "") {
    self.seed = seed
    self.stream = stream
    root = stream.isEmpty ? seed : Self.words(of: stream, 1, under: seed)
  }

  /// The Philox key of a purpose.
  public func key(for purpose: Purpose) -> PhiloxKey {
    PhiloxKey(Self.words(of: purpose.name, 0, under: root))
  }

  /// The 64 bits of a name, for one of two uses, under a root.
  private static func words(of name: String, _ use: UInt32, under root: UInt64) -> UInt64 {
    let hash = name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    // A step of inference derives one: no arrays.
    return philox_generator_key(
      root, UInt32(truncatingIfNeeded: hash), UInt32(truncatingIfNeeded: hash >> 32), use,
      UInt32(keyVersion))
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

extension SeedSequence: CustomStringConvertible {
  /// The seed, and the name of the stream where it has one.
  public var description: String { stream.isEmpty ? "\(seed)" : "\(seed), stream \(stream)" }

  private enum CodingKeys: CodingKey {
    case seed, stream
  }

  /// Reads a seed and the name of a stream, where it has one.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try values.decode(UInt64.self, forKey: .seed),
      stream: try values.decodeIfPresent(String.self, forKey: .stream) ?? "")
  }

  /// Writes the seed, and the name of the stream where it has one.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(seed, forKey: .seed)
    if !stream.isEmpty { try values.encode(stream, forKey: .stream) }
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
    guard counter.count == 4 else {
      fatalError("a Philox counter has 4 words, not \(counter.count)")
    }
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
