// SPDX-License-Identifier: GPL-3.0-or-later

import Randomness
import Testing

@Suite struct PhiloxTests {
  // The three vectors that Random123 publishes for philox4x32-10.
  @Test(
    "Known answers of Random123",
    arguments: [
      (
        [0, 0, 0, 0], 0,
        [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]
      ),
      (
        [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff], 0xffff_ffff_ffff_ffff,
        [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
      ),
      (
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], 0x299f_31d0_a409_3822,
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
      ),
    ] as [([UInt32], UInt64, [UInt32])])
  func knownAnswersOfRandom123(counter: [UInt32], key: UInt64, answer: [UInt32]) {
    #expect(PhiloxKey(key).block(counter) == answer)
  }

  @Test("The GSL generator reads the blocks of its address in order") func gslGeneratorReadsBlocks()
  {
    let key = PhiloxKey(0x0123_4567_89ab_cdef)
    var generator = RandomGenerator(key: key, 7, 8, 9)
    for block in 0..<3 {
      let words = key.block([UInt32(block), 7, 8, 9]).map(UInt64.init)
      #expect(generator.bits() == words[0] << 32 | words[1])
      #expect(generator.bits() == words[2] << 32 | words[3])
    }
  }

  @Test("Uniform doubles carry 53 bits") func uniformDoublesCarry53Bits() {
    let key = PhiloxKey(5)
    var bits = RandomGenerator(key: key, 0, 0, 0)
    var doubles = RandomGenerator(key: key, 0, 0, 0)
    var lowBits: UInt64 = 0
    for _ in 0..<1000 {
      let expected = bits.bits() >> 11
      let uniform = doubles.uniform()
      #expect(uniform == Double(expected) * 0x1p-53)
      lowBits |= expected
    }
    #expect(lowBits == 1 << 53 - 1)
  }

  @Test("Streams of other seeds, purposes and indices differ") func streamsOfOtherSeedsPurposes() {
    var first: Set<UInt64> = []
    var count = 0
    for seed in [0, 1, 2, 1 << 32, .max] as [UInt64] {
      for purpose in [.training, .weights, "trainine"] as [Purpose] {
        for index in 0..<4 {
          var generator = SeedSequence(seed).generator(for: purpose, index, index & 1)
          first.insert(generator.bits())
          count += 1
        }
      }
    }
    #expect(first.count == count)
  }

  @Test("The stream of seed 7 is the one of version 1 of the contract") func streamOfSeed7() {
    var generator = SeedSequence(7).generator(for: .weights, 1, 2)
    #expect(SeedSequence.keyVersion == 1)
    #expect((0..<3).map { _ in generator.bits() } == Self.goldenBits)
  }

  static let goldenBits: [UInt64] = [
    14_035_997_477_017_303_897, 11_721_282_330_465_437_633, 7_224_280_969_547_528_221,
  ]
}
