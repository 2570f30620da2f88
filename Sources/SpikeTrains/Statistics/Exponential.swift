// SPDX-License-Identifier: GPL-3.0-or-later

/// eˣ for x ≤ 0, to two units in the last place: the room imports no library that has one.
///
/// ```
/// x = k ln 2 + r,  |r| ≤ ln 2 / 2:   eˣ = 2ᵏ Σ rⁿ/n!,  n = 0 … 14
/// ```
func exponential(_ x: Double) -> Double {
  guard x > -745.2 else { return 0 }
  let k = (x * 1.442_695_040_888_963_4).rounded()
  // ln 2 in two parts, the first short enough for k times it to be exact.
  let r = (x - k * 0x1.62e4_2feep-1) - k * 0x1.a39e_f357_93c76p-33
  var sum = 1.0
  for n in stride(from: 14.0, through: 1, by: -1) { sum = 1 + r / n * sum }
  return Double(sign: .plus, exponent: Int(k), significand: sum)
}
