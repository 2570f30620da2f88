// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation

/// Reads mutants in a process of its own, and says on standard output which one is next.
///
/// ```
/// run 17            before it is read
/// fault TEXT        what a program did that it must not
/// read 3            of all runs so far, those that were read without an error
/// end 51200         kB taken
/// ```
struct Worker {
  let reader: FuzzedReader
  let seed: UInt64
  let runs: Range<Int>
  /// Where the valid files are.
  let corpus: String

  func run() throws {
    let seeds = try FileReading.names(in: corpus).sorted().map {
      try FileReading.bytes(of: "\(corpus)/\($0)")
    }
    let path = "\(corpus).mutant"
    // What is not read undamaged finds nothing.
    for seed in seeds {
      try AtomicFile.write(seed, to: path)
      do { try reader.read(path) } catch {
        throw WatchedChild.Fault(description: "a valid file is refused: \(error)")
      }
    }
    if !FuzzedReader.programReaders.contains(where: { $0.name == reader.name }) { Limits.apply() }
    var readCount = 0
    for run in runs {
      try put(reader.mutant(run, seed: seed, of: seeds), at: path)
      say("run \(run)")
      do {
        try reader.read(path)
        readCount += 1
      } catch let fault as WatchedChild.Fault {
        say("fault \(fault)")
      } catch {
        // A refusal; its sentence must come without a trap, too.
        if "\(error)".isEmpty { say("fault an error without a sentence") }
      }
    }
    say("read \(readCount)")
    say("end \(Limits.kilobytesTaken)")
  }

  /// Writes a file without flushing the disk, 20,000 times over.
  ///
  /// Foundation flushes every file that it writes, and ext4 one that is cut and written anew; either takes a hundred times
  /// as long as the file itself.
  private func put(_ bytes: [UInt8], at path: String) throws {
    unlink(path)
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    defer { close(file) }
    guard write(file, bytes, bytes.count) == bytes.count else {
      throw WatchedChild.Fault(description: "a mutant cannot be written to \(path)")
    }
  }

  private func say(_ line: String) {
    FileHandle.standardOutput.write(Foundation.Data("\(line)\n".utf8))
  }
}
