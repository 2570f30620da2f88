// SPDX-License-Identifier: GPL-3.0-or-later

import SpikeFormats
import SpikeTrains
import Testing

/// Guards against files of `nir` and of SONATA that are in order and were called damaged or unknown.
@Suite(.enabled(if: PythonEnvironment.isPresent, "\(PythonEnvironment.absence)"))
struct ForeignEventTests {
  private func made() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    _ = try PythonEnvironment.run("make_foreign_events.py", [folder.path])
    return folder
  }

  @Test("NIRData without events, with one at t_max, and with several observables")
  func nirdataWithoutEventsWithOne() throws {
    let folder = try made()
    let end = try NIRDataReader(path: folder.file("end.nir"))
    #expect(end.raster.times == [0.5, 2.0.nextDown, 1.0.nextDown])
    let none = try SpikeFileSummary(of: folder.file("none.nir"))
    #expect(none.spikeCount == 0 && none.neuronCount == 3 && none.interval == 0..<2)
    let two = #expect(throws: SpikeFileError.self) {
      try SpikeRaster(contentsOf: folder.file("two.nir"))
    }
    #expect(two?.description.contains("lif/a, lif/b") == true, "\(two as Any)")
    let second = SpikeSelection(part: "lif/b")
    #expect(
      try SpikeRaster(contentsOf: folder.file("two.nir"), choosing: second).times == [0.5])
  }

  @Test(
    "What NIR holds beside events is named",
    arguments: [("grid.nir", "TimeGriddedData"), ("graph.nir", "a NIR graph")])
  func whatNIRHoldsBesideEvents(name: String, words: String) throws {
    let folder = try made()
    let error = #expect(throws: SpikeFileError.self) {
      try SpikeFileSummary(of: folder.file(name))
    }
    #expect(error?.description.contains(words) == true, "\(error as Any)")
  }

  @Test("Spikes of SONATA are read in their unit, population by population")
  func spikesOfSONATAAreRead() throws {
    let folder = try made()
    for name in ["one.h5", "unitless.h5", "seconds.h5", "first.h5", "spaces.h5"] {
      let raster = try SpikeRaster(contentsOf: folder.file(name))
      #expect(raster.neuronCount == 4 && raster[0].times == [0.1, 0.5], "\(name)")
      #expect(raster[3].times == [0.25], "\(name)")
    }
    #expect(
      try SpikeFileSummary(of: folder.file("one.h5")).columns == "timestamps in ms, node_ids")
    let refused: [(String, SpikeSelection, String)] = [
      ("minutes.h5", .none, "gives its unit as 'minutes'; 's', 'ms', 'us' and 'ns' are read"),
      ("blank.h5", .none, "gives its unit as ''"),
      ("number.h5", .none, "gives its unit as something other than one text"),
      ("list.h5", .none, "gives its unit as something other than one text"),
      ("anonymous.h5", .none, "/spikes/v1/node_ids is missing"),
      ("wide.h5", .none, "row 1 of node_ids: neuron 4294967296 is beyond"),
      ("widest.h5", .none, "row 1 of node_ids: neuron 18446744073709551615 is beyond"),
      ("negative.h5", .none, "row 1 of node_ids: a spike belongs to neuron -7"),
      ("wide.nir", .none, "event 1 of sample 0 belongs to neuron 4294967296 of 3"),
      ("negative.nir", .none, "event 1 of sample 0 belongs to neuron -5 of 3"),
      ("narrow.nir", .none, "time of shape [1, 3] has rows of 3, not of 2 numbers"),
      ("first.h5", SpikeSelection(part: "v1"), "Leave out --part"),
      ("one.h5", SpikeSelection(samplingRate: 9), "Leave out --sampling-rate"),
      ("one.h5", SpikeSelection(columns: "i,t"), "Leave out --format"),
      ("end.nir", SpikeSelection(samplingRate: 9), "Leave out --sampling-rate"),
      ("end.nir", SpikeSelection(columns: "i,t"), "Leave out --format"),
    ]
    for (name, selection, words) in refused {
      let error = #expect(throws: SpikeFileError.self, "\(name)") {
        try SpikeRaster(contentsOf: folder.file(name), choosing: selection)
      }
      #expect(error?.description.contains(words) == true, "\(name): \(error as Any)")
    }
    let many = folder.file("many.h5")
    let error = #expect(throws: SpikeFileError.self) { try SpikeRaster(contentsOf: many) }
    #expect(error?.description.contains("lgn, v1") == true, "\(error as Any)")
    #expect(
      try SpikeRaster(contentsOf: many, choosing: SpikeSelection(part: "v1")).spikeCount == 3)
  }
}
