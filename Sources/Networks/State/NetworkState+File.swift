// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import SpikeTrains

extension NetworkState {
  private static let mark = "interspike-network 2\n"
  private static let earlierMark = "interspike-network 1\n"

  /// Writes the state; an earlier file of that name stays until the new one is whole.
  ///
  /// ```
  /// interspike-network 2
  /// {"seed":7,"connectivity_seed":7,"trial":0,"stream_version":1,"window":200,"populations":[
  ///   {"name":"cells","neurons":1000,"variables":["potential","ready","drive"],"travelling":12}],"parts":{…}}
  /// words of 64 bits, little-endian: the duration of the windows; of each population its columns, then the times and
  /// the neurons of its travelling spikes; the checksum.  Numbers are doubles, neurons integers; the header is one
  /// line, and `parts` says what the network is made of.
  /// ```
  /// The checksum is FNV-1a of all bytes before it.
  ///
  /// - Throws: ``NetworkError/file(_:)``.
  public func write(to path: String) throws(NetworkError) {
    let words = words
    var bytes = Array(Self.mark.utf8)
    let facts = Facts(
      seed: seed, connectivity_seed: connectivitySeed, trial: trial, stream_version: streamVersion,
      window: window,
      populations: zip(populations, travelling).map {
        Facts.Neurons(
          name: $0.name, neurons: $0.neuronCount, variables: $0.variables, travelling: $1.count)
      }, parts: parts)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      bytes += try encoder.encode(facts)
    } catch {
      fatalError("numbers and names are always JSON: \(error)")
    }
    bytes.append(UInt8(ascii: "\n"))
    bytes.reserveCapacity(bytes.count + 8 * words.count + 8)
    for word in words { Self.append(word, to: &bytes) }
    Self.append(Self.checksum(of: bytes[...]), to: &bytes)
    do {
      try AtomicFile.write(bytes, to: path)
    } catch {
      throw .file(error)
    }
  }

  /// Reads a state.
  ///
  /// - Throws: ``NetworkError/file(_:)``, ``NetworkError/badStateFile(path:reason:)`` when the file is of another
  ///   kind, cut short or damaged, and ``NetworkError/earlierStateFile(path:)``.
  public init(path: String) throws(NetworkError) {
    var bytes: [UInt8]
    do {
      bytes = try FileReading.bytes(of: path)
    } catch {
      throw .file(error)
    }
    func refusal(_ reason: String) -> NetworkError { .badStateFile(path: path, reason: reason) }
    guard !bytes.starts(with: Self.earlierMark.utf8) else { throw .earlierStateFile(path: path) }
    guard bytes.starts(with: Self.mark.utf8) else {
      let kind = FileKind(start: bytes).map { "it is \($0.name)" }
      throw refusal(kind ?? "it does not begin with '\(Self.mark.dropLast())'")
    }
    var ending = Words(bytes.suffix(8))
    guard bytes.count >= Self.mark.utf8.count + 8,
      Self.checksum(of: bytes.dropLast(8)) == ending.next()
    else { throw refusal("it is damaged or cut short: its bytes do not agree with their checksum") }
    bytes.removeLast(8)
    let header = bytes[Self.mark.utf8.count...]
    guard let end = header.firstIndex(of: UInt8(ascii: "\n")),
      let facts = try? JSONDecoder().decode(Facts.self, from: Data(header[..<end]))
    else { throw refusal("its header is damaged") }
    guard let expected = facts.wordCount, expected < bytes.count else {
      throw refusal("its header is damaged: it names \(facts.populations.map(\.neurons)) neurons")
    }
    let data = bytes[(end + 1)...]
    guard data.count == 8 * expected else {
      throw refusal("it has \(data.count) bytes of numbers and needs \(8 * expected)")
    }
    var words = Words(data)
    let windowDuration = Double(bitPattern: words.next())
    guard windowDuration > 0, windowDuration.isFinite,
      (0..<1 << 32).contains(facts.window), (0..<1 << 32).contains(facts.trial)
    else {
      throw refusal(
        "it is window \(facts.window) of \(windowDuration) s in trial \(facts.trial)")
    }
    var populations: [NamedState] = []
    var travelling: [[Spike]] = []
    for facts in facts.populations {
      let columns = facts.variables.map { _ in
        (0..<facts.neurons).map { _ in Double(bitPattern: words.next()) }
      }
      populations.append(
        NamedState(
          name: facts.name, variables: facts.variables, state: PopulationState(columns: columns)))
      let times = (0..<facts.travelling).map { _ in Double(bitPattern: words.next()) }
      travelling.append(
        times.map { Spike(time: $0, neuron: Int(truncatingIfNeeded: words.next())) })
    }
    self.init(
      seed: facts.seed, connectivitySeed: facts.connectivity_seed, trial: facts.trial,
      streamVersion: facts.stream_version, windowDuration: windowDuration, window: facts.window,
      populations: populations, travelling: travelling, parts: facts.parts)
  }

  /// The numbers of the state in the order of the file.
  private var words: [UInt64] {
    var words = [windowDuration.bitPattern]
    for (population, spikes) in zip(populations, travelling) {
      for column in population.state.columns { words += column.lazy.map(\.bitPattern) }
      words += spikes.lazy.map(\.time.bitPattern)
      words += spikes.lazy.map { UInt64($0.neuron) }
    }
    return words
  }

  private static func append(_ word: UInt64, to bytes: inout [UInt8]) {
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
    }
  }

  private static func checksum(of bytes: ArraySlice<UInt8>) -> UInt64 {
    var fingerprint = Fingerprint()
    for byte in bytes { fingerprint.enter(byte) }
    return fingerprint.value
  }

  /// The header.
  private struct Facts: Codable {
    struct Neurons: Codable {
      let name: String
      let neurons: Int
      let variables: [String]
      let travelling: Int
    }
    let seed: UInt64
    let connectivity_seed: UInt64
    let trial: Int
    let stream_version: Int
    let window: Int
    let populations: [Neurons]
    let parts: NetworkParts

    /// How many words follow; `nil` when that is none.
    var wordCount: Int? {
      var sum = 1
      for population in populations {
        let limit = Int(Int32.max)
        guard (0...limit).contains(population.neurons), (0...limit).contains(population.travelling),
          !population.variables.isEmpty
        else { return nil }
        sum += population.neurons * population.variables.count + 2 * population.travelling
      }
      return sum
    }
  }

  /// Words read one after another.
  private struct Words {
    let all: [UInt64]
    private var position = 0

    init(_ bytes: ArraySlice<UInt8>) {
      all = stride(from: bytes.startIndex, to: bytes.endIndex, by: 8).map { start in
        (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
      }
    }

    mutating func next() -> UInt64 {
      defer { position += 1 }
      return all[position]
    }
  }
}
