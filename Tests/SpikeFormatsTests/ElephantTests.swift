// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import Randomness
import SpikeFormats
import SpikeTrains
import Testing

/// Elephant's statistics of a file of ours, as Neo reads it.
@Suite(
  .enabled(
    if: PythonEnvironment.has("elephant"),
    "needs Python with elephant: run tools/python-environment.sh or set INTERSPIKE_PYTHON"))
struct ElephantTests {
  private struct Statistics: Decodable {
    let rate, cv, cv2, lv, fano: [Double]
  }

  @Test("The statistics of our NWB are those Elephant computes, and those of a Poisson process")
  func statisticsOfOurNWB()
    throws
  {
    let folder = try TemporaryFolder()
    let path = folder.file("trains.nwb")
    let hertz = [2.0, 10, 40], duration = 200.0, window = 0.5
    let raster = try PoissonPopulation(rates: hertz.map { try Rate(hertz: $0) })
      .raster(in: 0..<duration, seed: 7)
    let recording = try SpikeRecording(
      neuronCount: hertz.count,
      presentations: [Presentation(start: 0, stop: duration, stimulus: 0, trial: 0)],
      provenance: Provenance(
        programVersion: "0.1.0", seed: 7, streamVersion: SeedSequence.streamVersion,
        configuration: "{}"))
    var writer = try NWBWriter(path: path, recording: recording)
    for neuron in hertz.indices { try writer.append(Array(raster.times(of: neuron))) }
    try writer.finish()

    let printed = try PythonEnvironment.run("elephant_statistics.py", [path, "\(window)"])
    let theirs = try JSONDecoder().decode(Statistics.self, from: printed)
    let windows = Int(duration / window)
    for (neuron, rate) in hertz.enumerated() {
      let train = raster[neuron]
      let intervals = train.interspikeIntervals
      let n = Double(intervals.values.count)
      // Elephant divides by n where we divide by n − 1.
      let shrunk = try #require(intervals.coefficientOfVariation) * ((n - 1) / n).squareRoot()
      expect(theirs.cv[neuron], equals: shrunk)
      expect(theirs.rate[neuron], equals: try #require(train.meanFiringRate))
      expect(theirs.cv2[neuron], equals: try #require(intervals.cv2))
      expect(theirs.lv[neuron], equals: try #require(intervals.localVariation))
      let counts = SpikeCounts(
        (0..<windows).map { k in
          train.times.count { $0 >= Double(k) * window && $0 < Double(k + 1) * window }
        }, trials: windows, neurons: 1)
      let fano = try #require(counts.fanoFactor(of: 0))
      expect(theirs.fano[neuron], equals: fano * Double(windows - 1) / Double(windows))

      // Each within 6 standard errors of the Poisson value: false alarms below 2e-8 in all.
      #expect(abs(theirs.rate[neuron] - rate) < 6 * (rate / duration).squareRoot())
      #expect(abs(theirs.cv[neuron] - 1) < 6 / n.squareRoot())
      #expect(abs(theirs.fano[neuron] - 1) < 6 * (2 / Double(windows)).squareRoot())
    }
  }

  private func expect(_ theirs: Double, equals ours: Double) {
    #expect(abs(theirs - ours) < 1e-9 * abs(ours), "Elephant \(theirs), ours \(ours)")
  }
}
