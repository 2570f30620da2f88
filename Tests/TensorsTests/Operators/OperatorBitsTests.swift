// SPDX-License-Identifier: GPL-3.0-or-later

import Tensors
import Testing

@Suite("Bits of operators")
struct OperatorBitsTests {
  /// FNV-1a over the bits of the values.
  private func fingerprint(_ tensor: Tensor) -> UInt64 {
    tensor.values.reduce(0xcbf2_9ce4_8422_2325) {
      ($0 ^ UInt64($1.bitPattern)) &* 0x100_0000_01b3
    }
  }

  private let x = tensor([37, 61], from: -30, to: 30, salt: 11)
  private let y = tensor([37, 61], from: 0.01, to: 9, salt: 12)
  private let row = tensor([61], from: -2, to: 2, salt: 13)

  @Test("Results are the same bits on every processor")
  func golden() {
    let found = [
      exp(x), log(y), sigmoid(x), softplus(x), relu(x), square(x), x + row, x - y, x * y, x / y,
      x.sum(), x.sum(over: .rows), x.sum(over: .columns), squaredErrorSum(x, y),
    ].map(fingerprint)
    let expected: [UInt64] = [
      0xefd3d05e03e3e465,
      0x27725f0870c3e160,
      0xc1652ba164d4e2e4,
      0xa0daa39078f48eda,
      0xbefd1bb7a792ef93,
      0x523efcf8f5cfcdf3,
      0x83b88e35c4cef347,
      0x3cff650d82e16e1a,
      0xcb9b9ea0eec22ba9,
      0xee43d1c794323202,
      0x73be8fbc46a80ab5,
      0xf1ec06e3a120c707,
      0xacff256852c32e1a,
      0x9b0a81c86e6e16eb,
    ]
    #expect(found == expected)
  }
}
