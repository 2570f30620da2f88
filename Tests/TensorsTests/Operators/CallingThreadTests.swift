// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Tensors
import Testing

/// The OpenMP runtime that oneDNN brought along, asked by name as the kernels do.
@Suite("oneDNN and threads")
struct CallingThreadTests {
  /// Guards against a build in which the runtime is not found: every shard would start a team of threads.
  @Test("A product and a convolution take one thread, whatever team the thread had before")
  func alone() throws {
    let setTeam = unsafeBitCast(
      try #require(dlsym(nil, "omp_set_num_threads")), to: (@convention(c) (Int32) -> Void).self)
    let team = unsafeBitCast(
      try #require(dlsym(nil, "omp_get_max_threads")), to: (@convention(c) () -> Int32).self)
    let matrix = Tensor([Float](repeating: 1, count: 64 * 64), shape: [64, 64])
    let picture = Tensor([Float](repeating: 1, count: 50), shape: [1, 5, 5, 2])
    let filter = Tensor([Float](repeating: 1, count: 12), shape: [3, 2, 1, 2])
    for work in [{ _ = matmul(matrix, matrix) }, { _ = convolution(picture, filter, bias: nil) }] {
      setTeam(3)
      #expect(team() == 3)
      work()
      #expect(team() == 1)
    }
  }
}
