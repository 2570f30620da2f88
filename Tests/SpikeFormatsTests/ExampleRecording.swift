// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import SpikeFormats

/// A recording with silent and busy neurons, ties, and times off any grid.
struct ExampleRecording {
  let recording: SpikeRecording
  let trains: [[Double]]

  init(neurons: Int = 7, stimuli: Int = 3, trials: Int = 2, gap: Double = 0) throws {
    let duration = 0.1
    let presentations = Presentation.sequence(stimuli: stimuli, trials: trials, duration: duration)
      .enumerated().map { index, shown in
        Presentation(
          start: shown.start + Double(index) * gap, stop: shown.stop + Double(index) * gap,
          stimulus: shown.stimulus, trial: shown.trial)
      }
    recording = try SpikeRecording(
      neuronCount: neurons, presentations: presentations,
      neuronColumns: [
        NeuronColumn(
          name: "nominal_rate", description: "Expected firing rate in hertz.",
          values: (0..<neurons).map { Double($0) * 3.7 + 0.1 })
      ],
      provenance: Provenance(
        programVersion: "0.1.0", seed: .max, streamVersion: 1,
        configuration: #"{"window": 0.1, "name": "π, \"quoted\"", "list": [1, 2]}"#))
    var state: UInt64 = 42
    trains = (0..<neurons).map { neuron in
      guard neuron % 3 != 1 else { return [] }
      var times: [Double] = []
      for shown in presentations {
        for _ in 0..<(neuron * 2 + 1) {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          times.append(shown.start + Double(state >> 11) * 0x1p-53 * (shown.stop - shown.start))
        }
        times.append(times.last ?? shown.start)
      }
      return times.sorted()
    }
  }

  func write<Writer: SpikeWriter & ~Copyable>(_ kind: Writer.Type, to path: String) throws {
    var writer = try Writer(path: path, recording: recording)
    for train in trains { try writer.append(train) }
    try writer.finish()
  }
}

/// A folder of its own for one test, removed when the test ends.
struct TemporaryFolder: ~Copyable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "interspike-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }
}
