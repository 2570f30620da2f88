// SPDX-License-Identifier: GPL-3.0-or-later

internal import CFrames
internal import DataFiles
internal import Foundation

/// A running tool of the system that writes to a pipe we read, or reads from one we write.
///
/// swift-subprocess lends a child to a closure for as long as that runs. A film is asked for its frames one by
/// one, from wherever its consumer stands, and may be dropped at any of them: hence this owner, whose end is
/// the end of the child.
///
/// The child is in a process group of its own, so that Ctrl-C reaches our program alone, which then closes the
/// pipe in good order. Should our program die, the pipe breaks and the child ends too.
final class ChildPipe {
  enum Direction {
    /// We read what the child writes.
    case reading
    /// We write what the child reads.
    case writing
  }

  /// Our end of the pipe.
  let descriptor: Int32
  /// What the child complains of.
  let complaints: ErrorTail

  /// The number of the child.
  let child: pid_t
  private let ticket: UnfinishedWork.Ticket
  private var isOpen = true
  private var isRunning = true

  /// Starts a tool of the search path.
  ///
  /// - Parameters:
  ///   - path: the film it is for, for the error.
  ///   - input: the file that is the standard input of a tool that writes.
  /// - Throws: ``VideoError/notInstalled(tool:path:)`` and ``VideoError/cannotRead(name:reason:)``.
  init(
    _ tool: String, _ arguments: [String], _ direction: Direction, for path: String,
    input: String = "/dev/null"
  ) throws(VideoError) {
    let pipe = try ChildPipe.pipe(for: path)
    let errors: (reading: Int32, writing: Int32)
    do {
      errors = try ChildPipe.pipe(for: path)
    } catch {
      close(pipe.reading)
      close(pipe.writing)
      throw error
    }
    complaints = ErrorTail(descriptor: errors.reading)
    let theirs = direction == .reading ? pipe.writing : pipe.reading
    descriptor = direction == .reading ? pipe.reading : pipe.writing
    if direction == .writing {
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }
    let started = UnfinishedWork.begin {
      var child: pid_t = 0
      let status = ChildPipe.spawn(
        tool, arguments, direction: direction, input: input, pipe: theirs,
        errors: errors.writing, &child)
      let process = child
      return (
        (process: child, status: status),
        {
          guard status == 0 else { return }
          kill(process, SIGKILL)
          ChildPipe.awaitEnd(of: process)
        }
      )
    }
    let status = started.work.status
    ticket = started.ticket
    close(theirs)
    close(errors.writing)
    child = started.work.process
    guard status == 0 else {
      isRunning = false
      UnfinishedWork.settle(ticket) {}
      throw status == ENOENT
        ? .notInstalled(tool: tool, path: path)
        : .cannotRead(
          name: path, reason: "\(tool) could not be started: \(String(cString: strerror(status)))")
    }
  }

  deinit {
    closePipe()
    end()
  }

  /// Closes our end: a child that reads has all, one that writes is told to stop.
  func closePipe() {
    if isOpen { close(descriptor) }
    isOpen = false
  }

  /// Ends the child at once, if it still runs.
  func end() {
    guard isRunning else { return }
    kill(child, SIGKILL)
    _ = wait()
  }

  /// Waits for the child to end by itself.
  ///
  /// - Returns: `nil` for success, otherwise its last words or how it ended.
  func failure() -> String? {
    guard isRunning else { return complaints.words ?? "it was stopped" }
    complaints.drainToEnd()
    let status = wait()
    guard status != 0 else { return nil }
    let signal = status & 0x7F
    return complaints.words
      ?? (signal != 0 ? "ended by signal \(signal)" : "ended with status \(status >> 8 & 0xFF)")
  }

  private func wait() -> Int32 {
    // Not reaped before it is forgotten, lest another process with its number be ended in its place.
    ChildPipe.awaitEnd(of: child)
    isRunning = false
    return UnfinishedWork.settle(ticket) {
      var status: Int32 = 0
      while waitpid(child, &status, 0) < 0, errno == EINTR {}
      return status
    }
  }

  private static func awaitEnd(of child: pid_t) {
    var details = siginfo_t()
    while waitid(P_PID, id_t(child), &details, WEXITED | WNOWAIT) < 0, errno == EINTR {}
  }

  private static func pipe(
    for path: String
  ) throws(VideoError) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    guard frames_pipe(&ends) == 0 else {
      throw .cannotRead(
        name: path, reason: "a pipe could not be opened: \(String(cString: strerror(errno)))")
    }
    return (ends[0], ends[1])
  }

  private static func spawn(
    _ tool: String, _ arguments: [String], direction: Direction, input file: String, pipe: Int32,
    errors: Int32,
    _ child: inout pid_t
  ) -> Int32 {
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #else
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let (input, output) = (STDIN_FILENO, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, pipe, direction == .reading ? output : input)
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
    if direction == .reading {
      posix_spawn_file_actions_addopen(&actions, input, file, O_RDONLY, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0)
    }
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, defaults) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigemptyset(&defaults)
    for signal in [SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGPIPE, SIGXFSZ] {
      sigaddset(&defaults, signal)
    }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    let environment = ProcessInfo.processInfo.environment.map { "\($0)=\($1)" }
    var argumentPointers = ([tool] + arguments).map { strdup($0) } + [nil]
    var environmentPointers = environment.map { strdup($0) } + [nil]
    defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
    return posix_spawnp(
      &child, tool, &actions, &attributes, &argumentPointers, &environmentPointers)
  }
}
