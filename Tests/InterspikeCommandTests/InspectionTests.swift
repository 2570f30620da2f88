// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Experiments
import Foundation
import Recordings
import Runs
import SpikeFormats
import Tensors
import Testing

@Suite("Looking into files and folders")
struct InspectionTests {
  @Test("What is not known is said to be unknown, and a configuration is an object")
  func unknowns() async throws {
    let workplace = try Workplace()
    try workplace.write(Array("time,neuron\n0.1,0\n0.5,3\n".utf8), to: "table.csv")
    let recording = try SpikeRecording(
      neuronCount: 5, presentations: [Presentation(start: 0, stop: 1)],
      provenance: Provenance(
        programVersion: "0", seed: 1, streamVersion: 1,
        configuration: #"{"someKey":{"a_b":[1,2.5,null,true]}}"#))
    for name in ["spikes.npy", "spikes.csv"] { try write(recording, to: workplace.path(name)) }
    for name in ["table.csv", "spikes.npy"] {
      let text = try workplace.findings(name).text
      #expect(text.contains("at least 4"), "\(name): \(text)")
      #expect(text.contains("mean rate  unknown"), "\(text)")
      #expect(text.contains("unknown, the last spike at 0.5000 s"), "\(text)")
    }
    let json = try workplace.findings("spikes.csv").json
    let object = try Workplace.object(json)
    #expect(object["neurons"] as? Int == 5)
    let inner = (object["provenance"] as? [String: Any])?["someKey"] as? [String: Any]
    #expect((inner?["a_b"] as? [Any])?.count == 4, "\(json)")
  }

  private func write(_ recording: SpikeRecording, to path: String) throws {
    let trains = [[0.1], [], [], [0.5], []]
    if path.hasSuffix(".npy") {
      var writer = try NPYWriter(path: path, recording: recording)
      for train in trains { try writer.append(train) }
      try writer.finish()
    } else {
      var writer = try CSVWriter(path: path, recording: recording)
      for train in trains { try writer.append(train) }
      try writer.finish()
    }
  }

  @Test("A file or folder of no known kind is refused with a remedy that fits")
  func refusals() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    for folder in ["hollow", "full"] {
      try FileManager.default.createDirectory(
        atPath: workplace.path(folder), withIntermediateDirectories: false)
    }
    try workplace.write(Array("these are words".utf8), to: "full/words.txt")
    let cases: [(String, Int32, String, Bool)] = [
      ("full/words.txt", 65, "is not safetensors, NPY, NWB, NIR, SONATA or Interspike's CSV", true),
      ("run/config.json", 65, "interspike inspect run", true),
      ("run/metrics.jsonl", 65, "interspike inspect run", true),
      ("hollow", 66, "interspike train", true),
      ("full", 66, "interspike train", false),
    ]
    for (path, status, words, isSaid) in cases {
      let words = words.replacing("inspect run", with: "inspect \(workplace.path("run"))")
      let error = try #require(throws: RunError.self) { _ = try workplace.findings(path) }
      #expect(error.kind == (status == 65 ? .damaged : .missing), "\(path): \(error)")
      #expect("\(error)".contains(words) == isSaid, "\(path): \(error)")
    }
  }

  @Test("A user's own IDX is data, also compressed, and a file of another kind says what it is")
  func otherKinds() async throws {
    let workplace = try Workplace()
    let images = IDX((0..<640).map { UInt8($0 % 256) }, shape: [10, 8, 8])
    try images.write(to: workplace.path("images"))
    _ = try await Program.run("/bin/gzip", ["-k", "images"], in: workplace.folder)
    for name in ["images", "images.gz"] {
      try await workplace.train("run-\(name)", data: name) {
        ($0.latents, $0.steps, $0.batch) = (4, 2, 5)
      }
    }
    let (plain, packed) = (
      try workplace.bytes("run-images/checkpoint.safetensors").count,
      try workplace.bytes("run-images.gz/checkpoint.safetensors").count
    )
    #expect(plain > 1000 && abs(plain - packed) < 200)
    try workplace.write(
      Array("version https://git-lfs.example/spec/v1\noid sha256:0\n".utf8), to: "pointer")
    try workplace.write(Array("<!doctype html><p>Not found".utf8), to: "page")
    for (name, words) in [("pointer", "git lfs pull"), ("page", "web page")] {
      let path = workplace.path(name)
      let reads: [@Sendable () async throws -> Void] = [
        { _ = try workplace.findings(name) },
        { _ = try await StimulusFile(path: path) },
        { _ = try ConfigurationFile.settings(path, for: .poisson) },
        { _ = try PublishedRun(state: path) },
        { _ = try GuardedSpikeReader().spikes(in: path, choosing: SpikeSelection()) },
        { _ = try SweepFile(path: path) },
      ]
      for (place, read) in reads.enumerated() {
        let refusal = await Workplace.refusal(read)
        #expect(refusal?.contains(words) == true, "reader \(place): \(refusal ?? "")")
      }
    }
  }

  @Test("Names of one character are names")
  func shortNames() async throws {
    let workplace = try Workplace()
    try workplace.makePatches("d")
    let done = try await Program.interspike(
      "train", "poisson", "--data", "d", "--latents", "4", "--steps", "2", "--batch", "5", "-q",
      "-o", "r", in: workplace)
    #expect(done.status == 0, "\(done.errors)")
    for (arguments, status) in [
      (["inspect", "r"], 0), (["inspect", "d"], 0), (["import", "d", "-o", "i"], 65),
      (["inspect", "x"], 66), (["import", "x", "-o", "y"], 66),
    ] as [([String], Int32)] {
      let outcome = try await Program.run(
        Program.path(of: "interspike"), arguments, in: workplace.folder)
      #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
    }
  }

  @Test("A folder that may not be read says so", .enabled(if: geteuid() != 0))
  func permission() async throws {
    let workplace = try Workplace()
    let path = workplace.path("closed")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    chmod(path, 0)
    defer { chmod(path, 0o755) }
    for name in ["closed", "closed/file"] {
      let refusal = await Workplace.refusal { _ = try workplace.findings(name) }
      #expect(refusal?.contains("Permission denied") == true, "\(refusal ?? "")")
    }
  }

  @Test("A damaged NWB file is called so")
  func damagedNWB() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    try await workplace.simulate(to: "spikes.nwb")
    let bytes = try workplace.bytes("spikes.nwb")
    try workplace.write(Array(bytes.prefix(bytes.count / 2)), to: "half.nwb")
    let refusal = await Workplace.refusal { _ = try workplace.findings("half.nwb") } ?? ""
    #expect(refusal.contains("truncated or damaged"))
    #expect(!refusal.contains("free space"))
  }

  @Test("Control characters of names are written out, in findings and in errors")
  func controlCharacters() async throws {
    let workplace = try Workplace()
    var file = SafetensorsFile()
    try file.add("a\u{1B}[31mb\nc", Tensor([1], shape: [1]))
    try file.write(to: workplace.path("t\u{1B}.safetensors"))
    let found = try workplace.findings("t\u{1B}.safetensors").text
    #expect(found.contains(#"a\u{1b}[31mb\nc"#), "\(found)")
    let missing = await Workplace.refusal { _ = try workplace.findings("no\u{1B}[31m") } ?? ""
    #expect(missing.contains(#"no\u{1b}[31m"#), "\(missing)")
    #expect(![found, missing].contains { $0.contains("\u{1B}") })
  }

  @Test("A closed or full standard output is called so, without advice on folders")
  func standardOutput() async throws {
    let workplace = try Workplace()
    try workplace.write(Array("time,neuron\n0.1,0\n".utf8), to: "table.csv")
    for (redirection, words) in [("> /dev/full", "output is full"), (">&-", "output is closed")] {
      let outcome = try await Program.run(
        "/bin/bash",
        ["-c", "exec \"$0\" inspect table.csv \(redirection)", Program.path(of: "interspike")],
        in: workplace.folder)
      #expect(outcome.status == 74, "\(outcome.errors)")
      #expect(outcome.errors.contains(words) && !outcome.errors.contains("folder"))
    }
  }
}
