// SPDX-License-Identifier: GPL-3.0-or-later

internal import CMessagePassing
internal import Synchronization

/// Ranks as processes that a launcher of MPI started, perhaps on many machines.
///
/// The library is found when the program runs, so a program that nobody launched needs none, and one binary works
/// with Open MPI, MPICH, their kin and the standard ABI of MPI 5. Between ``init(startedBy:environment:pieceLength:patience:wish:)``
/// and ``finish()`` an ordinary exit of the process ends the whole job with status 70: some launchers would
/// call it a success. One instance a process.
///
/// > Reference: Message Passing Interface Forum, MPI: A Message-Passing Interface Standard, version 5.0, 2025.
public final class MPIRanks: Ranks {
  private let conversation: Conversation<MPILine>
  /// The library's name and version, in its own words.
  public let version: String
  /// The library's file.
  public let path: String

  /// Joins the processes that a launcher started.
  ///
  /// - Parameters:
  ///   - launcher: what started this process.
  ///   - environment: may name the library, in `INTERSPIKE_MPI`.
  ///   - pieceLength: how many bytes travel in one call; MPI counts them as `int`.
  ///   - patience: watches over waits.
  ///   - wish: what this rank asks all to do, 0 for nothing; asked at each exchange.
  /// - Throws: ``RankError`` when there is no library, or it does not know of the launcher's processes.
  public init(
    startedBy launcher: Launcher, environment: [String: String], pieceLength: Int = 1 << 30,
    patience: Patience? = nil, wish: @escaping @Sendable () -> Int32 = { 0 }
  ) throws(RankError) {
    try Self.load(launcher, environment)
    (path, version) = (Self.text(message_passing_path), Self.shortVersion)
    var (rank, count) = (Int32(0), Int32(0))
    let code = message_passing_begin(&rank, &count)
    guard code == 0 else {
      throw RankError(
        .unavailable,
        "\(path) cannot start MPI: \(MPILine.reason(code)). Use that library's own launcher, or "
          + "name the launcher's library in INTERSPIKE_MPI.")
    }
    let line = MPILine(rank: Int(rank), count: Int(count), pieceLength: pieceLength)
    conversation = Conversation(over: line, wish: wish, patience: patience)
    guard launcher.count == nil || launcher.count == line.count, launcher.rank == line.rank else {
      finish()
      let number = launcher.count.map { "\($0) processes" } ?? "rank \(launcher.rank)"
      throw RankError(
        .unavailable,
        "\(launcher.name) started \(number), but \(path) (\(version)) sees "
          + "\(launcher.count == nil ? "rank \(line.rank)" : "\(line.count)"): it belongs "
          + "to another MPI. Use that library's own launcher, or name the "
          + "launcher's library in INTERSPIKE_MPI."
      )
    }
  }

  public var rank: Int { conversation.line.rank }
  public var count: Int { conversation.line.count }
  public var heardWish: Int32 { conversation.heardWish }

  public func gatherAll(_ bytes: [UInt8], tag: String) throws(RankError) -> [[UInt8]] {
    try conversation.gatherAll(bytes, tag: tag)
  }

  public func exchange(_ bytes: [[UInt8]], tag: String) throws(RankError) -> [[UInt8]] {
    try conversation.exchange(bytes, tag: tag)
  }

  public func send(_ bytes: [UInt8], to other: Int, tag: String) throws(RankError) {
    try conversation.send(bytes, to: other, tag: tag)
  }

  public func receive(from other: Int, tag: String) throws(RankError) -> [UInt8] {
    try conversation.receive(from: other, tag: tag)
  }

  /// Where this rank's time went so far.
  public var timing: RankTiming { conversation.timing }

  /// Leaves the job in good order, when all ranks do.
  public func finish() { _ = message_passing_finish() }

  /// Ends all processes of the job; the launcher ends with this status.
  public func abort(status: Int32) { message_passing_abort(status) }

  private static func load(
    _ launcher: Launcher, _ environment: [String: String]
  ) throws(RankError) {
    let names = launcher.libraries(in: environment)
    var reasons: [String] = []
    for name in names {
      var reason = [CChar](repeating: 0, count: 512)
      if message_passing_load(name, &reason, reason.count) == 0 { return }
      reasons.append(String(decoding: reason.bytes, as: UTF8.self))
    }
    let number = launcher.count.map { "\($0) processes" } ?? "this process"
    guard environment["INTERSPIKE_MPI"]?.isEmpty ?? true else {
      throw RankError(
        .unavailable,
        "\(launcher.name) started \(number), but INTERSPIKE_MPI names \(names[0]), which cannot be used: "
          + "\(reasons[0]). Name an MPI library, such as libmpi.so.40.")
    }
    throw RankError(
      .unavailable,
      "\(launcher.name) started \(number), but no MPI library was found (tried "
        + "\(names.joined(separator: ", "))). Install libopenmpi3 or libmpich12, name a library in INTERSPIKE_MPI, "
        + "or set INTERSPIKE_RANKS=off to run every process by itself.")
  }

  /// `Open MPI 5.0.11` of "Open MPI v5.0.11, package: …", `MPICH 5.0.2` of a page about MPICH.
  private static var shortVersion: String {
    let text = text(message_passing_version)
    let words = text.split { $0.isWhitespace || $0 == "," || $0 == ":" }
    guard
      let place = words.firstIndex(where: { word in
        (word.first == "v" ? word.dropFirst() : word).first?.isNumber == true
          && word.contains(".")
      }), place > 0
    else { return text.split(separator: "\n").first.map(String.init) ?? "unknown" }
    let number = words[place].first == "v" ? words[place].dropFirst() : words[place]
    let name = words[..<place].filter { $0 != "Version" && $0 != "Library" }
    return (name + [number]).joined(separator: " ")
  }

  private static func text(_ fill: (UnsafeMutablePointer<CChar>?, Int) -> Void) -> String {
    var text = [CChar](repeating: 0, count: 4096)
    text.withUnsafeMutableBufferPointer { fill($0.baseAddress, $0.count) }
    return String(decoding: text.bytes, as: UTF8.self)
  }
}

extension [CChar] {
  /// What comes before the end of a C string.
  fileprivate var bytes: [UInt8] { prefix { $0 != 0 }.map { UInt8(bitPattern: $0) } }
}

/// The wire that MPI is; one call at a time, from any thread.
private final class MPILine: Wire {
  let rank: Int
  let count: Int
  let pieceLength: Int
  private let turn = Mutex(())

  init(rank: Int, count: Int, pieceLength: Int) {
    (self.rank, self.count, self.pieceLength) = (rank, count, pieceLength)
  }

  func gather(_ own: [UInt8], counts: [Int]) throws(RankError) -> [UInt8] {
    let isEven = counts.allSatisfy { $0 == own.count }
    return try receiving(counts.reduce(0, +)) { all in
      if isEven { return message_passing_gather(own, all, Int32(own.count)) }
      return message_passing_gather_varying(
        own, Int32(own.count), all, Self.int32(counts), Self.offsets(counts))
    }
  }

  func exchange(_ own: [UInt8], ownCounts: [Int], counts: [Int]) throws(RankError) -> [UInt8] {
    let isEven = Set(counts + ownCounts).count == 1
    return try receiving(counts.reduce(0, +)) { all in
      if isEven { return message_passing_exchange(own, all, Int32(counts[0])) }
      return message_passing_exchange_varying(
        own, Self.int32(ownCounts), Self.offsets(ownCounts), all, Self.int32(counts),
        Self.offsets(counts))
    }
  }

  func send(_ bytes: [UInt8], to other: Int) throws(RankError) {
    try check(turn.withLock { _ in message_passing_send(bytes, Int32(bytes.count), Int32(other)) })
  }

  func receive(count: Int, from other: Int) throws(RankError) -> [UInt8] {
    try receiving(count) { message_passing_receive($0, Int32(count), Int32(other)) }
  }

  private func receiving(
    _ count: Int, _ call: (UnsafeMutableRawPointer?) -> Int32
  ) throws(RankError) -> [UInt8] {
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      code = turn.withLock { _ in call(buffer.baseAddress) }
      initialized = code == 0 ? count : 0
    }
    try check(code)
    return bytes
  }

  private func check(_ code: Int32) throws(RankError) {
    guard code != 0 else { return }
    throw RankError(.broken, "MPI failed on rank \(rank): \(Self.reason(code)).")
  }

  static func reason(_ code: Int32) -> String {
    var text = [CChar](repeating: 0, count: 1024)
    message_passing_reason(code, &text, text.count)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  private static func int32(_ counts: [Int]) -> [Int32] { counts.map { Int32($0) } }

  private static func offsets(_ counts: [Int]) -> [Int32] {
    var sum: Int32 = 0
    return counts.map { count in
      defer { sum += Int32(count) }
      return sum
    }
  }
}
