// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Subprocess
import SystemPackage
import Testing

/// A library of MPI with its launcher, from `.venv/mpi` at the root of the package, which
/// `tools/python-environment.sh` makes.
enum MessagePassing: String, CaseIterable, Sendable, CustomStringConvertible {
  case openMPI = "Open MPI"
  case mpich = "MPICH"
  /// MPICH's library of the standard ABI of MPI 5.
  case standard = "standard ABI"

  static let reason: Comment =
    "needs .venv/mpi with Open MPI and MPICH, which `make test` installs"

  var description: String { rawValue }

  static var isInstalled: Bool {
    allCases.allSatisfy {
      FileManager.default.isExecutableFile(atPath: $0.launcher)
        && FileManager.default.fileExists(atPath: $0.library)
    }
  }

  private static let root =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path + "/.venv/mpi"

  private var prefix: String { "\(Self.root)/\(self == .openMPI ? "openmpi" : "mpich")" }

  var launcher: String { "\(prefix)/bin/\(self == .openMPI ? "mpirun" : "mpiexec.hydra")" }

  var library: String {
    switch self {
    case .openMPI: "\(prefix)/lib/libmpi.so.40"
    case .mpich: "\(prefix)/lib/libmpi.so.12"
    case .standard: "\(prefix)/lib/libmpi_abi.so.1"
    }
  }

  /// The arguments that start `interspike` so many times.
  func arguments(_ count: Int, _ command: [String]) -> [String] {
    options + ["-n", "\(count)", Program.path(of: "interspike")] + command
  }

  /// More processes than processors, none bound to one.
  var options: [String] {
    self == .openMPI ? ["--map-by", ":OVERSUBSCRIBE", "--bind-to", "none"] : []
  }

  /// What a launcher finds in its environment; `library` in `INTERSPIKE_MPI`.
  func environment(library: String?) -> Environment {
    .inherit.updating([
      "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
      "OMPI_MCA_mpi_yield_when_idle": "1", "INTERSPIKE_MPI": library, "COLUMNS": "80",
    ])
  }

  /// Starts `interspike` on so many ranks and waits for their end.
  func run(
    _ count: Int, _ command: [String], in workplace: Workplace, library: String? = nil
  ) async throws -> Program.Outcome {
    try await run(arguments(count, command), in: workplace, library: library ?? self.library)
  }

  /// Starts the launcher; `act` may do something to it meanwhile.
  func run(
    _ arguments: [String], in workplace: Workplace, library: String?,
    _ act: @escaping @Sendable (_ launcher: pid_t) -> Void = { _ in }
  ) async throws -> Program.Outcome {
    let result = try await Subprocess.run(
      .path(FilePath(launcher)), arguments: Arguments(arguments),
      environment: environment(library: library), workingDirectory: FilePath(workplace.folder),
      input: .none, output: .string(limit: 1 << 20), error: .string(limit: 1 << 20)
    ) { execution in
      let launcher = execution.processIdentifier.value
      // A thread of its own: tests that compute keep those of tasks busy for seconds.
      await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
        Thread.detachNewThread {
          act(launcher)
          done.resume()
        }
      }
    }
    let status: Int32 =
      switch result.terminationStatus {
      case .exited(let code): code
      case .signaled(let signal): -signal
      }
    return Program.Outcome(
      status: status, output: result.standardOutput, errors: result.standardError)
  }

  /// The ranks below a launcher, at any depth.
  static func ranks(of launcher: pid_t) -> [pid_t] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    var parents: [pid_t: pid_t] = [:]
    for process in all.compactMap({ pid_t($0) }) {
      let stat = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
      let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
      if fields.count > 1, let parent = pid_t(fields[1]) { parents[process] = parent }
    }
    return parents.keys.filter { process in
      var ancestor = parents[process]
      while let found = ancestor, found != launcher { ancestor = parents[found] }
      let name = (try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)) ?? ""
      return ancestor == launcher && name.hasPrefix("interspike")
    }.sorted()
  }
}
