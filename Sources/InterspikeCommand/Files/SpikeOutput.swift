// SPDX-License-Identifier: GPL-3.0-or-later

internal import SpikeFormats
internal import SpikeTrains
internal import Tensors

/// Spikes on their way into a file, some neurons at a time.
struct SpikeOutput {
  /// What was written.
  struct Result {
    var spikes = 0
    var raster: SpikeRaster?
  }

  let path: String
  let recording: SpikeRecording
  var sessionDescription: String?
  let species: String?
  let keywords: [String]
  let threads: Int
  let console: Console

  /// Draws all neurons, `block` of them at a time on each thread, and writes them in the format of the
  /// suffix.
  ///
  /// Memory holds the spikes of one block of neurons a thread, or all when they are kept.
  func write(
    _ activity: String, block: Int, keepingRaster keeps: Bool,
    drawing: @Sendable (_ neurons: Range<Int>) throws -> SpikeRaster
  ) throws -> Result {
    Interruption.watch()
    switch SpikeFileSuffix(path: path) {
    case .nwb:
      var session = NWBSession(for: recording)
      session.keywords = keywords
      if let sessionDescription { session.sessionDescription = sessionDescription }
      if let species { session.subject.species = species }
      return try write(
        NWBWriter(path: path, recording: recording, session: session), activity, block, keeps,
        drawing)
    case .nirdata:
      return try write(
        NIRDataWriter(path: path, recording: recording), activity, block, keeps, drawing)
    case .csv:
      return try write(
        CSVWriter(path: path, recording: recording), activity, block, keeps, drawing)
    case .npy:
      return try write(
        NPYWriter(path: path, recording: recording), activity, block, keeps, drawing)
    case nil:
      throw Refusal(.usage, "cannot tell the format of \(path): use .nwb, .nirdata, .csv or .npy.")
    }
  }

  private func write<Writer: SpikeWriter & ~Copyable>(
    _ writer: consuming Writer, _ activity: String, _ block: Int, _ keeps: Bool,
    _ drawing: @Sendable (Range<Int>) throws -> SpikeRaster
  ) throws -> Result {
    var writer = writer
    let neurons = recording.neuronCount
    let progress = Progress(activity, unit: "neurons", of: neurons, on: console)
    defer { progress.end() }
    var result = Result()
    var times: [Double] = []
    var offsets = [0]
    for start in stride(from: 0, to: neurons, by: block * threads) {
      try Interruption.check("stopped before \(start) of \(neurons) neurons; nothing was written.")
      let blocks = stride(from: start, to: min(start + block * threads, neurons), by: block).map {
        $0..<min($0 + block, neurons)
      }
      let rasters = try inParallel(count: blocks.count, threads: threads) {
        try drawing(blocks[$0])
      }
      for raster in rasters {
        for neuron in 0..<raster.neuronCount {
          try writer.append(Array(raster.times(of: neuron)))
          if keeps { times += raster.times(of: neuron) }
          if keeps { offsets.append(times.count) }
        }
        result.spikes += raster.spikeCount
      }
      progress.show(done: min(start + block * threads, neurons))
    }
    try writer.finish()
    if keeps {
      result.raster = SpikeRaster(
        drawnTimes: times, offsets: offsets, interval: recording.interval)
    }
    return result
  }
}

/// The formats of spikes by suffix.
enum SpikeFileSuffix: String, CaseIterable {
  case nwb
  case nirdata
  case csv
  case npy

  init?(path: String) {
    let lowercased = path.lowercased()
    guard let suffix = Self.allCases.first(where: { lowercased.hasSuffix(".\($0.rawValue)") })
    else { return nil }
    self = suffix
  }
}
