// SPDX-License-Identifier: GPL-3.0-or-later

internal import Dispatch
internal import Synchronization

/// Runs the same work on the calling thread and on up to `workers − 1` others, and returns when all of them have.
///
/// Helpers may come late or not at all: `work` takes up pieces until there are none left, and whoever comes then finds nothing.
///
/// - Precondition: `workers ≥ 1`.
package func together(_ workers: Int, _ work: @Sendable () -> Void) {
  guard workers > 1 else { return work() }
  withoutActuallyEscaping(work) { work in
    guard !Crew.shared.share(work, among: workers) else { return }
    DispatchQueue.concurrentPerform(iterations: workers) { _ in work() }
  }
}

/// Helpers that stay awake for a moment after their work.
///
/// A step of training has sections of a tenth of a millisecond, and to wake a sleeping thread takes half of that. So those who
/// have helped look out for the next section for ``patience`` before they go. There is one section at a time; who comes
/// while there is one, or from within it, asks Dispatch.
private final class Crew: Sendable {
  static let shared = Crew()
  private static let patience = Duration.microseconds(100)

  private typealias Work = @Sendable () -> Void

  private struct Roster {
    /// Where the work of the present section lies while its owner waits; pointers do not cross threads.
    var section: UInt?
    /// How many more may join it.
    var vacancies = 0
    /// Helpers who are here or on their way.
    var helpers = 0
    var ownerSleeps = false
  }

  private let roster = Mutex(Roster())
  /// Changes when a section begins.
  private let sections = Atomic<Int>(0)
  /// Helpers at work in it.
  private let atWork = Atomic<Int>(0)
  private let done = DispatchSemaphore(value: 0)

  /// Does the work with helpers, or nothing when there is another section.
  func share(_ work: @escaping @Sendable () -> Void, among workers: Int) -> Bool {
    withUnsafePointer(to: work) { place in
      let place = UInt(bitPattern: place)
      let missing: Int? = roster.withLock { roster in
        guard roster.section == nil else { return nil }
        roster.section = place
        roster.vacancies = workers - 1
        sections.wrappingAdd(1, ordering: .relaxed)
        let missing = max(0, workers - 1 - roster.helpers)
        roster.helpers += missing
        return missing
      }
      guard let missing else { return false }
      for _ in 0..<missing { DispatchQueue.global().async { self.help() } }
      work()
      finish()
      return true
    }
  }

  /// Lets nobody else join, and waits for those who have.
  private func finish() {
    roster.withLock { $0.vacancies = 0 }
    let end = ContinuousClock.now + Self.patience
    while atWork.load(ordering: .acquiring) > 0, ContinuousClock.now < end {}
    let sleeps = roster.withLock { roster in
      roster.ownerSleeps = atWork.load(ordering: .acquiring) > 0
      if !roster.ownerSleeps { roster.section = nil }
      return roster.ownerSleeps
    }
    if sleeps {
      done.wait()
      roster.withLock { $0.section = nil }
    }
  }

  private func help() {
    while true {
      let known = sections.load(ordering: .relaxed)
      if let place = join() {
        Self.perform(place)
        leave()
      }
      let end = ContinuousClock.now + Self.patience
      while sections.load(ordering: .relaxed) == known {
        if ContinuousClock.now >= end, departs() { return }
      }
    }
  }

  private func join() -> UInt? {
    roster.withLock { roster in
      guard roster.vacancies > 0 else { return nil }
      roster.vacancies -= 1
      atWork.wrappingAdd(1, ordering: .relaxed)
      return roster.section
    }
  }

  /// Never inlined: whatever it holds of the work it has let go of when it returns.
  @inline(never)
  private static func perform(_ place: UInt) {
    guard let work = UnsafePointer<Work>(bitPattern: place) else { return }
    work.pointee()
  }

  private func leave() {
    let wakes = roster.withLock { roster in
      let left = atWork.wrappingSubtract(1, ordering: .releasing).newValue
      guard left == 0, roster.ownerSleeps else { return false }
      roster.ownerSleeps = false
      return true
    }
    if wakes { done.signal() }
  }

  /// Whether a helper may go: not while somebody counts on it.
  private func departs() -> Bool {
    roster.withLock { roster in
      guard roster.vacancies == 0 else { return false }
      roster.helpers -= 1
      return true
    }
  }
}
