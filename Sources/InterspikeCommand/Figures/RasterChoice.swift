// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import SpikeTrains

/// Which part of a raster to draw, and in what order.
struct RasterChoice: ParsableArguments {
  /// What decides the order of rows; ties keep the order of neurons.
  enum Order: String, ExpressibleByArgument, CaseIterable {
    case none
    /// The most spikes in the lowest row.
    case rate
    /// The earliest first spike in the lowest row, with silent neurons above all others.
    case firstSpike = "first-spike"
  }

  @Option(
    help: "Draw from this time on, in seconds of the recording. (default: its start)")
  var from: Double?
  @Option(help: "Draw up to this time, in seconds of the recording. (default: its end)")
  var to: Double?
  @Option(help: "Draw these neurons, such as 0-99,200, in the given order. (default: all)")
  var neurons: NeuronList?
  @Option(
    help:
      "How to order the rows, from the bottom: none, most spikes first, or earliest first spike first."
  )
  var sort: Order = .none

  func validate() throws {
    for (name, value) in [("--from", from), ("--to", to)] {
      if let value, !value.isFinite {
        throw ValidationError("\(name) is \(value); it must be a time in seconds.")
      }
    }
    if let from, let to, from >= to {
      throw ValidationError("--from is \(from) and --to \(to); --to must be later.")
    }
  }

  /// The chosen part of a file's raster, and the numbers of its neurons unless they are 0, 1, 2 ….
  func part(of whole: SpikeRaster, in file: String) throws -> (SpikeRaster, neurons: [Int]?) {
    var raster = whole
    if from != nil || to != nil {
      raster = try whole.restricted(to: try interval(in: whole.interval, of: file))
    }
    if let outside = neurons?.numbers.first(where: { $0 >= whole.neuronCount }) {
      throw Refusal(
        .usage,
        "--neurons names neuron \(outside); \(file) has "
          + "\(Text.count(whole.neuronCount, "neuron")), counted from 0.")
    }
    var rows = neurons?.numbers ?? Array(0..<whole.neuronCount)
    switch sort {
    case .none: if neurons == nil { return (raster, nil) }
    case .rate:
      rows = Self.sorted(rows) { -raster.times(of: $0).count }
    case .firstSpike:
      rows = Self.sorted(rows) { raster.times(of: $0).first ?? .infinity }
    }
    raster = try raster.restricted(toNeurons: rows)
    return (raster, rows)
  }

  /// The time interval to draw.
  private func interval(in observed: Range<Double>, of file: String) throws(Refusal) -> Range<
    Double
  > {
    let (start, stop) = (from ?? observed.lowerBound, to ?? observed.upperBound)
    for (option, time) in [("--from", from), ("--to", to)] {
      guard let time else { continue }
      guard time >= observed.lowerBound, time <= observed.upperBound, start < stop else {
        throw Refusal(
          .usage,
          "\(option) is \(time); \(file) is observed from \(observed.lowerBound) to "
            + "\(observed.upperBound) s. Choose a time in between.")
      }
    }
    return start..<stop
  }

  private static func sorted<Key: Comparable>(_ rows: [Int], by key: (Int) -> Key) -> [Int] {
    rows.map { ($0, key($0)) }.enumerated()
      .sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }.map(\.element.0)
  }
}

/// Neurons given one by one and in inclusive ranges: `0-99,200`.
struct NeuronList: ExpressibleByArgument, Equatable {
  /// The most neurons that may be given.
  static let most = 10_000_000

  let numbers: [Int]

  init?(argument: String) {
    var numbers: [Int] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { end in
        end.allSatisfy(\.isASCII) && end.allSatisfy(\.isNumber) ? Int(end) : nil
      }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
        first <= last, last - first < Self.most - numbers.count
      else { return nil }
      numbers += first...last
    }
    self.numbers = numbers
  }
}
