// SPDX-License-Identifier: GPL-3.0-or-later

import Figures
import Foundation
import Recordings
import Runs
import SpikeFormats
import Testing

@Suite("interspike figure raster")
struct FigureRasterTests {
  /// Four neurons; 1 and 3 fire most, 2 is silent from 0.5 s on.
  private func spikes(_ workplace: Workplace) throws {
    let times: [(time: Double, neuron: Int)] = [
      (0.05, 3), (0.1, 2), (0.6, 1), (0.61, 1), (0.62, 1), (0.65, 0), (0.7, 3), (0.71, 3), (0.9, 1),
    ]
    let lines = times.map { "\($0.time),\($0.neuron)" }
    try workplace.write(
      Array((["time,neuron"] + lines).joined(separator: "\n").utf8), to: "spikes.csv")
  }

  private func draw(
    from: Double? = nil, to: Double? = nil, neurons: [Int]? = nil,
    by order: RasterPart.Order = .none,
    in workplace: Workplace
  ) async throws -> String {
    let file = workplace.path("spikes.csv")
    let reader = GuardedSpikeReader(helper: [Program.path(of: "interspike"), "read-spikes"])
    try await RasterPart(from: from, to: to, neurons: neurons, order: order).figure(
      of: reader.spikes(in: file, choosing: SpikeSelection()), in: file, binWidth: nil
    ).write(to: workplace.path("new.svg"))
    return try workplace.text("new.dat")
  }

  /// Guards against pictures that can show a long recording only as a whole.
  @Test("Time, neurons and their order can be chosen")
  func choices() async throws {
    let workplace = try Workplace()
    try spikes(workplace)
    let part = try await draw(from: 0.5, to: 0.7, in: workplace)
    #expect(part.contains("# spikes: seconds, neuron\n0.65 0\n0.6 1\n0.61 1\n0.62 1\n\n"))
    #expect(!part.contains("0.05 3") && !part.contains("0.7 3"))
    let chosen = try await draw(neurons: [3, 0, 1], in: workplace)
    #expect(chosen.contains("# row from below, neuron\n0 3\n1 0\n2 1\n"))
    #expect(chosen.contains("\n0.05 0\n0.7 0\n0.71 0\n0.65 1\n"))
    let byRate = try await draw(from: 0.5, by: .rate, in: workplace)
    #expect(byRate.contains("# row from below, neuron\n0 1\n1 3\n2 0\n3 2\n"))
    let byFirst = try await draw(from: 0.5, by: .firstSpike, in: workplace)
    #expect(byFirst.contains("# row from below, neuron\n0 1\n1 0\n2 3\n3 2\n"))
    #expect(try workplace.text("new.gp").contains("'neuron by first spike'"))
    #expect(try workplace.text("new.gp").contains("spikes.csv: at least 4 neurons, 7 spikes"))
  }

  @Test("A table of nothing but its header is named")
  func nothing() async throws {
    let workplace = try Workplace()
    try workplace.write(Array("time,neuron\n".utf8), to: "spikes.csv")
    let error = await #expect(throws: RunError.self) { try await draw(in: workplace) }
    #expect(error.map { "\($0)".contains("spikes.csv holds no spikes") } == true, "\(error as Any)")
  }

  @Test("What is not in the file is refused")
  func refusals() async throws {
    let workplace = try Workplace()
    try spikes(workplace)
    for (from, to, neurons, words) in [
      (5, nil, nil, "--from is 5.0; \(workplace.path("spikes.csv")) is observed from 0.0 to "),
      (-1, nil, nil, "--from is -1.0; "), (nil, 99, nil, "--to is 99.0; "),
      (nil, nil, [0, 1, 2, 3, 4], "--neurons names neuron 4; "),
    ] as [(Double?, Double?, [Int]?, String)] {
      let refusal = await Workplace.refusal {
        _ = try await draw(from: from, to: to, neurons: neurons, in: workplace)
      }
      #expect(refusal?.contains(words) == true, "\(refusal ?? "")")
    }
    #expect(!workplace.exists("new.svg"))
  }
}
