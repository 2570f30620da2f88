// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Networks
internal import Runs

/// Synapses in a table of comma-separated values: columns `source` and `target`, and perhaps `weight` and `delay`.
///
/// Neurons are counted from 0 within their populations; the order of the columns is free. An `.npy` file holds an array
/// [synapses, columns] of these columns in this order, two to four of them.
struct SynapseTable {
  private static let columns = ["source", "target", "weight", "delay"]
  let list: SynapseList
  /// The weight of each synapse; nil without such a column.
  let weights: [Double]?
  /// The delay of each synapse in seconds; nil without such a column.
  let delays: [Double]?

  /// Reads a table.
  ///
  /// - Throws: `FileError`, and `RunError` that names the first line at fault.
  init(path: String) throws {
    if path.hasSuffix(".npy") {
      try self.init(array: path)
    } else {
      try self.init(text: path)
    }
  }

  private init(array path: String) throws {
    let (values, shape) = try NPY.doubles(bytes: FileReading.bytes(of: path), file: path)
    guard shape.count == 2, (2...4).contains(shape[1]) else {
      throw RunError(
        .damaged,
        "\(path) has shape \(shape). Give an array of synapses, [synapses, 2 to 4]: source, target, "
          + "and weight and delay if they differ between synapses.")
    }
    let width = shape[1]
    func column(_ place: Int) -> [Double] {
      stride(from: place, to: values.count, by: width).map { values[$0] }
    }
    func neurons(_ place: Int) throws(RunError) -> [Int] {
      let numbers = column(place)
      for (row, value) in numbers.enumerated()
      where !((0...Double(Int32.max)).contains(value) && value == value.rounded()) {
        throw RunError(
          .damaged,
          "\(path), row \(row): the \(Self.columns[place]) is \(value); it must be a neuron, counted from 0."
        )
      }
      return numbers.map { Int($0) }
    }
    list = try SynapseList(sources: neurons(0), targets: neurons(1))
    (weights, delays) = (width > 2 ? column(2) : nil, width > 3 ? column(3) : nil)
  }

  private init(text path: String) throws {
    let lines = try FileReading.text(of: path).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let headings = Self.fields(lines.first ?? "").map { $0.lowercased() }
    for heading in headings where !Self.columns.contains(heading) {
      throw RunError(
        .damaged,
        "\(path), line 1: there is no column '\(heading)' of synapses.\(NetworkSettings.hint(heading, Self.columns))"
      )
    }
    guard Set(headings).count == headings.count, headings.contains("source"),
      headings.contains("target")
    else {
      throw RunError(
        .damaged,
        "\(path), line 1: the columns are \(headings.joined(separator: ", ")). Give "
          + "source and target, and weight and delay if they differ between synapses, each once."
      )
    }
    var values = headings.map { _ in [Double]() }
    for (number, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      let fields = Self.fields(line)
      guard fields.count == headings.count else {
        throw RunError(
          .damaged,
          "\(path), line \(number + 1): there are \(fields.count) values for \(headings.count) columns. Give one for each."
        )
      }
      for (column, field) in fields.enumerated() {
        let isNeuron = ["source", "target"].contains(headings[column])
        guard let value = Double(field), value.isFinite,
          !isNeuron || (0...Double(Int32.max)).contains(value) && value == value.rounded()
        else {
          throw RunError(
            .damaged,
            "\(path), line \(number + 1): the \(headings[column]) is '\(field)'; it must be a \(isNeuron ? "neuron, counted from 0" : "number")."
          )
        }
        values[column].append(value)
      }
    }
    let table = Dictionary(uniqueKeysWithValues: zip(headings, values))
    list = try SynapseList(
      sources: (table["source"] ?? []).map { Int($0) },
      targets: (table["target"] ?? []).map { Int($0) })
    (weights, delays) = (table["weight"], table["delay"])
  }

  private static func fields(_ line: Substring) -> [String] {
    line.split(separator: ",", omittingEmptySubsequences: false).map {
      String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }
}
