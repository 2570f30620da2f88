// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Recordings
internal import DataFiles

/// Which part of a raster to draw, and in what order.
struct RasterChoice: ParsableArguments {
  @Option(
    help: "Draw from this time on, in seconds of the recording. (default: its start)")
  var from: Double?
  @Option(help: "Draw up to this time, in seconds of the recording. (default: its end)")
  var to: Double?
  @Option(help: "Draw these neurons, such as 0-99,200, in the given order. (default: all)")
  var neurons: NeuronList?
  @Option(
    help:
      "How to order the rows, from the bottom up: none (by number), rate (most spikes first) or first-spike (earliest first)."
  )
  var sort: RasterPart.Order = .none

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

  /// The chosen part.
  var part: RasterPart {
    RasterPart(from: from, to: to, neurons: neurons?.numbers, order: sort)
  }
}

extension NeuronList: ExpressibleByArgument {}
extension RasterPart.Order: ExpressibleByArgument {}
