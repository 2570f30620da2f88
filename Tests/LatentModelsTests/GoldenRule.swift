// SPDX-License-Identifier: GPL-3.0-or-later

import Tensors

/// The rule by which `Tests/Goldens/family_goldens.py` fills weights and sketches gradients.
enum GoldenRule {
  /// How many sums a sketch has.
  static let sums = 16

  /// The tensor that the rule gives to a name.
  static func tensor(_ name: String, _ shape: [Int]) -> Tensor {
    let (center, width) = spread(name, shape)
    let count = shape.reduce(1, *)
    var values: [Float] = []
    values.reserveCapacity(count)
    var hashes = Hashes("values/\(name)")
    for _ in 0..<count {
      let u = Double(hashes.next() >> 40) / Double(1 << 23) - 1
      values.append(Float(center + width * u))
    }
    return Tensor(values, shape: shape)
  }

  /// The norm of a gradient and its sums with random signs.
  static func sketch(_ name: String, _ gradient: [Float]) -> [Double] {
    var hashes = Hashes("signs/\(name)")
    var found = [Double](repeating: 0, count: sums + 1)
    for value in gradient {
      let (bits, value) = (hashes.next(), Double(value))
      found[0] += value * value
      for sum in 0..<sums { found[sum + 1] += bits >> UInt64(sum) & 1 == 1 ? -value : value }
    }
    found[0] = found[0].squareRoot()
    return found
  }

  private static func spread(_ name: String, _ shape: [Int]) -> (center: Double, width: Double) {
    let table: [(ending: String, center: Double, width: Double)] = [
      ("layer_norm.weight", 1, 0.2), ("lognorm", 0, 0.3), ("bias", 0, 0.1), ("log_rate", 0.3, 1.2),
      ("loc", 0, 0.2), ("log_scale", 0, 0.2), ("logits", 0, 0.5), ("x", 0, 1.75),
      ("log_sigma", 0, 0.5), ("log_leak", -1, 0.5), ("log_step", -1.2, 0.3), ("log_gain", 0, 0.3),
    ]
    for row in table where name == row.ending || name.hasSuffix(".\(row.ending)") {
      return (row.center, row.width)
    }
    let inputs = shape.dropFirst().reduce(1, *)
    return (0, (name == "fc_enc.weight" ? 0.5 : 1) * (3 / Double(inputs)).squareRoot())
  }
}

/// SplitMix64 from the FNV-1a hash of a name.
private struct Hashes {
  private var state: UInt64

  init(_ name: String) {
    state = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}
