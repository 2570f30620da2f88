// SPDX-License-Identifier: GPL-3.0-or-later

internal import CNetworks

/// The synapses of a projection with a block of targets, source after source; never changed once they are made.
///
/// A synapse takes 2 bytes for its target. Where weights differ it takes 4 more, or 8 if single precision does not hold
/// them all; where delays differ 2 more, or 8 if there are more than 2¹⁶ of them. See docs/decisions/0028.
final class SynapseBlock: @unchecked Sendable {
  /// What kernels read.
  let stored: networks_synapses

  /// Arranges synapses as they were drawn; `weight` is that of all, if they have one.
  init(_ drawn: DrawnSynapses, sources: Int, weight: Double?, delaysDiffer: Bool) {
    guard drawn.sources.count <= Int(UInt32.max) else {
      fatalError("\(drawn.sources.count) synapses with one block of targets")
    }
    var synapses = networks_synapses()
    let status = drawn.weights.withUnsafeBufferPointer { weights in
      drawn.delays.withUnsafeBufferPointer { delays in
        networks_arrange(
          &synapses, sources, drawn.sources.count, drawn.sources, drawn.targets,
          weight == nil ? weights.baseAddress : nil, weight ?? 0,
          delaysDiffer ? delays.baseAddress : nil)
      }
    }
    guard status == 0 else {
      fatalError("no memory is left for \(drawn.sources.count) synapses")
    }
    stored = synapses
  }

  deinit {
    var synapses = stored
    networks_release(&synapses)
  }

  /// How many there are.
  var count: Int { stored.count }

  /// How many bytes they take.
  var byteCount: Int { withUnsafePointer(to: stored) { networks_size($0) } }

  /// From the shortest delay to the longest, where they differ; `nil` where there is none.
  var delays: ClosedRange<Double>? {
    var (shortest, longest) = (0.0, 0.0)
    let any = withUnsafePointer(to: stored) { networks_delays($0, &shortest, &longest) }
    return any ? shortest...longest : nil
  }
}
