// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import SpikeFormats
import Testing

/// The largest resident memory of this process so far, in megabytes; `nil` outside Linux.
private func peakMemory() -> Double? {
  guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
    let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
    let kilobytes = line.split(separator: " ").dropLast().last.flatMap({ Double($0) })
  else { return nil }
  return kilobytes / 1024
}

@Suite struct MemoryTests {
  @Test("Ten million spikes of ten thousand neurons take less than 300 MB to write")
  func tenMillionSpikesOfTen() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let recording = try SpikeRecording(
        neuronCount: 10_000,
        presentations: (Presentation.sequence(stimuli: 10, trials: 10, duration: 1)),
        neuronColumns: [
          NeuronColumn(
            name: "nominal_rate", description: "Expected firing rate in hertz.",
            values: [Double](repeating: 10, count: 10_000))
        ],
        provenance: Provenance(programVersion: "0.1.0", seed: 1, streamVersion: 1))
      var writer = try NWBWriter(path: folder.file("raster.nwb"), recording: recording)
      var state: UInt64 = 1
      for _ in 0..<10_000 {
        let train = (0..<1000).map { _ in
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return Double(state >> 11) * 0x1p-53 * 100
        }.sorted()
        try writer.append(train)
      }
      try writer.finish()
      if let peak = peakMemory() {
        #expect(peak < 300)
      }
      let reader = try NWBReader(path: folder.file("raster.nwb"))
      #expect(reader.spikeCount == 10_000_000)
      #expect(try reader.times(of: 9_999).count == 1000)
    }
  }
}
