// SPDX-License-Identifier: GPL-3.0-or-later

/// Patches of several pictures, with the contrast of each.
package struct PatchGroup: Sendable {
  private(set) var names: [String] = []
  private(set) var patches: [Float] = []
  /// The standard deviation of each patch, 0 for one that cannot be standardized.
  private(set) var contrasts: [Double] = []

  package init() {}

  package mutating func append(_ sheet: PatchSheet, side: Int) {
    names.append(sheet.photograph.name)
    let size = side * side
    for start in stride(from: 0, to: sheet.patches.count, by: size) {
      let moments = PixelMoments(sheet.patches[start..<start + size])
      contrasts.append(moments.isFlat ? 0 : moments.standardDeviation)
    }
    patches += sheet.patches
  }

  /// The places of the patches that remain, ascending, when the flattest share is dropped and
  /// patches without any contrast with it.
  package func structured(flatShare: Double) -> [Int] {
    let dropped = Int((Double(contrasts.count) * flatShare).rounded())
    let ranked = contrasts.indices.sorted { (contrasts[$0], $0) < (contrasts[$1], $1) }
    return ranked.dropFirst(dropped).filter { contrasts[$0] > 0 }.sorted()
  }
}
