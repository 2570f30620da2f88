// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// Lets workers read mutants and finds out in which one they die or stand still.
struct Supervisor {
  let reader: FuzzedReader
  let seed: UInt64
  let runs: Range<Int>
  let corpus: String
  /// Seconds without a sign after which a worker is ended.
  let patience: Int

  /// What happened.
  struct Outcome {
    var faults: [(run: Int, text: String)] = []
    /// Mutants that were read without an error, where their worker lived to count them.
    var readCount = 0
    var kilobytes = 0
  }

  private static let batch = 2000
  /// Seconds in which a worker must begin.
  private static let start = 120
  /// Enough to see what is wrong.
  private static let mostFaults = 40

  func run() throws -> Outcome {
    var outcome = Outcome()
    var next = runs.lowerBound
    while next < runs.upperBound, outcome.faults.count < Self.mostFaults {
      next = try runBatch(next..<min(runs.upperBound, next + Self.batch), &outcome)
    }
    return outcome
  }

  /// Runs a worker and returns the number of the first run it has not done.
  private func runBatch(_ runs: Range<Int>, _ outcome: inout Outcome) throws -> Int {
    let worker = Process()
    worker.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    worker.arguments = [
      "--worker", "--reader", reader.name, "--seed", "\(seed)", "--first", "\(runs.lowerBound)",
      "--runs", "\(runs.count)", "--corpus", corpus,
    ]
    // A backtrace is not wanted, and the program that makes it has been seen to wait for ever for a process that was gone.
    worker.environment = ProcessInfo.processInfo.environment.merging(
      ["SWIFT_BACKTRACE": "enable=no"], uniquingKeysWith: { $1 })
    let pipe = Pipe()
    let errors = "\(corpus).errors"
    try Foundation.Data().write(to: URL(filePath: errors))
    worker.standardInput = FileHandle.nullDevice
    worker.standardOutput = pipe
    worker.standardError = try FileHandle(forWritingTo: URL(filePath: errors))
    try worker.run()
    var lines = Lines(descriptor: pipe.fileHandleForReading.fileDescriptor)
    var (current, hasEnded, isLate): (Int?, Bool, Bool) = (nil, false, false)
    loop: while true {
      // Until the first mutant a worker starts, and reads what is undamaged: the machine decides how long that takes.
      switch lines.next(within: current == nil ? max(patience, Self.start) : patience) {
      case .line(let line):
        let words = line.split(separator: " ", maxSplits: 1)
        guard words.count == 2 else { continue }
        switch words[0] {
        case "run": current = Int(words[1])
        case "fault": outcome.faults.append((current ?? -1, String(words[1])))
        case "read": outcome.readCount += Int(words[1]) ?? 0
        case "end":
          hasEnded = true
          outcome.kilobytes = max(outcome.kilobytes, Int(words[1]) ?? 0)
        default: break
        }
      case .end: break loop
      case .late:
        isLate = true
        kill(worker.processIdentifier, SIGKILL)
        break loop
      }
    }
    worker.waitUntilExit()
    if hasEnded { return runs.upperBound }
    let said = (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
    guard let current else {
      throw WatchedChild.Fault(description: "the worker of \(reader.name) does not begin: \(said)")
    }
    let reason =
      isLate
      ? "no end after \(patience) s"
      : "\(worker.terminationReason == .uncaughtSignal ? "signal" : "status") "
        + "\(worker.terminationStatus): \(said.split(separator: "\n").first ?? "")"
    outcome.faults.append((current, reason))
    return current + 1
  }
}

/// Lines from a pipe, each waited for a limited time.
private struct Lines {
  let descriptor: Int32
  private var buffer: [UInt8] = []

  enum Event {
    case line(String)
    case end
    case late
  }

  init(descriptor: Int32) { self.descriptor = descriptor }

  mutating func next(within seconds: Int) -> Event {
    while true {
      if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: buffer[..<end], as: UTF8.self)
        buffer.removeFirst(end + 1)
        return .line(line)
      }
      var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&waited, 1, Int32(1000 * seconds)) > 0 else { return .late }
      var bytes = [UInt8](repeating: 0, count: 65_536)
      let count = read(descriptor, &bytes, bytes.count)
      guard count > 0 else { return .end }
      buffer += bytes[..<count]
    }
  }
}
