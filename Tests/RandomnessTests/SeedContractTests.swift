// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Randomness
import Testing

/// The words of the article Reproducibility, one by one.
@Suite struct SeedContractTests {
  @Test(
    "A key is two words of the block at the purpose's hash",
    arguments: [0, 7, 0xffff_ffff, 1 << 32, .max] as [UInt64], ["training", "", "écrit"])
  func keyIsTwoWords(seed: UInt64, name: String) {
    var hash: UInt64 = 14_695_981_039_346_656_037
    for byte in name.utf8 {
      hash ^= UInt64(byte)
      hash = hash &* 1_099_511_628_211
    }
    let counter = [UInt32(hash & 0xffff_ffff), UInt32(hash >> 32), 0, 1]
    let block = PhiloxKey(seed).block(counter)
    let expected = UInt64(block[1]) << 32 | UInt64(block[0])
    #expect(SeedSequence(seed).key(for: Purpose(name)).value == expected)
  }

  @Test("Variates have a key of their own, beside the arrivals of their purpose")
  func variatesHaveKeyOfTheir() {
    let seeds = SeedSequence(7)
    var variates = seeds.generator(for: .weights, 4, 5)
    var same = RandomGenerator(key: seeds.key(for: "weights/variates"), 4, 5, 0)
    var arrivals = RandomGenerator(key: seeds.key(for: .weights), 4, 5, 0)
    let draws = (0..<5).map { _ in variates.bits() }
    #expect(draws == (0..<5).map { _ in same.bits() })
    #expect(draws != (0..<5).map { _ in arrivals.bits() })
  }

  @Test("The root of a named stream is two words of another block at the name's hash")
  func rootOfNamedStream() {
    let seed = SeedSequence(7, stream: "input")
    // The third word tells the name of a stream from that of a purpose.
    let asPurpose = SeedSequence(7).key(for: "input").value
    #expect(seed.root != asPurpose && seed.root != 7)
    #expect(SeedSequence(seed.root).key(for: .simulation) == seed.key(for: .simulation))
    #expect(SeedSequence(7, stream: "") == SeedSequence(7))
    #expect(
      SeedSequence(7, stream: "").key(for: .simulation) == SeedSequence(7).key(for: .simulation))
  }

  @Test("Names cannot be moved between stream and purpose") func namesCannotBeMoved() {
    // Glued together, all of these would be one name.
    let keys = [
      SeedSequence(7).key(for: "a/b/c"), SeedSequence(7, stream: "a").key(for: "b/c"),
      SeedSequence(7, stream: "a/b").key(for: "c"), SeedSequence(7, stream: "b/c").key(for: "a"),
      SeedSequence(7, stream: "c").key(for: "a/b"),
    ]
    #expect(Set(keys).count == keys.count)
  }

  @Test("A sequence is written with its stream and read with or without") func sequenceIsWritten()
    throws
  {
    let named = SeedSequence(.max, stream: "input")
    let written = try JSONEncoder().encode(named)
    #expect(try JSONDecoder().decode(SeedSequence.self, from: written) == named)
    #expect(
      try JSONDecoder().decode(SeedSequence.self, from: Data(#"{"seed":7}"#.utf8))
        == SeedSequence(7))
    #expect(
      String(decoding: try JSONEncoder().encode(SeedSequence(7)), as: UTF8.self) == #"{"seed":7}"#)
  }

  @Test("The keys of version 1 do not change") func keysOfVersion1() {
    #expect(
      ["training", "evaluation", "simulation"].map { SeedSequence(7).key(for: Purpose($0)).value }
        == Self.goldenKeys)
  }

  static let goldenKeys: [UInt64] = [
    502_697_151_003_095_801, 15_311_965_183_907_935_536, 11_584_265_142_756_092_400,
  ]
}
