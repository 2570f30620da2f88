// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
public import SpikeFormats
internal import SpikeTrains

/// Streams the spikes of a population to disk while a network runs, and from there to a spike file.
///
/// Spike files hold one neuron after the other; a network gives one moment after the other. So spikes go to a
/// spool file, 16 bytes each, as they come, and ``finish(as:to:provenance:)`` turns it over into NWB, CSV or NPY, a
/// bounded number of spikes at a time.
///
/// ```swift
/// var spool = try NetworkSpool(path: "cells.spool", of: cells)
/// while let slice = try run.next(before: 100) { try spool.observe(slice) }
/// try spool.finish(as: NWBWriter.self, to: "cells.nwb", provenance: provenance)
/// ```
///
/// The spool survives the program. Keep what ``synchronise()`` returns with each checkpoint of the network:
/// ``init(resuming:of:at:)`` drops what was written after it, and the spool goes on as if nothing had happened.
///
/// Memory: 8 bytes a neuron, and in ``finish(as:to:provenance:)`` up to 32 MB besides or one neuron's train, if
/// that is more.
public struct NetworkSpool: ~Copyable {
  /// Where a spool stands: what to keep with a checkpoint.
  public struct Position: Hashable, Sendable, Codable {
    /// How many spikes are in it.
    public var spikeCount = 0
    /// When the first window that was observed began, in seconds; `nil` before it.
    public var start: Double?
    /// When the last window that was observed ended, in seconds; `nil` before it.
    public var end: Double?
  }

  /// The population that is watched.
  public let population: Population
  /// Where the spool stands.
  public private(set) var position: Position
  private var file: GrowingFile

  /// How many spikes are turned over at a time.
  private static let turnedSpikes = 1 << 22

  /// Begins a spool; an earlier file of that name is replaced.
  ///
  /// - Throws: ``NetworkError/file(_:)``.
  public init(path: String, of population: Population) throws(NetworkError) {
    self.population = population
    position = Position()
    do {
      file = try GrowingFile(path: path)
    } catch {
      throw .file(error)
    }
  }

  /// Goes on with a spool from a position that was kept.
  ///
  /// - Throws: ``NetworkError/file(_:)``, also when the spool is shorter than the position says.
  public init(
    resuming path: String, of population: Population, at position: Position
  ) throws(NetworkError) {
    self.population = population
    self.position = position
    do {
      file = try GrowingFile(resuming: path, after: 2 * position.spikeCount)
    } catch {
      throw .file(error)
    }
  }

  /// Takes in a window.
  ///
  /// - Throws: ``NetworkError/file(_:)`` when the disk is full.
  /// - Precondition: windows come one after another.
  public mutating func observe(_ slice: NetworkSlice) throws(NetworkError) {
    guard position.end == nil || position.end == slice.interval.lowerBound else {
      fatalError("the window at \(slice.interval.lowerBound) s does not follow that before it")
    }
    position.start = position.start ?? slice.interval.lowerBound
    position.end = slice.interval.upperBound
    let spikes = slice[population]
    position.spikeCount += spikes.count
    do {
      try file.append(spikes.flatMap { [$0.time.bitPattern, UInt64($0.neuron)] })
    } catch {
      throw .file(error)
    }
  }

  /// Waits until all spikes are on the disk, and says where the spool stands.
  ///
  /// - Throws: ``NetworkError/file(_:)``.
  public mutating func synchronise() throws(NetworkError) -> Position {
    do {
      try file.synchronise()
    } catch {
      throw .file(error)
    }
    return position
  }

  /// Writes a spike file of all that was observed, and removes the spool.
  ///
  /// - Parameters:
  ///   - format: the writer, such as `NWBWriter`.
  ///   - output: the file, which appears when it is whole.
  ///   - provenance: what the spikes were made from.
  /// - Throws: `SpikeFileError` when the file cannot be written or nothing was observed, ``NetworkError`` when the
  ///   spool cannot be read. The spool then stays.
  /// - Complexity: the spool is read twice, and once more for each four million spikes.
  public consuming func finish<Writer: SpikeWriter & ~Copyable>(
    as format: Writer.Type, to output: String, provenance: Provenance
  ) throws {
    let recording = try SpikeRecording(
      neuronCount: population.neuronCount,
      presentations: [Presentation(start: position.start ?? 0, stop: position.end ?? 0)],
      provenance: provenance)
    var writer = try Writer(path: output, recording: recording)
    var counts = [Int](repeating: 0, count: population.neuronCount)
    try forEachSpike { counts[$0.neuron] += 1 }
    var first = 0
    while first < counts.count {
      // As many neurons as fit, at least one.
      var (end, size) = (first, 0)
      while end < counts.count, end == first || size + counts[end] <= Self.turnedSpikes {
        size += counts[end]
        end += 1
      }
      for train in try trains(of: first..<end) { try writer.append(train) }
      first = end
    }
    try writer.finish()
    file.remove()
  }

  private mutating func trains(of neurons: Range<Int>) throws(NetworkError) -> [[Double]] {
    var trains = [[Double]](repeating: [], count: neurons.count)
    try forEachSpike { spike in
      if neurons.contains(spike.neuron) {
        trains[spike.neuron - neurons.lowerBound].append(spike.time)
      }
    }
    return trains
  }

  /// Reads the spool from its beginning.
  private mutating func forEachSpike(_ visit: (Spike) -> Void) throws(NetworkError) {
    var foreign: UInt64?
    let population = population
    do {
      try file.forEachPart { words in
        // Parts are of an even number of words: a spike is never cut.
        for place in stride(from: words.startIndex, to: words.endIndex - 1, by: 2) {
          guard words[place + 1] < UInt64(population.neuronCount) else {
            foreign = words[place + 1]
            continue
          }
          visit(Spike(time: Double(bitPattern: words[place]), neuron: Int(words[place + 1])))
        }
      }
    } catch {
      throw .file(error)
    }
    if let foreign {
      throw .badStateFile(
        path: file.path, reason: "the spool names neuron \(foreign) of \(population)")
    }
  }
}
