// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Synchronization

/// What reading one file may take.
enum Limits {
  /// Wall clock of one file.
  static let seconds = 10
  /// Memory of the process that reads.
  static let kilobytes = 1 << 20

  private static let largestChild = Mutex(0)

  /// Keeps the most memory that a child has taken.
  static func note(kilobytes: Int) {
    largestChild.withLock { $0 = max($0, kilobytes) }
  }

  /// The most memory that this process or a child has taken, in kB.
  static var kilobytesTaken: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return max(usage.ru_maxrss, largestChild.withLock { $0 })
  }

  /// Lets this process have no more memory than it has and the limit.
  static func apply() {
    let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))
      .flatMap { $0.split(separator: " ").first.flatMap { Int($0) } }
    guard let pages else { return }
    let bytes = rlim_t(pages * Int(sysconf(Int32(_SC_PAGESIZE))) + kilobytes << 10)
    var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
  }
}
