// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
public import SpikeTrains

/// Reads spikes that ``CSVWriter`` wrote, or a plain table of another program.
///
/// A plain table names its columns in its first line that is not a comment, or in the comment before the first
/// spike, and holds one spike a line, in any order. Lines end as on Unix, Windows or old Macs; fields are parted
/// by commas, semicolons, tabs or spaces. The words decide:
///
/// | table | columns | times in |
/// |---|---|---|
/// | plain | `time`, `neuron`, perhaps `presentation` | seconds |
/// | with a unit | `time_ms`, `time [ms]`, `t/us` … | that unit |
/// | NEST | `sender`, `time_ms`, or `time_step`, `time_offset` | ms, or samples |
/// | Brian2 | `i`, `t` | seconds |
/// | SONATA | `timestamps`, `population`, `node_ids` | ms |
///
/// Columns of other names are passed over. Neurons are whole numbers from 0 on, `4` or `4.0`. The table does not
/// say which neurons stayed silent or when observation ended: there is one neuron more than the largest number,
/// observed from 0 to just after the last spike.
public struct CSVReader: Sendable {
  /// The spikes.
  public let raster: SpikeRaster
  /// When which stimulus was shown; empty for a plain table.
  public let presentations: [Presentation]
  /// What the recording was made from, when the file says so.
  public let provenance: Provenance?
  /// How the columns of a plain table were understood, such as `time_ms in ms, neuron`; nil under our header.
  public let columns: String?
  /// Whether the file says which neurons were observed and when; a plain table does not.
  public var statesObservation: Bool { columns == nil }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - selection: columns, population or sampling rate of a plain table that does not say them.
  /// - Throws: ``SpikeFileError`` when the file is of another kind or a newer version, is cut off,
  ///   or has a line that is not a spike; the line is named.
  public init(path: String, choosing selection: SpikeSelection = .none) throws(SpikeFileError) {
    let bytes = try rethrowing(FileReading.bytes(of: path), as: SpikeFileError.file)
    if let table = try Self.plainTable(bytes, path, selection) {
      var body = try PlainTableBody(table, path: path, selection: selection)
      for (line, number) in CSVRecords(bytes) where number > table.headerCount {
        try body.read(line, number: number)
      }
      (raster, presentations, provenance) = (try body.raster(), [], nil)
      columns = table.columns.meaning
      return
    }
    try selection.refuseColumns(of: "Interspike's CSV", in: path)
    try selection.refusePart(in: path)
    try SpikeSelection.refuse(samplingRate: selection.samplingRate, forTimesIn: "s", in: path)
    var body = CSVBody(path: path)
    for (index, line) in CSVLines(bytes).enumerated() { try body.read(line, number: index + 1) }
    (raster, presentations, provenance) = try body.recording()
    columns = nil
  }

  /// How to read a file without our header; nil for one that has, or is not a table.
  private static func plainTable(
    _ bytes: [UInt8], _ path: String, _ selection: SpikeSelection
  ) throws(SpikeFileError) -> PlainTable? {
    let start = Array(bytes.prefix(SpikeFileFormat.startLength))
    if hasOurMark(start) { return nil }
    return try PlainTable(start: start, columns: selection.columns, path: path)
  }

  /// Whether the first line that is not empty is that of our CSV.
  static func hasOurMark(_ start: [UInt8]) -> Bool {
    CSVLines(start).first { !$0.isEmpty }?.starts(with: CSVWriter.mark.utf8) ?? false
  }
}

/// What has been understood of a CSV file so far.
struct CSVBody {
  private let path: String
  private var neuronCount: Int?
  private var provenance: Provenance?
  private var presentations: [Presentation] = []
  private var (hasMark, hasColumns) = (false, false)
  private var declaredSpikes: Int?
  var spikes: RasterAssembly

  init(path: String) {
    self.path = path
    spikes = RasterAssembly(path: path)
  }

  mutating func read(_ line: ArraySlice<UInt8>, number: Int) throws(SpikeFileError) {
    if line.isEmpty { return }
    if !hasMark {
      hasMark = true
      return try readMark(line)
    }
    if line.first == UInt8(ascii: "#") { return try readNote(line, number: number) }
    if hasColumns { return try readSpike(line, number: number) }
    guard line.elementsEqual(CSVWriter.columns.utf8) else {
      throw fault(number, "the columns should be \(CSVWriter.columns)")
    }
    hasColumns = true
  }

  func recording() throws(SpikeFileError) -> (SpikeRaster, [Presentation], Provenance?) {
    guard hasColumns, let declaredSpikes, declaredSpikes == spikes.spikeCount else {
      throw .damaged(
        path: path,
        reason:
          "it ends after \(spikes.spikeCount) spikes, without the closing line that counts them")
    }
    guard let neuronCount, let first = presentations.first, let last = presentations.last else {
      throw .damaged(path: path, reason: "its header is missing the neurons or the presentations")
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
    let text = String(decoding: line.prefix(80), as: UTF8.self)
    guard text.hasPrefix(CSVWriter.mark) else {
      throw .notThisFormat(
        path: path, expected: "a CSV file of spikes",
        found: "it is not Interspike's CSV, \(PlainTable.firstLines)")
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
        throw fault(number, "'\(value)' is not a valid number of neurons")
      }
      try RasterAssembly.require(count, in: path)
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
    try spikes.append(time: time, neuron: neuron, of: neuronCount, place: "line \(number)")
  }

  func fault(_ number: Int, _ reason: String) -> SpikeFileError {
    .damaged(path: path, reason: "line \(number): \(reason)")
  }
}
