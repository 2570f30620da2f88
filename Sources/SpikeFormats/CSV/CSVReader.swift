// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
public import SpikeTrains

/// Reads spikes that ``CSVWriter`` wrote, or a plain table of another program.
///
/// A plain table begins with the line `time,neuron` or `time,neuron,presentation` and holds one spike
/// a line. It does not say which neurons stayed silent or when observation ended: there is one
/// neuron more than the largest number, observed from 0 to just after the last spike.
public struct CSVReader: Sendable {
  /// The spikes.
  public let raster: SpikeRaster
  /// When which stimulus was shown; empty for a plain table.
  public let presentations: [Presentation]
  /// What the recording was made from, when the file says so.
  public let provenance: Provenance?
  /// Whether the file says which neurons were observed and when; a plain table does not.
  public let statesObservation: Bool

  /// Reads a file.
  ///
  /// - Throws: ``SpikeFileError`` when the file is of another kind or a newer version, is cut off,
  ///   or has a line that is not a spike; the line is named.
  public init(path: String) throws(SpikeFileError) {
    let bytes: [UInt8]
    do {
      bytes = try FileReading.bytes(of: path)
    } catch {
      throw .file(error)
    }
    var body = CSVBody(path: path)
    var number = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      try body.read(line.last == UInt8(ascii: "\r") ? line.dropLast() : line, number: number)
    }
    (raster, presentations, provenance) = try body.recording()
    statesObservation = body.plainColumnCount == nil
  }
}

/// What has been understood of a CSV file so far.
struct CSVBody {
  private let path: String
  private var neuronCount: Int?
  private var provenance: Provenance?
  private var presentations: [Presentation] = []
  private var hasColumns = false
  /// How many columns a table without our header has; `nil` under our header.
  private(set) var plainColumnCount: Int?
  private var declaredSpikes: Int?
  var spikes: RasterAssembly

  init(path: String) {
    self.path = path
    spikes = RasterAssembly(path: path)
  }

  mutating func read(_ line: ArraySlice<UInt8>, number: Int) throws(SpikeFileError) {
    if number == 1 { return try readMark(line) }
    if line.isEmpty { return }
    if let plainColumnCount { return try readPlain(line, plainColumnCount, number: number) }
    if line.first == UInt8(ascii: "#") { return try readNote(line, number: number) }
    if hasColumns { return try readSpike(line, number: number) }
    guard line.elementsEqual(CSVWriter.columns.utf8) else {
      throw fault(number, "the columns should be \(CSVWriter.columns)")
    }
    hasColumns = true
  }

  func recording() throws(SpikeFileError) -> (SpikeRaster, [Presentation], Provenance?) {
    if plainColumnCount != nil {
      return (try spikes.raster(neuronCount: nil, interval: nil), [], nil)
    }
    guard hasColumns, let declaredSpikes, declaredSpikes == spikes.spikeCount else {
      throw .damaged(
        path: path,
        reason:
          "it ends after \(spikes.spikeCount) spikes without the closing line that counts them")
    }
    guard let neuronCount, let first = presentations.first, let last = presentations.last else {
      throw .damaged(path: path, reason: "its header lacks the neurons or the presentations")
    }
    do {
      try Presentation.check(presentations)
    } catch {
      throw .damaged(path: path, reason: "\(error)")
    }
    let raster = try spikes.raster(neuronCount: neuronCount, interval: first.start..<last.stop)
    return (raster, presentations, provenance)
  }

  private mutating func readMark(_ line: ArraySlice<UInt8>) throws(SpikeFileError) {
    plainColumnCount = Self.plainColumns(Array(line.prefix(80)))
    if plainColumnCount != nil { return }
    let text = String(decoding: line.prefix(80), as: UTF8.self)
    guard text.hasPrefix(CSVWriter.mark) else {
      throw .notThisFormat(
        path: path, expected: "a CSV file of spikes",
        found: "it is not our CSV, \(Self.firstLines)")
    }
    guard text.dropFirst(CSVWriter.mark.count) == "\(CSVWriter.version)" else {
      throw .notThisFormat(
        path: path, expected: "a CSV file of version \(CSVWriter.version)",
        found: "its first line is '\(text)'")
    }
  }

  private mutating func readNote(
    _ line: ArraySlice<UInt8>, number: Int
  ) throws(SpikeFileError) {
    let text = String(decoding: line.dropFirst().drop { $0 == 0x20 }, as: UTF8.self)
    guard let colon = text.firstIndex(of: ":") else { return }
    let value = text[text.index(after: colon)...].drop { $0 == " " }
    switch text[..<colon] {
    case "neurons":
      guard let count = Int(value), count >= 1 else {
        throw fault(number, "'\(value)' is not a number of neurons")
      }
      neuronCount = count
    case "spikes":
      guard let count = Int(value) else { throw fault(number, "'\(value)' is not a number") }
      declaredSpikes = count
    case "provenance": provenance = Provenance(encoded: String(value))
    case "presentation":
      let parts = value.split(separator: ",", omittingEmptySubsequences: false)
      guard parts.count == 4, let start = Double(parts[0]), let stop = Double(parts[1]),
        let stimulus = Int(parts[2]), let trial = Int(parts[3])
      else { throw fault(number, "'\(value)' is not start, stop, stimulus and trial") }
      presentations.append(
        Presentation(start: start, stop: stop, stimulus: stimulus, trial: trial))
    default: break
    }
  }

  private mutating func readSpike(
    _ line: ArraySlice<UInt8>, number: Int
  ) throws(SpikeFileError) {
    let parts = line.split(
      separator: UInt8(ascii: ","), maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 3,
      let time = Double(String(decoding: parts[0], as: UTF8.self)), time.isFinite,
      let neuron = Int(String(decoding: parts[1], as: UTF8.self)),
      let presentation = Int(String(decoding: parts[2], as: UTF8.self)),
      presentations.indices.contains(presentation),
      presentations[presentation].start <= time, time < presentations[presentation].stop
    else {
      let text = String(decoding: line.prefix(60), as: UTF8.self)
      throw fault(number, "'\(text)' is not the time, neuron and presentation of a spike")
    }
    spikes.append(time: time, neuron: neuron)
  }

  func fault(_ number: Int, _ reason: String) -> SpikeFileError {
    .damaged(path: path, reason: "line \(number): \(reason)")
  }
}
