// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import SpikeFormats
import SpikeTrains
import Testing

/// What a writer did with trains it should refuse.
private func refusal<Writer: SpikeWriter & ~Copyable>(
  of trains: [[Double]], by kind: Writer.Type, at path: String, gap: Double = 0
) -> SpikeFileError? {
  do throws(SpikeFileError) {
    let recording = try SpikeRecording(
      neuronCount: 2,
      presentations: [
        Presentation(start: 0, stop: 1), Presentation(start: 1 + gap, stop: 2 + gap),
      ],
      provenance: Provenance(programVersion: "0.1.0", seed: 1, streamVersion: 1))
    var writer = try Writer(path: path, recording: recording)
    for train in trains { try writer.append(train) }
    try writer.finish()
    return nil
  } catch {
    return error
  }
}

/// Asks the writers.
private func refusals(of trains: [[Double]], at path: String, gap: Double = 0) -> [SpikeFileError?]
{
  [
    refusal(of: trains, by: NWBWriter.self, at: path, gap: gap),
    refusal(of: trains, by: CSVWriter.self, at: path, gap: gap),
    refusal(of: trains, by: NPYWriter.self, at: path, gap: gap),
    refusal(of: trains, by: SONATAWriter.self, at: path, gap: gap),
  ]
}

@Suite struct SpikeWriterRulesTests {
  /// Guards against two writers that grow under one passing name: the second took the first's file from it.
  @Test("Two writers of one file at a time each leave a whole one") func twoWritersOfOneFile()
    throws
  {
    let folder = try TemporaryFolder()
    func write<Writer: SpikeWriter & ~Copyable>(_ kind: Writer.Type, to path: String) throws {
      let recording = try SpikeRecording(
        neuronCount: 1, presentations: [Presentation(start: 0, stop: 2)],
        provenance: Provenance(programVersion: "0.1.0", seed: 1, streamVersion: 1))
      var first = try Writer(path: path, recording: recording)
      var second = try Writer(path: path, recording: recording)
      try first.append([0.25])
      try second.append([0.5, 1.5])
      try first.finish()
      #expect(try SpikeRaster(contentsOf: path).times == [0.25])
      try second.finish()
      #expect(try SpikeRaster(contentsOf: path).times == [0.5, 1.5])
    }
    try write(NWBWriter.self, to: folder.file("a.nwb"))
    try write(NIRDataWriter.self, to: folder.file("a.nirdata"))
    try write(SONATAWriter.self, to: folder.file("a.h5"))
    try write(CSVWriter.self, to: folder.file("a.csv"))
    try write(NPYWriter.self, to: folder.file("a.npy"))
    #expect(try folder.names() == ["a.csv", "a.h5", "a.nirdata", "a.npy", "a.nwb"])
  }

  @Test("Every writer names the spike that breaks a rule and leaves the earlier file")
  func everyWriterNamesSpike() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("raster")
    try AtomicFile.write("earlier", to: path)
    let interval = 0.0..<2
    let cases: [([[Double]], SpikeFileError)] = [
      (
        [[0.5, 0.25], []],
        .badSpikes(
          path: path, fault: .unsorted(time: 0.25, previous: 0.5, index: 1, neuron: 0))
      ),
      (
        [[], [0.5, .infinity]],
        .badSpikes(
          path: path, fault: .timeNotFinite(time: .infinity, index: 1, neuron: 1))
      ),
      (
        [[2], []],
        .badSpikes(
          path: path,
          fault: .outsideInterval(time: 2, interval: interval, index: 0, neuron: 0))
      ),
      (
        [[-0.1], []],
        .badSpikes(
          path: path,
          fault: .outsideInterval(time: -0.1, interval: interval, index: 0, neuron: 0))
      ),
      ([[0.5]], .wrongNeuronCount(path: path, appended: 1, declared: 2)),
      ([[], [], []], .wrongNeuronCount(path: path, appended: 3, declared: 2)),
    ]
    for (trains, expected) in cases {
      #expect(refusals(of: trains, at: path) == [expected, expected, expected, expected])
      #expect(try FileReading.text(of: path) == "earlier")
      #expect(try folder.names() == ["raster"])
    }
    #expect(refusals(of: [[0.5], [1.5]], at: path) == [nil, nil, nil, nil])
  }

  @Test("NaN is refused") func nanIsRefused() throws {
    let folder = try TemporaryFolder()
    for refusal in refusals(of: [[.nan], []], at: folder.file("raster")) {
      guard case .badSpikes(_, .timeNotFinite(_, 0, 0)) = refusal else {
        Issue.record("NaN led to \(String(describing: refusal))")
        continue
      }
    }
  }

  @Test("A spike where nobody looked is refused") func spikeWhereNobodyLooked() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("raster")
    let expected = SpikeFileError.betweenPresentations(path: path, neuron: 0, time: 1.25)
    #expect(
      refusals(of: [[0.5, 1.25], []], at: path, gap: 0.5) == [
        expected, expected, expected, expected,
      ])
  }

  @Test("A refused train does not count") func refusedTrainDoesNotCount() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("raster.csv")
    let example = try ExampleRecording(neurons: 1)
    var writer = try CSVWriter(path: path, recording: example.recording)
    #expect(throws: SpikeFileError.self) { try writer.append([9]) }
    try writer.append([0.05])
    try writer.finish()
    var second = try CSVWriter(path: path, recording: example.recording)
    #expect(throws: SpikeFileError.self) { try second.append([9]) }
    var thrown: SpikeFileError?
    do throws(SpikeFileError) { try second.finish() } catch { thrown = error }
    #expect(thrown == .wrongNeuronCount(path: path, appended: 0, declared: 1))
  }

  @Test("A missing folder is named by every writer") func missingFolderIsNamed() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("missing/raster")
    let expected = SpikeFileError.file(
      .cannotWrite(path: path, reason: "No such file or directory"))
    #expect(refusals(of: [[], []], at: path) == [expected, expected, expected, expected])
  }

  @Test("A folder one may not write to is refused by every writer") func folderOneMayNotWrite()
    async
  {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let path = folder.file("raster")
      try #require(chmod(folder.path, 0o555) == 0)
      // The superuser may write anywhere, so a test run by root becomes nobody first.
      if geteuid() == 0 { try #require(seteuid(65_534) == 0) }
      let expected = SpikeFileError.file(.cannotWrite(path: path, reason: "Permission denied"))
      #expect(refusals(of: [[], []], at: path) == [expected, expected, expected, expected])
      if getuid() == 0 { try #require(seteuid(0) == 0) }
      try #require(chmod(folder.path, 0o755) == 0)
    }
  }

  @Test("A full disk is named by every writer and the earlier file stays") func fullDiskIsNamed()
    async
  {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let path = folder.file("raster")
      try AtomicFile.write("earlier", to: path)
      signal(SIGXFSZ, SIG_IGN)
      var state: UInt64 = 1
      let train = (0..<200_000).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) * 0x1p-53
      }.sorted()
      for size: rlim_t in [1_000, 10_000, 40_000, 300_000, 1_000_000] {
        var limit = rlimit(rlim_cur: size, rlim_max: 1_000_000)
        try #require(setrlimit(__rlimit_resource_t(1), &limit) == 0)
        for refusal in refusals(of: [train, train], at: path) {
          let sentence = try #require(refusal?.description)
          #expect(sentence.contains(path))
          #expect(sentence.contains("File too large"))
          #expect(!sentence.contains(" = "), "\(sentence)")
          #expect(try FileReading.text(of: path) == "earlier")
          #expect(try folder.names() == ["raster"])
        }
      }
    }
  }
}

@Suite struct SpikeRecordingTests {
  private let provenance: Provenance

  init() throws {
    provenance = try Provenance(programVersion: "0.1.0", seed: 1, streamVersion: 1)
  }

  @Test(
    "Presentations out of order or not finite are refused",
    arguments: [
      [], [Presentation(start: -1, stop: 1)], [Presentation(start: 0, stop: .infinity)],
      [Presentation(start: .nan, stop: 1)], [Presentation(start: 1, stop: 1)],
      [Presentation(start: 0, stop: 1), Presentation(start: 0.5, stop: 2)],
      [Presentation(start: 0, stop: 1, stimulus: -1)],
    ])
  func presentationsOutOfOrder(presentations: [Presentation]) {
    #expect(throws: SpikeFileError.self) {
      try SpikeRecording(neuronCount: 1, presentations: presentations, provenance: provenance)
    }
  }

  @Test(
    "A column needs a name of its own",
    arguments: [
      "", "a b", "../x", "é",
      // What NWB's tables and units hold of their own.
      "id", "spike_times", "obs_intervals", "rate_index", "description", "colnames", "electrodes",
      "electrode_group", "waveform_mean", "waveform_sd", "waveforms",
      // What pynapple computes itself.
      "rate",
    ])
  func columnNeedsName(name: String) {
    let column = NeuronColumn(name: name, description: "Numbers.", values: [1])
    let error = #expect(throws: SpikeFileError.self) {
      try SpikeRecording(
        neuronCount: 1, presentations: [Presentation(start: 0, stop: 1)],
        neuronColumns: [column], provenance: provenance)
    }
    #expect(error?.description.contains("'\(name)' cannot name a column") == true)
  }

  @Test("A column has one value per neuron and a recording has neurons") func columnHasOneValuePer()
  {
    let column = NeuronColumn(name: "nominal_rate", description: "Numbers.", values: [1, 2])
    for count in [-1, 0, 1] {
      #expect(throws: SpikeFileError.self) {
        try SpikeRecording(
          neuronCount: count, presentations: [Presentation(start: 0, stop: 1)],
          neuronColumns: [column], provenance: provenance)
      }
    }
  }

  @Test("A configuration is JSON") func configurationIsJSON() {
    #expect(throws: SpikeFileError.self) {
      try Provenance(
        programVersion: "0.1.0", seed: 1, streamVersion: 1, configuration: "{a: 1}")
    }
  }

  @Test("A session names its time zone and leaves no text empty") func sessionNamesItsTimeZone()
    throws
  {
    let folder = try TemporaryFolder()
    let recording = try ExampleRecording().recording
    for time in ["2024-01-01", "2024-01-01T00:00:00", "yesterday", ""] {
      var session = NWBSession(for: recording)
      session.startTime = time
      #expect(throws: SpikeFileError.self) {
        _ = try NWBWriter(path: folder.file("a.nwb"), recording: recording, session: session)
      }
    }
    for time in ["2024-01-01T00:00:00Z", "2024-01-01T00:00:00.25+02:00"] {
      var session = NWBSession(for: recording)
      session.startTime = time
      _ = try NWBWriter(path: folder.file("a.nwb"), recording: recording, session: session)
    }
    var session = NWBSession(for: recording)
    session.subject.sex = "none"
    #expect(throws: SpikeFileError.self) {
      _ = try NWBWriter(path: folder.file("a.nwb"), recording: recording, session: session)
    }
    #expect(try folder.names() == [])
  }
}
