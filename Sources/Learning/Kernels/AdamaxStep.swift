// SPDX-License-Identifier: GPL-3.0-or-later

internal import CElementwise
internal import Tensors

/// One step of ``Adamax`` on one parameter, all arrays where they lie.
struct AdamaxStep {
  let scale: Float
  let weightDecay: Float
  let keep: Float
  let blend: Float
  let fade: Float
  let floor: Float
  /// The learning rate with the mean's bias taken out.
  let rate: Float

  /// Moves a parameter and its memory; the bits do not depend on the threads.
  ///
  /// - Precondition: equal shapes.
  func move(
    _ parameter: inout Tensor, mean: inout Tensor, bound: inout Tensor, along gradient: Tensor,
    threads: Int
  ) {
    parameter.values.withUnsafeMutableBufferPointer { p in
      mean.values.withUnsafeMutableBufferPointer { m in
        bound.values.withUnsafeMutableBufferPointer { u in
          gradient.values.withUnsafeBufferPointer { g in
            let (p, m) = (SharedArray(p.baseAddress), SharedArray(m.baseAddress))
            let (u, g) = (SharedArray(u.baseAddress), SharedArray(g.baseAddress))
            inChunks(of: gradient.count, threads: threads) { start, count in
              guard let p = p.floats, let m = m.floats, let u = u.floats, let g = g.floats
              else { return }
              elementwise_adamax(
                p + start, m + start, u + start, g + start, scale, weightDecay, keep, blend, fade,
                floor, rate, count)
            }
          }
        }
      }
    }
  }
}
