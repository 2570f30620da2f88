// SPDX-License-Identifier: GPL-3.0-or-later

internal import Dispatch
internal import Synchronization

/// Makes `count` values on a few threads and hands them back in order; which thread makes which is left open.
func inBlocks<Value: Sendable>(
  count: Int, threads: Int, _ make: @Sendable (Int) -> Value
) -> [Value] {
  var values = [Value?](repeating: nil, count: count)
  inBlocks(&values, threads: threads) { place, value in value = make(place) }
  return values.compactMap(\.self)
}

/// Changes every element of an array on a few threads; which thread changes which is left open.
///
/// Elements are taken up in order. After one has failed no more are begun; the error is that of the first of them.
func inBlocks<Element, Failure: Error>(
  _ elements: inout [Element], threads: Int,
  _ body: @Sendable (_ place: Int, _ element: inout Element) throws(Failure) -> Void
) throws(Failure) {
  let workers = min(threads, elements.count)
  guard workers > 1 else {
    for place in elements.indices { try body(place, &elements[place]) }
    return
  }
  let failure = Mutex<(place: Int, error: Failure)?>(nil)
  let next = Atomic<Int>(0)
  elements.withUnsafeMutableBufferPointer { elements in
    let shared = SharedElements(elements)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let place = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard place < shared.elements.count else { return }
        do throws(Failure) {
          try body(place, &shared.elements[place])
        } catch {
          next.store(shared.elements.count, ordering: .relaxed)
          failure.withLock { known in
            if known.map({ place < $0.place }) ?? true { known = (place, error) }
          }
        }
      }
    }
  }
  if let failure = failure.withLock({ $0 }) { throw failure.error }
}

/// An array whose elements several threads change, each one of them only, while its owner waits.
private struct SharedElements<Element>: @unchecked Sendable {
  let elements: UnsafeMutableBufferPointer<Element>

  init(_ elements: UnsafeMutableBufferPointer<Element>) { self.elements = elements }
}
