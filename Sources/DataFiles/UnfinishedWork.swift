// SPDX-License-Identifier: GPL-3.0-or-later

internal import Synchronization

/// What a process undoes when it has to end in the midst of its work: files that grow, helpers that write them.
///
/// Whoever begins such a thing enters it here and takes it out when it is done. A program that is told to end calls
/// ``abandon(then:)``, on any thread: what began last is undone first, and nothing begins or is published from then on.
package enum UnfinishedWork {
  /// How a piece of work is known until it is settled.
  package struct Ticket: Sendable {
    fileprivate let number: Int
  }

  private struct Ledger: Sendable {
    var undoings: [Int: @Sendable () -> Void] = [:]
    var count = 0
  }

  private static let ledger = Mutex(Ledger())

  /// Begins a piece of work and enters how to undo it; no abandonment comes between.
  package static func begin<Work, Failure: Error>(
    _ start: () throws(Failure) -> (work: Work, undo: @Sendable () -> Void)
  ) throws(Failure) -> (work: Work, ticket: Ticket) {
    try ledger.withLock { (ledger) throws(Failure) in
      let (work, undo) = try start()
      ledger.count += 1
      ledger.undoings[ledger.count] = undo
      return (work, Ticket(number: ledger.count))
    }
  }

  /// Takes the last step of a piece of work and forgets it, unless the step fails; no abandonment comes between.
  package static func settle<Result, Failure: Error>(
    _ ticket: Ticket, by finish: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try ledger.withLock { (ledger) throws(Failure) in
      let result = try finish()
      ledger.undoings[ticket.number] = nil
      return result
    }
  }

  /// Undoes all that is unfinished and ends the process.
  package static func abandon(then end: () -> Never) -> Never {
    ledger.withLock { ledger in
      for (_, undo) in ledger.undoings.sorted(by: { $0.key > $1.key }) { undo() }
      end()
    }
  }
}
