// SPDX-License-Identifier: GPL-3.0-or-later

import ArgumentParser
import Foundation
import Tensors

/// Measures what `docs/BENCHMARKS.md` claims, each figure beside its reference.
@main
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(subcommands: [Rehearse.self])

  @Option(help: "Run only benchmarks whose name contains this.")
  var filter = ""

  @Option(help: "Rounds of each pair; the median is reported.")
  var rounds = 9

  @Option(help: "A Python that has torch and numpy, for the benchmarks whose reference is torch.")
  var torch: String?

  @Option(help: "A checkpoint for the stream: an iterative Poisson model, 256 pixels, 512 neurons.")
  var checkpoint: String?

  @Option(help: "Patches for the stream, .safetensors.")
  var data: String?

  @Option(help: "A Python that has NEST, for the network whose reference is NEST.")
  var nest: String?

  @Flag(help: "One JSON object a line.")
  var json = false

  func run() throws {
    keepFreedMemory()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let comparisons =
      try SamplerBenchmarks.all() + ProcessBenchmarks.all() + TrainingBenchmarks.all()
      + ConvolutionalBenchmarks.all(torch: torch) + SparseCodingBenchmarks.all(torch: torch)
      + IterativeBenchmarks.all(torch: torch)
      + StreamBenchmarks.all(torch: torch, checkpoint: checkpoint, data: data)
      + FrameBenchmarks.all()
      + networks()
    for comparison in comparisons where filter.isEmpty || comparison.name.contains(filter) {
      let result = try comparison.run(rounds: rounds)
      if json {
        print(String(decoding: try encoder.encode(result), as: UTF8.self))
      } else {
        print(
          String(
            format: "%-42@ %9.3f %-4@  reference %9.3f  ×%.2f  (%@)", result.name as NSString,
            result.value, result.unit as NSString, result.reference_value, result.ratio,
            result.reference as NSString))
      }
    }
  }

  /// Networks take seconds to build: only where they are asked for.
  private func networks() throws -> [Comparison] {
    let isWanted = { (name: String) in filter.isEmpty || name.contains(filter) }
    let currents =
      isWanted("network/exponential-currents") ? [try NetworkBenchmarks.exponentialCurrents()] : []
    let threads =
      try (isWanted("network/threads") ? [ThreadBenchmarks.threads()] : [])
      + (isWanted("network/microcircuit") ? [ThreadBenchmarks.microcircuit()] : [])
    guard isWanted("network/brunel/beside-grid") else { return currents + threads }
    return try currents + threads + NetworkBenchmarks.all(nest: nest)
  }
}
