// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import SpikeTrains

/// How to read a table without our header: what its columns are and what separates them.
struct PlainTable {
  /// How our CSV begins, for the sentence of an error.
  static let firstLines =
    "which begins with the line 'time,neuron' and has one spike per line, such as '0.0123,4' in seconds"
  private static let remedy =
    "Name the columns in a first line such as 'time_ms,neuron', or with --format time_ms,neuron."

  let columns: SpikeColumns
  let separator: Separator
  /// How many lines come before the first spike.
  let headerCount: Int

  /// What parts the fields of a line.
  enum Separator {
    case comma, semicolon, tab, space

    /// Told by a line: a tab before a semicolon before a comma before space.
    init(of line: ArraySlice<UInt8>) {
      let signs: [(UInt8, Separator)] = [
        (UInt8(ascii: "\t"), .tab), (UInt8(ascii: ";"), .semicolon), (UInt8(ascii: ","), .comma),
      ]
      self = signs.first { line.contains($0.0) }?.1 ?? .space
    }

    func fields(_ line: ArraySlice<UInt8>) -> [String] {
      let space: [UInt8] = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\"")]
      let parts =
        switch self {
        case .comma: line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        case .semicolon:
          line.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        case .tab: line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
        case .space: line.split { space.contains($0) }
        }
      return parts.map { part in
        var part = part
        while let first = part.first, space.contains(first) { part = part.dropFirst() }
        while let last = part.last, space.contains(last) { part = part.dropLast() }
        return String(decoding: part, as: UTF8.self)
      }
    }

    /// A number; between semicolons it may have a decimal comma.
    func number(_ text: String) -> Double? {
      Double(self == .semicolon ? text.replacing(",", with: ".") : text)
    }
  }

  private init(columns: SpikeColumns, separator: Separator, headerCount: Int) {
    self.columns = columns
    self.separator = separator
    self.headerCount = headerCount
  }

  /// Recognizes a table by its first lines; `nil` when it is none.
  ///
  /// - Parameter words: the columns in place of the table's own header.
  /// - Throws: ``SpikeFileError/refused(path:reason:)`` when it is a table whose columns are not clear.
  init?(start: [UInt8], columns words: String?, path: String) throws(SpikeFileError) {
    guard !start.contains(0) else { return nil }
    var note: ArraySlice<UInt8>?
    for (number, line) in CSVLines(start).enumerated() {
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      if Self.isNote(line) {
        note = line.drop { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "%") }
        continue
      }
      // Fields of a table are short; what is long is something else.
      guard line.count < 4096 else { return nil }
      let separator = Separator(of: line)
      let fields = separator.fields(line)
      let isHeader = !fields.allSatisfy { $0.isEmpty || separator.number($0) != nil }
      func table(_ columns: SpikeColumns) -> PlainTable {
        PlainTable(
          columns: columns, separator: separator, headerCount: isHeader ? number + 1 : number)
      }
      if let words {
        self = table(try Self.columns(words, path))
        return
      }
      let header = isHeader ? line : note ?? []
      switch SpikeColumns.reading(Separator(of: header).fields(header)) {
      case .columns(let columns):
        self = table(columns)
        return
      case .unclear(let reason):
        let text = String(decoding: header.prefix(60), as: UTF8.self)
        guard isHeader || fields.count > 1, text.count < 60 else { return nil }
        throw .refused(
          path: path, reason: "its columns '\(text)' \(Self.both(reason)). \(Self.remedy)")
      case .otherWords:
        guard !isHeader, (2...32).contains(fields.count) else { return nil }
        throw .refused(
          path: path,
          reason: "it is a table of numbers without column names. \(Self.remedy)")
      }
    }
    return nil
  }

  private static func both(_ reason: String) -> String {
    "\(reason), but a spike has exactly one time and one neuron"
  }

  private static func columns(
    _ words: String, _ path: String
  ) throws(SpikeFileError) -> SpikeColumns {
    let bytes = Array(words.utf8)[...]
    switch SpikeColumns.reading(Separator(of: bytes).fields(bytes)) {
    case .columns(let columns): return columns
    case .unclear(let reason):
      throw .refused(path: path, reason: "the columns '\(words)' \(both(reason)).")
    case .otherWords:
      throw .refused(
        path: path,
        reason:
          "the columns '\(words)' name neither a time nor a neuron; write them like time_ms,neuron."
      )
    }
  }

  static func isNote(_ line: ArraySlice<UInt8>) -> Bool {
    line.first == UInt8(ascii: "#") || line.first == UInt8(ascii: "%")
  }
}

/// The spikes of a table, line by line.
struct PlainTableBody {
  let table: PlainTable
  private let path: String
  private let seconds: (Double) -> Double
  private var parts: SpikePart?
  /// R leaves out the name of the column of row names, so that rows are one longer than the header.
  private var shift: Int?
  private(set) var spikes: RasterAssembly

  init(_ table: PlainTable, path: String, selection: SpikeSelection) throws(SpikeFileError) {
    self.table = table
    self.path = path
    seconds = try table.columns.secondsPerUnit(at: selection.samplingRate, in: path)
    parts = table.columns.part.map { SpikePart(selection.part, of: $0.name, in: path) }
    if parts == nil, let part = selection.part {
      throw .refused(
        path: path,
        reason: "it has no column for populations or trials, so there is no '\(part)' in it.")
    }
    spikes = RasterAssembly(path: path)
  }

  /// Reads a spike; when presentations began is not known, so their numbers are checked and dropped.
  mutating func read(_ line: ArraySlice<UInt8>, number: Int) throws(SpikeFileError) {
    if PlainTable.isNote(line) || line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return }
    let (columns, separator) = (table.columns, table.separator)
    var fields = separator.fields(line)
    while fields.count > columns.count, fields.last == "" { fields.removeLast() }
    let isBlank = separator == .space || separator == .tab
    let shift = shift ?? (isBlank && fields.count == columns.count + 1 ? 1 : 0)
    self.shift = shift
    guard fields.count == columns.count + shift else { throw fault(line, number) }
    guard var time = separator.number(fields[shift + columns.time]), time.isFinite,
      let neuron = whole(fields[shift + columns.neuron]), neuron >= 0,
      columns.presentation.map({ (whole(fields[shift + $0]) ?? -1) >= 0 }) ?? true
    else { throw fault(line, number) }
    guard neuron < Double(RasterAssembly.mostNeurons) else {
      throw .refused(
        path: path,
        reason: "line \(number): neuron \(fields[shift + columns.neuron]) is beyond "
          + "\(RasterAssembly.mostNeurons - 1), the largest number that can be read. "
          + "Number the neurons from 0.")
    }
    time = seconds(time)
    if let offset = columns.offset {
      guard let taken = separator.number(fields[shift + offset]), taken.isFinite else {
        throw fault(line, number)
      }
      time -= taken / 1000
    }
    guard time.isFinite else { throw fault(line, number) }
    if let column = columns.part?.column, parts?.wants(fields[shift + column]) == false { return }
    spikes.append(time: time, neuron: Int(neuron))
  }

  func raster() throws(SpikeFileError) -> SpikeRaster {
    try parts?.settle()
    return try spikes.raster(neuronCount: nil, interval: nil, sorting: true)
  }

  /// A whole number, also as floating-point numbers are written: `4.0`, `4.000e+00`.
  private func whole(_ text: String) -> Double? {
    guard let number = table.separator.number(text), number == number.rounded() else { return nil }
    return number
  }

  private func fault(_ line: ArraySlice<UInt8>, _ number: Int) -> SpikeFileError {
    let text = String(decoding: line.prefix(60), as: UTF8.self)
    let presentation = table.columns.presentation == nil ? "" : " and presentation"
    return .damaged(
      path: path,
      reason: "line \(number): '\(text)' is not the time and neuron\(presentation) of a spike")
  }
}
