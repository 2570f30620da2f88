// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import SpikeTrains

/// The spikes of a table, line by line.
struct PlainTableBody {
  let table: PlainTable
  private let path: String
  private let seconds: (Double) -> Double
  private var parts: SpikePart?
  private var rowNames: RowNames?
  private(set) var spikes: RasterAssembly

  /// What stands before the first column, where rows are one field longer than the header, as R writes them.
  private enum RowNames {
    case absent, quoted
    case counting(next: Double)
  }

  init(_ table: PlainTable, path: String, selection: SpikeSelection) throws(SpikeFileError) {
    self.table = table
    self.path = path
    seconds = try table.columns.secondsPerUnit(at: selection.samplingRate, in: path)
    parts = table.columns.part.map { SpikePart(selection.part, of: $0.name, in: path) }
    if parts == nil { try selection.refusePart(in: path) }
    spikes = RasterAssembly(path: path)
  }

  /// Reads a spike; when presentations began is not known, so their numbers are checked and dropped.
  mutating func read(_ line: ArraySlice<UInt8>, number: Int) throws(SpikeFileError) {
    if PlainTable.isNote(line) || line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return }
    let (columns, separator) = (table.columns, table.separator)
    var fields = separator.fields(line)
    while fields.count > columns.count, fields.last == "" { fields.removeLast() }
    if try hasRowName(fields, line, number) { fields.removeFirst() }
    guard fields.count == columns.count else {
      throw fault(line, number, reason(ofCount: fields))
    }
    guard var time = separator.number(fields[columns.time]), time.isFinite else {
      throw fault(line, number, Self.reason(notTime: fields[columns.time]))
    }
    guard let neuron = whole(fields[columns.neuron]), neuron >= 0 else {
      throw fault(line, number, reason(notNeuron: fields[columns.neuron]))
    }
    if let column = columns.presentation, (whole(fields[column]) ?? -1) < 0 {
      throw fault(
        line, number,
        "'\(fields[column])' is not a presentation. Presentations are whole numbers from 0 on.")
    }
    guard neuron < Double(RasterAssembly.mostNeurons) else {
      throw RasterAssembly.beyond(fields[columns.neuron], "line \(number)", in: path)
    }
    time = seconds(time)
    if let offset = columns.offset {
      guard let taken = separator.number(fields[offset]), taken.isFinite else {
        throw fault(line, number, Self.reason(notTime: fields[offset]))
      }
      time -= taken / 1000
    }
    guard time.isFinite else {
      throw fault(line, number, Self.reason(notTime: fields[columns.time]))
    }
    if let column = columns.part?.column, parts?.wants(fields[column]) == false { return }
    try spikes.append(time: time, neuron: Int(neuron), place: "line \(number)")
  }

  func raster() throws(SpikeFileError) -> SpikeRaster {
    try parts?.settle()
    return try spikes.raster(neuronCount: nil, interval: nil, sorting: true)
  }

  /// Whether a row begins with a name: in quotes, or between blanks a number that counts up from 0 or 1.
  private mutating func hasRowName(
    _ fields: [String], _ line: ArraySlice<UInt8>, _ place: Int
  ) throws(SpikeFileError) -> Bool {
    let isLonger = table.hasHeader && fields.count == table.columns.count + 1
    let isQuoted = isLonger && line.first { $0 != 0x20 } == UInt8(ascii: "\"")
    let isBlank = [.space, .tab].contains(table.separator)
    let number = isLonger && isBlank && !isQuoted ? Double(fields[0]) : nil
    switch rowNames {
    case nil where isQuoted: rowNames = .quoted
    case nil where number == 0 || number == 1: rowNames = .counting(next: (number ?? 0) + 1)
    case nil: rowNames = .absent
    case .absent: break
    case .quoted where isQuoted: break
    case .counting(let next) where number == next: rowNames = .counting(next: next + 1)
    case .quoted, .counting:
      throw fault(
        line, place,
        "it does not begin with the name of a row, as those before it do. "
          + PlainTable.remedy(fields))
    }
    if case .absent = rowNames { return false }
    return true
  }

  /// A whole number, also as floating-point numbers are written: `4.0`, `4.000e+00`.
  private func whole(_ text: String) -> Double? {
    guard let number = table.separator.number(text), number == number.rounded() else { return nil }
    return number
  }

  private func reason(ofCount fields: [String]) -> String {
    let found = Text.count(fields.count, "field")
    let remedy =
      fields.count > table.columns.count
      ? PlainTable.remedy(fields) : "Complete or delete the line."
    return "it has \(found), but \(table.columns.count) columns are named. \(remedy)"
  }

  private static func reason(notTime text: String) -> String {
    if text.isEmpty { return "its time is missing. Complete or delete the line." }
    if text.contains(":") {
      return
        "'\(text)' is a time of day or a date. Write times as numbers, in seconds from the start."
    }
    if text.contains(where: { "dD".contains($0) }),
      Double(text.lowercased().replacing("d", with: "e")) != nil
    {
      return "'\(text)' has the exponent D of Fortran. Write E instead."
    }
    return "'\(text)' is not a time. Write times as finite numbers with a decimal point."
  }

  private func reason(notNeuron text: String) -> String {
    if text.isEmpty { return "its neuron is missing. Complete or delete the line." }
    if text.contains("#") || text.contains("%") {
      return "'\(text)' has a comment behind it. Put comments on lines of their own."
    }
    guard let number = table.separator.number(text) else {
      return "'\(text)' is not the number of a neuron. Number the neurons from 0, with pandas: "
        + "table['neuron'] = pandas.factorize(table['neuron'])[0]."
    }
    return number < 0
      ? "neurons are counted from 0, and \(text) is below. Number them anew, or delete what belongs to none."
      : "\(text) is not a whole number. Number the neurons from 0."
  }

  private func fault(
    _ line: ArraySlice<UInt8>, _ number: Int, _ reason: String
  ) -> SpikeFileError {
    let text = Text.visible(String(decoding: line.prefix(60), as: UTF8.self))
    let presentation = table.columns.presentation == nil ? "" : " and presentation"
    return .refused(
      path: path,
      reason:
        "line \(number): '\(text)' is not the time and neuron\(presentation) of a spike: \(reason)")
  }
}
