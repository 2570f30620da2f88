// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import SpikeFormats
import SpikeTrains
import Testing

/// What `validate_nwb.py` says of a file.
private struct Verdict: Decodable {
  struct Facts: Decodable, Equatable {
    let neurons: Int
    let rates: [Double]
    let observed: [[Double]]
    let trials: [[Double]]?
    let seed: String
    let configuration: String
  }

  let errors: [String]
  let messages: [String]
  let spike_times_equal: Bool
  let facts: Facts
  let objects: [String]
}

@Suite(.enabled(if: PythonEnvironment.isPresent, Comment(rawValue: PythonEnvironment.absence)))
struct NWBValidationTests {
  private func verdict(
    on example: ExampleRecording, keywords: [String], in folder: borrowing TemporaryFolder
  ) throws -> Verdict {
    let path = folder.file("raster.nwb")
    var session = NWBSession(for: example.recording)
    session.keywords = keywords
    var writer = try NWBWriter(path: path, recording: example.recording, session: session)
    for train in example.trains { try writer.append(train) }
    try writer.finish()
    try example.write(CSVWriter.self, to: folder.file("raster.csv"))
    let printed = try PythonEnvironment.run("validate_nwb.py", [path, folder.file("raster.csv")])
    return try JSONDecoder().decode(Verdict.self, from: printed)
  }

  @Test(
    "pynwb finds no error, NWB Inspector has no message, every bit is equal", arguments: [0, 0.05])
  func pynwbFindsNoErrorNWB(gap: Double) throws {
    let folder = try TemporaryFolder()
    let example = try ExampleRecording(gap: gap)
    let verdict = try verdict(on: example, keywords: ["simulation", "spikes"], in: folder)
    #expect(verdict.errors == [])
    #expect(verdict.messages == [])
    #expect(verdict.spike_times_equal)
    let presentations = example.recording.presentations
    let stretches =
      gap > 0
      ? presentations.map { [$0.start, $0.stop] }
      : [[0, example.recording.interval.upperBound]]
    let facts = Verdict.Facts(
      neurons: 7, rates: example.recording.neuronColumns[0].values, observed: stretches,
      trials: presentations.map { [$0.start, $0.stop, Double($0.stimulus), Double($0.trial)] },
      seed: "\(UInt64.max)", configuration: "π, \"quoted\"")
    #expect(verdict.facts == facts)
  }

  @Test("Without keywords NWB Inspector suggests them and says nothing else")
  func withoutKeywordsNWBInspectorSuggests() throws {
    let folder = try TemporaryFolder()
    let verdict = try verdict(on: ExampleRecording(), keywords: [], in: folder)
    #expect(verdict.errors == [])
    #expect(
      verdict.messages == [
        "BEST_PRACTICE_SUGGESTION check_keywords: Metadata /general/keywords is missing."
      ])
  }

  @Test("A single presentation has no trials table and no message")
  func singlePresentationHasNoTrials() throws {
    let folder = try TemporaryFolder()
    let example = try ExampleRecording(stimuli: 1, trials: 1)
    let verdict = try verdict(on: example, keywords: ["simulation"], in: folder)
    #expect(verdict.errors == [])
    #expect(verdict.messages == [])
    #expect(verdict.facts.trials == nil)
  }

  @Test("The objects of a file are these") func objectsOfFileAreThese() throws {
    let folder = try TemporaryFolder()
    let example = try ExampleRecording(stimuli: 3, trials: 3)
    let spikes = example.trains.reduce(0) { $0 + $1.count }
    let verdict = try verdict(on: example, keywords: [], in: folder)
    #expect((256...65_535).contains(spikes))
    #expect(
      verdict.objects == [
        "acquisition", "analysis", "file_create_date object [1]", "general",
        "general/experiment_description object []", "general/experimenter object [1]",
        "general/institution object []", "general/notes object []", "general/subject",
        "general/subject/age object []", "general/subject/description object []",
        "general/subject/sex object []", "general/subject/species object []",
        "general/subject/subject_id object []", "identifier object []", "intervals",
        "intervals/trials", "intervals/trials/id int64 [9]",
        "intervals/trials/start_time float64 [9]", "intervals/trials/stimulus uint8 [9]",
        "intervals/trials/stop_time float64 [9]", "intervals/trials/trial uint8 [9]",
        "processing", "session_description object []", "session_start_time object []",
        "stimulus", "stimulus/presentation", "stimulus/templates",
        "timestamps_reference_time object []", "units", "units/id int64 [7]",
        "units/nominal_rate float64 [7]", "units/obs_intervals float64 [7, 2]",
        "units/obs_intervals_index uint8 [7]", "units/spike_times float64 [\(spikes)]",
        "units/spike_times_index uint16 [7]",
      ])
  }

  @Test("NumPy loads our NPY as named fields") func numpyLoadsOurNPY() throws {
    let folder = try TemporaryFolder()
    let example = try ExampleRecording()
    let path = folder.file("raster.npy")
    try example.write(NPYWriter.self, to: path)
    try example.write(CSVWriter.self, to: folder.file("raster.csv"))
    let printed = try PythonEnvironment.run("compare_npy.py", [path, folder.file("raster.csv")])
    #expect(String(decoding: printed, as: UTF8.self) == "equal\n")
  }
}
