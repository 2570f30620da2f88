// SPDX-License-Identifier: GPL-3.0-or-later

internal import CHDF5
internal import Foundation
internal import SpikeTrains

/// Reads files of spikes, those in HDF5 (NWB, NIRData) in a process of its own.
///
/// The HDF5 library trusts what a file says: flipped bits have made it crash and go round in
/// circles. In a process of its own, with limits of time a step, memory and files, either becomes
/// ``SpikeFileError/damaged(path:reason:)``. Spikes come back through a pipe.
///
/// ```swift
/// let spikes = try GuardedSpikeReader().spikes(in: "downloaded.nwb")
/// ```
/// The process is the program `interspike`, or one of yours that calls ``answer(_:about:choosing:)``.
///
/// - Complexity: some 20 ms to start the process, and two passes over the spikes.
public struct GuardedSpikeReader: Sendable {
  /// The program that reads and its first arguments; what is asked, `--format=`, `--part=` and `--sampling-rate=` as
  /// far as they are chosen, `--` and the file's path follow.
  public let helper: [String]

  /// What can be asked of the helper.
  public enum Question: String, Sendable, CaseIterable {
    /// What the file says of its spikes, without them.
    case summary
    /// The spikes themselves.
    case spikes
  }

  /// Reads with a helper of your own: a program and arguments after which it calls ``answer(_:about:choosing:)``.
  ///
  /// - Precondition: the program is named.
  public init(helper: [String]) {
    guard !helper.isEmpty else {
      fatalError("a guarded reader needs a helper: give the name of a program")
    }
    self.helper = helper
  }

  /// Reads with `interspike`, found beside the running program or in `PATH`.
  ///
  /// - Throws: ``SpikeFileError/noHelper(_:)`` when there is none.
  public init() throws(SpikeFileError) {
    let beside = Bundle.main.executableURL?.deletingLastPathComponent().path
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let folders = [beside].compactMap { $0 } + path.split(separator: ":").map(String.init)
    let found = folders.map { "\($0)/interspike" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
    guard let found else {
      throw .noHelper("the program interspike was found neither beside this one nor on the PATH")
    }
    helper = [found, "read-spikes"]
  }

  /// What a file holds, without the spikes.
  ///
  /// - Throws: ``SpikeFileError``, for HDF5 ``SpikeFileError/helperRefused(_:)`` with the sentence of the
  ///   helper.
  public func summary(
    of path: String, choosing selection: SpikeSelection = .none
  ) throws(SpikeFileError) -> SpikeFileSummary {
    guard try SpikeFileFormat.isHDF5(path) else {
      return try SpikeFileSummary(of: path, choosing: selection)
    }
    var summary: SpikeFileSummary?
    try ask(.summary, about: path, selection) { message in
      guard message.kind == .summary, summary == nil else { return false }
      summary = try? JSONDecoder().decode(SpikeFileSummary.self, from: message.payload)
      return summary != nil
    }
    guard let summary else { throw Self.nonsense(path) }
    return summary
  }

  /// The spikes of a file.
  ///
  /// - Throws: ``SpikeFileError``, for HDF5 ``SpikeFileError/helperRefused(_:)`` with the sentence of the
  ///   helper.
  public func spikes(
    in path: String, choosing selection: SpikeSelection = .none
  ) throws(SpikeFileError) -> SpikesOfAFile {
    guard try SpikeFileFormat.isHDF5(path) else {
      return try SpikesOfAFile(path: path, choosing: selection)
    }
    var facts: SpikesOfAFile.Facts?
    var offsets = [0]
    var times: [Double] = []
    try ask(.spikes, about: path, selection) { message in
      switch message.kind {
      case .facts where facts == nil:
        facts = try? JSONDecoder().decode(SpikesOfAFile.Facts.self, from: message.payload)
        return facts != nil
      case .counts:
        guard let facts, let counts = message.numbers(of: UInt64.self),
          offsets.count + counts.count <= facts.neuronCount + 1
        else { return false }
        for count in counts {
          guard count <= UInt64(facts.spikeCount - (offsets.last ?? 0)) else { return false }
          offsets.append((offsets.last ?? 0) + Int(count))
        }
        return true
      case .times:
        guard let facts, let piece = message.numbers(of: Double.self),
          times.count + piece.count <= facts.spikeCount
        else { return false }
        if times.isEmpty { times.reserveCapacity(min(facts.spikeCount, 1 << 24)) }
        times += piece
        return true
      default: return false
      }
    }
    guard let facts, facts.start <= facts.stop, offsets.count == facts.neuronCount + 1,
      times.count == facts.spikeCount, offsets.last == times.count
    else { throw Self.nonsense(path) }
    do {
      return SpikesOfAFile(
        raster: try SpikeRaster(
          times: times, offsets: offsets, interval: facts.start..<facts.stop),
        presentations: facts.presentations, provenance: facts.provenance, remarks: facts.remarks,
        statesObservation: facts.statesObservation)
    } catch {
      throw .badSpikes(path: path, fault: error)
    }
  }

  /// Lets the helper speak to its end; `take` says whether a message is one that may come.
  private func ask(
    _ question: Question, about path: String, _ selection: SpikeSelection,
    take: (SpikeMessage) -> Bool
  ) throws(SpikeFileError) {
    var output: Int32 = -1
    let said = [
      selection.columns.map { "--format=\($0)" }, selection.part.map { "--part=\($0)" },
      selection.samplingRate.map { "--sampling-rate=\($0)" },
    ].compactMap { $0 }
    let arguments = helper + [question.rawValue] + said + ["--", path]
    let process = withTextPointers(arguments, terminated: true) {
      interspike_h5_start($0, &output)
    }
    guard process > 0 else { throw .noHelper("the program \(helper[0]) could not be started") }
    let answer = FileHandle(fileDescriptor: output, closeOnDealloc: true)
    var refusal: String?
    var isWhole = false
    var isSensible =
      SpikeMessage.bytes(SpikeMessage.mark.count, from: answer).map(Array.init)
      == SpikeMessage.mark
    while isSensible, let message = SpikeMessage.next(from: answer) {
      if message.kind == .end {
        isWhole = true
        break
      }
      if message.kind == .refusal {
        refusal = String(decoding: message.payload, as: UTF8.self)
        break
      }
      isSensible = take(message)
    }
    // Whoever still speaks after the end or says nonsense is not listened to.
    let isSilent = SpikeMessage.bytes(1, from: answer) == nil
    try? answer.close()
    if !isSilent { kill(process, SIGKILL) }
    let signal = interspike_h5_wait(process)
    if let refusal { throw .helperRefused(refusal) }
    if isSilent, signal != 0 { throw .damaged(path: path, reason: Self.end(by: signal)) }
    guard isSilent, isWhole else { throw Self.nonsense(path) }
  }

  private static func nonsense(_ path: String) -> SpikeFileError {
    .damaged(path: path, reason: "what the HDF5 library found in it contradicts itself")
  }

  /// What the signal that ended the helper says of the file.
  private static func end(by signal: Int32) -> String {
    signal == SIGPROF || signal == SIGALRM
      ? "the HDF5 library gets caught in a loop reading it"
      : "the HDF5 library crashes reading it (signal \(signal))"
  }
}
