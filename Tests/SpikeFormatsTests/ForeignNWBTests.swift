// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import SpikeFormats
import SpikeTrains
import Testing

/// Files of other programs, as `make_foreign_nwb.py` writes them: what can be read is, what is odd is named.
@Suite(.enabled(if: PythonEnvironment.isPresent, Comment(rawValue: PythonEnvironment.absence)))
struct ForeignNWBTests {
  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    _ = try PythonEnvironment.run("make_foreign_nwb.py", [folder.path])
    return folder
  }

  @Test("Files of other programs are read, damaged ones refused") func filesOfOtherPrograms() throws
  {
    let folder = try Self.folder()
    let names = try folder.names()
    for name in names where name.hasPrefix("bad") {
      let path = folder.file(name)
      #expect(throws: SpikeFileError.self, "\(name)") { try SpikeRaster(contentsOf: path) }
    }
    let good = names.filter { $0.hasPrefix("good") }
    #expect(good.count == 8 && names.count { $0.hasPrefix("bad") } == 23)
    for name in good {
      let raster = try SpikeRaster(contentsOf: folder.file(name))
      #expect(raster.times == [0.125, 0.5, 0.5, 0.25, 1.75], "\(name)")
      #expect(raster.offsets == [0, 3, 3, 5])
      let isObserved = name != "good_unobserved.nwb"
      #expect(raster.interval == (isObserved ? 0 : 0.125)..<Double(1.75).nextUp)
      let reader = try NWBReader(path: folder.file(name))
      #expect(reader.provenance == nil)
      #expect(reader.presentations.count == (isObserved ? 1 : 0))
    }
  }

  private struct Odd {
    var spikes = 5
    var start: Double? = 0
    /// The time of the last spike where it ends the interval, since that end is excluded.
    var stop: Double? = Double(1.75).nextUp
    /// Spikes per second and neuron, worked out by hand.
    var rate: Double?
    /// Words of the only remark that is not about the odd thing itself.
    let remarks: [String]
  }

  private static let assumed = "from the first spike to the last is assumed"
  private static let outside = "1 spikes fall outside the times their neuron was observed"

  private static let odd: [String: Odd] = [
    "times_integer": Odd(
      stop: Double(9).nextUp, rate: 1.0 / 3,
      remarks: ["whole numbers and were read as seconds", "4 spikes fall outside"]),
    "times_column": Odd(rate: 4.0 / 3, remarks: [outside]),
    "times_row": Odd(rate: 4.0 / 3, remarks: [outside]),
    "index_column": Odd(rate: 4.0 / 3, remarks: [outside]),
    "index_row": Odd(rate: 4.0 / 3, remarks: [outside]),
    "times_nan": Odd(
      spikes: 3, stop: 1, rate: 1,
      remarks: ["2 times are not finite and were left out: spike 1 of neuron 0 is at nan s"]),
    "times_anew": Odd(
      stop: 1, rate: 5.0 / 3,
      remarks: [
        "the times of 1 neuron start over or are not sorted: spike 2 of neuron 0 is at 0.125 s"
      ]),
    "observed_nan": Odd(
      start: 0.125, rate: 5 / (3 * 1.625),
      remarks: ["interval 0 of neuron 0, from nan s to nan s, and 2 more", assumed]),
    "observed_backwards": Odd(
      start: 0.125, rate: 5 / (3 * 1.625),
      remarks: ["interval 0 of neuron 0, from 1.0 s to 0.0 s, and 2 more", assumed]),
    "observed_flat": Odd(
      start: 0.125, rate: 5 / (3 * 1.625),
      remarks: [
        "the observation intervals were left out, because /units/obs_intervals has 1 axes", assumed,
      ]),
    "observed_wide": Odd(
      start: 0.125, rate: 5 / (3 * 1.625),
      remarks: [
        "because /units/obs_intervals of shape [2, 3] has rows of 3, not of 2 numbers", assumed,
      ]),
    "second_table": Odd(
      rate: 4.0 / 3,
      remarks: [
        "other units tables were left out: /processing/ecephys/sorted; --part chooses one", outside,
      ]),
    "observed_empty": Odd(
      stop: 2, rate: 5.0 / 4,
      remarks: ["interval 0 of neuron 1, from 5.0 s to 5.0 s", "covers the 2 neurons for which"]),
    "observed_endless": Odd(
      stop: 2, rate: 3.0 / 4,
      remarks: [
        "interval 0 of neuron 2, from 0.0 s to inf s",
        "covers the 2 neurons for which the file says when they were observed; 2 spikes",
      ]),
    "observed_integer": Odd(stop: 2, rate: 5.0 / 6, remarks: []),
    // Neuron 0 half a second, 1 a second, 2 two seconds: no gap counts.
    "observed_gaps": Odd(stop: 2, rate: 5.0 / 3.5, remarks: []),
    "observed_overlap": Odd(
      stop: 2, rate: 5.0 / 6,
      remarks: [
        "overlapping observation intervals were counted once: neuron 0, 0.0 to 1.0 s and 0.5 to 2.0 s"
      ]),
    "late": Odd(
      start: 36_000, stop: Double(36_008).nextUp, rate: 5.0 / 24, remarks: [assumed]),
    "silent": Odd(spikes: 0, start: nil, stop: nil, rate: nil, remarks: ["and none of them fired"]),
    "trials": Odd(
      rate: 4.0 / 3,
      remarks: [
        "the trials table was left out, because trial 1 lasts from 1.0 s to nan s", outside,
      ]),
    "trials_integer": Odd(rate: 4.0 / 3, remarks: [outside]),
    "processing": Odd(
      rate: 4.0 / 3, remarks: ["the units come from /processing/ecephys/sorted", outside]),
  ]

  @Test("What is odd does not hide the spikes, is named, and the rate is over observed time")
  func whatIsOdd()
    throws
  {
    let folder = try Self.folder()
    let names = try folder.names().filter { $0.hasPrefix("odd") }
    #expect(names.count == Self.odd.count)
    for (name, expected) in Self.odd {
      let summary = try SpikeFileSummary(of: folder.file("odd_\(name).nwb"))
      #expect(summary.neuronCount == 3 && summary.spikeCount == expected.spikes, "\(name)")
      #expect(summary.interval?.lowerBound == expected.start, "\(name)")
      #expect(summary.interval?.upperBound == expected.stop, "\(name)")
      if let rate = expected.rate {
        #expect(abs(try #require(summary.meanRate) - rate) < 1e-12, "\(name)")
      } else {
        #expect(summary.meanRate == nil, "\(name)")
      }
      #expect(summary.remarks.count == expected.remarks.count, "\(name): \(summary.remarks)")
      for words in expected.remarks {
        #expect(summary.remarks.contains { $0.contains(words) }, "\(name): \(summary.remarks)")
      }
    }
    let late = try SpikeRaster(contentsOf: folder.file("odd_late.nwb"))
    #expect(late.interval == 36_000..<Double(36_008).nextUp)
    #expect(
      throws: SpikeFileError.notObserved(path: folder.file("odd_silent.nwb"))
    ) { try SpikeRaster(contentsOf: folder.file("odd_silent.nwb")) }
    #expect(try NWBReader(path: folder.file("odd_trials_integer.nwb")).presentations.count == 2)
  }

  @Test("A file that is whole and something else is named, with a way to convert it")
  func fileThatIsWhole() throws {
    let folder = try Self.folder()
    let expected = [
      "bad_lzf.nwb": "compressed with the filter lzf (32000)",
      "bad_old.nwb": "it is an old version of NWB (NWB-1.0.6)",
      "bad_graph.nir": "it is a NIR graph",
      "bad_plain_hdf5.nwb": "holds units; read it with h5py",
      "bad_matlab.mat": "it is a MATLAB file",
      "bad_two_tables.nwb":
        "/processing/ecephys/other, /processing/ecephys/sorted. Choose one, for example with --part",
      "bad_virtual.nwb": "/units/spike_times is a virtual data set",
      "bad_soft_link.nwb": "/units/spike_times is a link to /nowhere, which is not there",
      "bad_external_link.nwb":
        "/units/spike_times is a link to gone.nwb:/times, which is not there",
      "bad_no_spike_times_index.nwb": "its units table lacks /units/spike_times_index",
    ]
    for (name, words) in expected {
      let error = #expect(throws: SpikeFileError.self, "\(name)") {
        try SpikeRaster(contentsOf: folder.file(name))
      }
      #expect(error?.description.contains(words) == true, "\(error as Any)")
      #expect(error?.description.contains("damaged") == false, "\(error as Any)")
    }
    let reader = try NWBReader(
      path: folder.file("bad_two_tables.nwb"), units: "processing/ecephys/other")
    #expect(reader.spikeCount == 5)
    let huge = #expect(throws: SpikeFileError.self) {
      try SpikeRaster(contentsOf: folder.file("bad_index_huge.nwb"))
    }
    #expect(
      huge?.description.contains("ends at 18446744073709551615, after 3 of 5") == true,
      "\(huge as Any)")
  }

  @Test(
    "A part is a units table, whole numbers may count samples, and what means nothing is refused")
  func selections() throws {
    let folder = try Self.folder()
    for part in ["/processing/ecephys/other", "processing/ecephys/other", "other"] {
      let raster = try SpikeRaster(
        contentsOf: folder.file("bad_two_tables.nwb"), choosing: SpikeSelection(part: part))
      #expect(raster.spikeCount == 5, "\(part)")
    }
    let chosen = SpikeSelection(part: "sorted")
    let second = try SpikeFileSummary(of: folder.file("odd_second_table.nwb"), choosing: chosen)
    #expect(second.remarks.first == "the units come from /processing/ecephys/sorted")
    let samples = folder.file("odd_times_integer.nwb")
    let rate = SpikeSelection(samplingRate: 8)
    #expect(
      try SpikeRaster(contentsOf: samples, choosing: rate).times == [
        0.125, 0.25, 0.25, 0.375, 1.125,
      ])
    let summary = try SpikeFileSummary(of: samples, choosing: rate)
    #expect(summary.remarks.contains { $0.contains("read as samples, 8.0 a second") })
    for (selection, words) in [
      (SpikeSelection(part: "zzz"), "does not have a units table 'zzz'; it has /units"),
      (rate, "Leave out --sampling-rate"), (SpikeSelection(columns: "time"), "Leave out --format"),
    ] {
      let error = #expect(throws: SpikeFileError.self) {
        try SpikeRaster(contentsOf: folder.file("good_pynwb.nwb"), choosing: selection)
      }
      #expect(error?.description.contains(words) == true, "\(error as Any)")
    }
  }

  @Test("A Zarr folder is named") func zarrFolderIsNamed() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("{\"zarr_format\": 2}", to: folder.file(".zgroup"))
    let error = #expect(throws: SpikeFileError.self) { try SpikeRaster(contentsOf: folder.path) }
    #expect(error?.description.contains("it is a folder in the Zarr format; convert it") == true)
  }
}
