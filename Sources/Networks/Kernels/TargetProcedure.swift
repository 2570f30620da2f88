// SPDX-License-Identifier: GPL-3.0-or-later

internal import CNetworks
internal import Foundation
internal import Randomness

/// How the targets of a projection in one block are drawn from their source.
struct TargetProcedure: Sendable {
  /// Targets of a block; part of what a seed means.
  static let blockSize = 4096
  /// What the kernel needs to know.
  let law: networks_procedure

  /// The targets of a source in the block, by their number in the population.
  func targets(of source: Int) -> [Int] {
    let drawn = [UInt16](unsafeUninitializedCapacity: law.most) { targets, count in
      count = withUnsafePointer(to: law) {
        networks_draw_targets(INSTRUCTION_SET_BEST, $0, UInt32(source), targets.baseAddress)
      }
    }
    return drawn.map { Int(law.first) + Int($0) }
  }
}

extension Projection {
  /// How the targets of each block are drawn; none where synapses are stored.
  func procedures(seed: SeedSequence) -> [TargetProcedure] {
    let key = seed.key(for: Purpose("network/targets/\(label)")).value
    let targets = target.neuronCount
    let blocks = (targets + TargetProcedure.blockSize - 1) / TargetProcedure.blockSize
    return (0..<blocks).map { block in
      switch rule {
      case .proceduralOutDegree(let degree):
        TargetProcedure(
          law: networks_procedure_of_degree(key, UInt64(degree), UInt32(block), UInt32(targets)))
      case .proceduralPairwise(let probability):
        // Beyond 1/-ln(1 - p) = 1e30 nobody is connected; a rate of 0 would mean an out-degree.
        TargetProcedure(
          law: networks_procedure_of_pairs(
            key, max(Float(min(-1 / log1p(-probability), 1e30)), .leastNormalMagnitude),
            excludesSelf, UInt32(block), UInt32(targets)))
      default: fatalError("\(rule) is not procedural")
      }
    }
  }
}

/// Memory for targets that are drawn in a window; nothing of it is needed in the next one.
final class DrawnTargets: @unchecked Sendable {
  private var drawn = networks_drawn()

  deinit { networks_drawn_free(&drawn) }

  /// Draws the targets of the volleys of a projection, as synapses that follow these volleys until the next call.
  func draw(
    _ procedure: TargetProcedure, of projection: Int, _ volleys: [networks_volley], weight: Double
  ) -> networks_synapses {
    let status = withUnsafePointer(to: procedure.law) {
      networks_drawn_reserve(&drawn, volleys.count) == 0
        ? networks_draw_rows(
          INSTRUCTION_SET_BEST, $0, UInt32(projection), volleys, volleys.count, &drawn) : -1
    }
    guard status == 0 else { fatalError("no memory is left for the targets of spikes") }
    var synapses = networks_synapses()
    (synapses.offsets, synapses.targets) = (drawn.offsets, drawn.targets)
    (synapses.by_volley, synapses.weight) = (true, weight)
    return synapses
  }
}
