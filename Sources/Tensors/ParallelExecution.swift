// SPDX-License-Identifier: GPL-3.0-or-later

internal import Synchronization

/// Runs independent pieces of work on a few threads and hands back their results in order.
///
/// ```
/// result[i] = body(i)          i = 0 ..< count
/// ```
/// Which thread runs which piece is left open; a body that depends on its index alone gives the same
/// results for any number of threads. The calling thread takes part. Tensor operators run on the
/// thread that calls them, so pieces do not disturb each other.
///
/// - Parameters:
///   - count: the number of pieces.
///   - threads: how many threads may work at once.
///   - body: computes the result of one piece from its index.
/// - Returns: one result for each piece, in order of the pieces.
/// - Throws: the error of the piece with the lowest index among those that failed; no new pieces are begun after a failure.
/// - Precondition: `count ≥ 0` and `threads ≥ 1`.
public func inParallel<Result: Sendable, Failure: Error>(
  count: Int, threads: Int, _ body: @Sendable (Int) throws(Failure) -> Result
) throws(Failure) -> [Result] {
  guard count >= 0 else {
    fatalError("\(count) pieces of work")
  }
  guard threads >= 1 else {
    fatalError("\(threads) threads cannot work")
  }
  let workers = min(threads, count)
  guard workers > 1 else {
    var results: [Result] = []
    results.reserveCapacity(count)
    for index in 0..<count { results.append(try body(index)) }
    return results
  }
  let outcomes = Mutex<[Swift.Result<Result, Failure>?]>(.init(repeating: nil, count: count))
  let next = Atomic<Int>(0)
  together(workers) {
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      let outcome = Swift.Result { () throws(Failure) in try body(index) }
      outcomes.withLock { $0[index] = outcome }
      if case .failure = outcome { next.store(count, ordering: .relaxed) }
    }
  }
  var results: [Result] = []
  results.reserveCapacity(count)
  for case .some(let outcome) in outcomes.withLock({ $0 }) { results.append(try outcome.get()) }
  return results
}
