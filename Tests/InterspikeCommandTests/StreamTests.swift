// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Randomness
import Recordings
import Runs
import SpikeFormats
import SpikeTrains
import Streaming
import Subprocess
import Testing
import Video

@Suite("A model that watches a film")
struct StreamTests {
  /// A place with a small iterative model in `run` and a film of 8 frames, 40×24, in `film.y4m`.
  private func workplace() async throws -> Workplace {
    let workplace = try Workplace()
    try workplace.makePatches(count: 400, side: 8)
    try await workplace.train("run", .iterativePoisson) {
      ($0.latents, $0.unroll, $0.steps, $0.batch) = (12, 3, 5, 20)
    }
    try workplace.write(Self.film(0..<8), to: "film.y4m")
    return workplace
  }

  /// Bars that drift, as YUV4MPEG2 without color.
  private static func film(_ frames: Range<Int>, width: Int = 40, height: Int = 24) -> [UInt8] {
    var film = Array("YUV4MPEG2 W\(width) H\(height) F25:1 Ip A1:1 Cmono XCOLORRANGE=FULL\n".utf8)
    for frame in frames {
      film += Array("FRAME\n".utf8)
      for y in 0..<height {
        for x in 0..<width {
          film.append(UInt8(128 + 100 * sin(Double(x + frame) * 0.7) * cos(Double(y) * 0.4)))
        }
      }
    }
    return film
  }

  /// Guards against a stream that waits for its next frame, or leaves half of its files.
  @Test(
    "Ctrl-C ends the film early: whole files, the figure among them, and the status of the signal")
  func interruption() async throws {
    let workplace = try await workplace()
    let (outcome, _) = try await Program.interrupt(
      .interrupt,
      [
        "stream", "run", "--video", "film.y4m", "--pace", "keep", "--frame-rate", "0.002", "-o",
        "a.npy", "--reconstruction", "seen.y4m", "--save-state", "state.safetensors", "--figure",
        "a.png",
      ], in: workplace,
      once: {
        // The first frame of 960 pixels has been in the film for a while, and the next is due in minutes.
        guard let name = try? workplace.names().first(where: { $0.hasPrefix("seen.y4m.") }),
          let facts = try? FileManager.default.attributesOfItem(atPath: workplace.path(name)),
          facts[.size] as? Int ?? 0 >= 960, let written = facts[.modificationDate] as? Date
        else { return false }
        return -written.timeIntervalSinceNow > 0.3
      })
    #expect(outcome.status == 130, "\(outcome.errors)")
    #expect(outcome.sentences.last?.contains("stopped after 1 frame") == true, "\(outcome.errors)")
    #expect(
      try workplace.names() == [
        "a.dat", "a.gp", "a.npy", "a.png", "film.y4m", "patches.safetensors", "run", "seen.y4m",
        "state.safetensors",
      ])
  }

  private func stream(_ options: String..., in workplace: Workplace) async throws -> Program.Outcome
  {
    try await Program.run(
      Program.path(of: "interspike"), ["stream", "run"] + options, in: workplace.folder)
  }

  @Test(
    "Leaves spikes, a film, a figure and a last line of figures, the same on one thread and on two")
  func outputs() async throws {
    let workplace = try await workplace()
    for (threads, name) in [("1", "one"), ("2", "two")] {
      let outcome = try await stream(
        "--video", "film.y4m", "-o", "\(name).nwb", "--reconstruction", "\(name).y4m", "--figure",
        "\(name).png", "--threads", threads, "--seed", "5", "--json", in: workplace)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let last = try Workplace.object(String(outcome.output.split(separator: "\n").last ?? ""))
      #expect(last["frames"] as? Int == 8 && last["dropped_frames"] as? Int == 0)
      #expect(last["patches"] as? Int == 15 && last["neurons"] as? Int == 180)
      for name in [
        "frames_per_second", "latency_p50_ms", "latency_p99_ms", "free_energy_per_frame",
        "divergence_per_frame",
        "step_divergence_per_frame", "first_step_divergence_per_frame",
      ] {
        #expect((last[name] as? Double ?? -1) > 0, "\(name)")
      }
      #expect(last["r2"] is Double)
      let raster = try SpikeRaster(contentsOf: workplace.path("\(name).nwb"))
      #expect(raster.neuronCount == 180 && raster.interval == 0..<0.32)
      #expect(raster.spikeCount == last["spikes"] as? Int)
    }
    #expect(try workplace.bytes("one.nwb") == workplace.bytes("two.nwb"))
    #expect(try workplace.bytes("one.y4m") == workplace.bytes("two.y4m"))
    let film = try workplace.bytes("one.y4m")
    #expect(film.count(where: { $0 == UInt8(ascii: "\n") }) >= 9 && film.count > 8 * 40 * 24)
    let left = try NWBReader(path: workplace.path("one.nwb")).column("tile_left")
    #expect(left[0] == 0 && left[12] == 8 && left[179] == 32)
  }

  @Test("Going on from a saved state fires the spikes that never stopping fires")
  func resume() async throws {
    let workplace = try await workplace()
    try workplace.write(Self.film(0..<3), to: "first.y4m")
    try workplace.write(Self.film(3..<8), to: "rest.y4m")
    try await watch("film.y4m", to: "whole.nwb", in: workplace)
    try await watch("first.y4m", to: "first.nwb", saving: "state.safetensors", in: workplace)
    try await watch("rest.y4m", to: "rest.nwb", from: "state.safetensors", in: workplace)
    let whole = try SpikeRaster(contentsOf: workplace.path("whole.nwb"))
    let first = try SpikeRaster(contentsOf: workplace.path("first.nwb"))
    let rest = try SpikeRaster(contentsOf: workplace.path("rest.nwb"))
    #expect(whole.spikeCount > 0 && rest.spikeCount > 0)
    for neuron in 0..<whole.neuronCount {
      #expect(
        Array(whole.times(of: neuron)) == Array(first.times(of: neuron))
          + Array(rest.times(of: neuron)))
    }
    let other = await Workplace.refusal {
      try await watch(
        "rest.y4m", to: "other.nwb", from: "state.safetensors", seed: 2, in: workplace)
    }
    #expect(other?.contains("seed") == true, "\(other ?? "")")
    // As many tiles, in other places.
    try workplace.write(Self.film(0..<1, width: 24, height: 40), to: "upright.y4m")
    let turned = await Workplace.refusal {
      try await watch("upright.y4m", to: "other.nwb", from: "state.safetensors", in: workplace)
    }
    let scene = "the scene 40×24 in tiles of 8 × 8 every 8"
    #expect(turned?.contains(scene) == true, "\(turned ?? "")")
    let state = [UInt8](try workplace.bytes("state.safetensors"))
    for (word, other, sentence) in [
      ("\"seed\"", "\"weed\"", "does not give its 'seed'"),
      ("\"frame\":\"", "\"frame\":\"x", "as its 'frame'"),
      ("interspike-stream-state", "interspike-stream-stale", "not the state of a stream"),
      ("\"log_rates\"", "\"log_dates\"", "log_rates"),
    ] {
      var damaged = state
      let place = try #require(Data(state).firstRange(of: Data(word.utf8)))
      damaged.replaceSubrange(
        place.lowerBound..<place.lowerBound + other.utf8.count, with: other.utf8)
      try workplace.write(damaged, to: "damaged.state")
      let refusal = await Workplace.refusal {
        try await watch("rest.y4m", to: "other.nwb", from: "damaged.state", in: workplace)
      }
      #expect(refusal?.contains(sentence) == true, "\(refusal ?? "")")
    }
  }

  /// Watches a film in this process and writes the spikes.
  private func watch(
    _ film: String, to spikes: String, from start: String? = nil, saving end: String? = nil,
    seed: UInt64 = 1, in workplace: Workplace
  ) async throws {
    let model = try workplace.model("run").iterativePoisson(for: "stream", run: "run")
    let stream = try RunStream(
      model, of: "run", watching: VideoSource(workplace.path(film)), named: [film],
      seed: SeedSequence(seed))
    var outputs = try StreamOutputs(spikes: workplace.path(spikes), film: nil, of: stream)
    var record = StreamRecord()
    var state: InferenceState?
    let before = try start.map { try stream.state(from: workplace.path($0)) }
    for try await moment in try stream.moments(from: before) {
      try outputs.write(moment, stream.tiles)
      record.add(moment, arrived: stream.tiles.arrival)
      state = moment.state
    }
    try outputs.finish(
      recording: try stream.recording(record, pace: nil), session: { NWBSession(for: $0) })
    guard let end else { return }
    state?.scene = stream.scene
    try state?.write(to: workplace.path(end))
  }

  @Test("A film that breaks off leaves what was seen of it, and says how much")
  func broken() async throws {
    let workplace = try await workplace()
    try workplace.write(Array(Self.film(0..<4).dropLast(300)), to: "cut.y4m")
    let outcome = try await stream(
      "--video", "cut.y4m", "-o", "cut.nwb", "--reconstruction", "cut-seen.y4m", "--save-state",
      "cut.safetensors", in: workplace)
    #expect(outcome.status != 0)
    #expect(
      outcome.errors.contains("cut.y4m ends in the middle of a frame, after 3 "),
      "\(outcome.errors)")
    let raster = try SpikeRaster(contentsOf: workplace.path("cut.nwb"))
    #expect(raster.interval == 0..<0.12)
    #expect(workplace.exists("cut-seen.y4m"))
    // Three frames on, the stream can be continued.
    try workplace.write(Self.film(3..<4), to: "last.y4m")
    let last = try await stream(
      "--video", "last.y4m", "-o", "last.nwb", "--resume", "cut.safetensors", in: workplace)
    #expect(last.status == 0, "\(last.errors)")
    #expect(try SpikeRaster(contentsOf: workplace.path("last.nwb")).interval.lowerBound == 0.12)
  }

  @Test("So does a film that its decoder finds incomplete, though it carries on, even when quiet")
  func incomplete() async throws {
    let workplace = try await workplace()
    let made = try await Program.run(
      "/usr/bin/env", ["ffmpeg", "-v", "error", "-i", "film.y4m", "-c:v", "ffv1", "film.mkv"],
      in: workplace.folder)
    try #require(made.status == 0, "\(made.errors)")
    let bytes = try workplace.bytes("film.mkv")
    try workplace.write(Array(bytes.prefix(bytes.count * 2 / 3)), to: "cut.mkv")
    let outcome = try await stream(
      "--video", "cut.mkv", "-o", "cut.csv", "--quiet", in: workplace)
    #expect(outcome.status == 65)
    #expect(outcome.errors.hasPrefix("interspike: cut.mkv is damaged or incomplete: "))
    #expect(outcome.errors.contains("ended prematurely"), "\(outcome.errors)")
    #expect(try SpikeRaster(contentsOf: workplace.path("cut.csv")).spikeCount > 0)
    let whole = try await stream("--video", "film.mkv", "-o", "a.csv", "--quiet", in: workplace)
    #expect(whole.status == 0 && whole.errors.isEmpty, "\(whole.errors)")
  }

  @Test("A film on standard output is nothing but the film; when its reader goes, spikes are kept")
  func pipe() async throws {
    let workplace = try await workplace()
    // Four minutes: the browser stops it when it has seen enough, however slowly it starts.
    try workplace.write(Self.film(0..<6000), to: "long.y4m")
    func shell(_ video: String, _ spikes: String, _ reader: String) async throws
      -> Program.Outcome
    {
      try await Program.run(
        "/bin/sh",
        [
          "-c", "\"$0\" stream run --video \(video) -o \(spikes) --reconstruction - \(reader)",
          Program.path(of: "interspike"),
        ], in: workplace.folder)
    }
    let whole = try await shell("film.y4m", "a.nwb", "> piped.y4m")
    #expect(whole.status == 0 && whole.errors.contains("free energy"), "\(whole.errors)")
    let plain = try await stream(
      "--video", "film.y4m", "--reconstruction", "plain.y4m", in: workplace)
    #expect(plain.status == 0, "\(plain.errors)")
    #expect(try workplace.bytes("piped.y4m") == workplace.bytes("plain.y4m"))
    let broken = try await shell("long.y4m", "b.nwb", "| head -c 100 > /dev/null")
    #expect(broken.errors.contains("its reader has gone"), "\(broken.errors)")
    let seen = try SpikeRaster(contentsOf: workplace.path("b.nwb"))
    #expect(seen.interval.lowerBound == 0 && seen.interval.upperBound < 10)
  }

  @Test(
    "What cannot be watched is refused in a sentence, and leaves no file",
    arguments: [
      (["--video", "none.y4m"], "none.y4m"), (["--video", "empty.y4m"], "empty.y4m"),
      (["--video", "film.mp4"], "ffmpeg"),
      (["--video", "small.y4m"], "frames of 6×6 pixels are too small for tiles of 8×8"),
      (["--video", "film.y4m", "--stride", "9"], "--stride is 9"),
      (["--video", "film.y4m", "--steps-per-frame", "0"], "it must be 1 to 1000"),
    ] as [([String], String)])
  func refusals(_ options: [String], _ sentence: String) async throws {
    let workplace = try await workplace()
    try workplace.write(Self.film(0..<0), to: "empty.y4m")
    try workplace.write(Self.film(0..<1, width: 6, height: 6), to: "small.y4m")
    try workplace.write(Self.film(0..<1), to: "film.mp4")
    try FileManager.default.moveItem(
      atPath: workplace.path("film.mp4"), toPath: workplace.path("other.mp4"))
    try workplace.write([0, 1, 2, 3], to: "film.mp4")
    let outcome = try await Program.run(
      Program.path(of: "interspike"), ["stream", "run"] + options + ["-o", "raster.nwb"],
      in: workplace.folder, searchPath: "/nowhere")
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
    #expect(try !workplace.names().contains { $0.hasPrefix("raster") })
  }

  @Test("A port in use is named")
  func port() async throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) + listen(listener, 1) + getsockname(listener, $0, &size)
      }
    }
    try #require(bound == 0)
    let taken = UInt16(bigEndian: address.sin_port)
    let scene = LiveScene(run: "run", film: "film.y4m", side: 16, lefts: [0], tops: [0])
    let refused = await #expect(throws: RunError.self) {
      _ = try await LiveServer(port: taken, showing: scene)
    }
    #expect(refused?.kind == .unavailable)
    let sentence = refused.map { Text.words(of: $0) } ?? ""
    #expect(sentence.contains("port \(taken) on 127.0.0.1 cannot be used"), "\(sentence)")
    #expect(sentence.hasSuffix("Choose another with --port; 0 picks any free port."))
  }

  @Test(
    "A browser sees the stream, is paused by a key, and learns of the end",
    .enabled(if: Browser.chromium != nil && Browser.python != nil, "needs Chromium and python3"))
  func live() async throws {
    let workplace = try await workplace()
    // Four minutes: the browser stops it when it has seen enough, however slowly it starts.
    try workplace.write(Self.film(0..<6000), to: "long.y4m")
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "drive_page.py"
    ).path
    let (python, chromium) = (try #require(Browser.python), try #require(Browser.chromium))
    let outcome = try await Program.run(
      python,
      [
        script, chromium, "-", Program.path(of: "interspike"), "stream", "run", "--video",
        "long.y4m", "--live", "--port", "0",
      ], in: workplace.folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let page = try Workplace.object(outcome.output)
    let moments = page["moments"] as? [[String: Any]] ?? []
    try #require(moments.count == 3, "\(outcome.output)")
    let drawn = moments.compactMap { $0["drawn"] as? Int }
    #expect(drawn == drawn.sorted() && (drawn.last ?? 0) >= 12)
    #expect(moments.allSatisfy { $0["picture"] as? [Int] == [40, 24] })
    #expect(moments.last?["status"] as? String == "live")
    #expect((moments.last?["ink"] as? Int ?? 0) > 0)
    #expect(moments.last?["film"] as? [Int] == [40, 24])
    #expect(page["heated"] as? Bool == true, "some tile is a surprise")
    for name in ["foreseen", "saved"] {
      #expect((moments.last?[name] as? String)?.hasSuffix("%") == true, "\(name): \(moments)")
    }
    for name in ["frame", "spikes", "rate", "freeEnergy", "explained"] {
      let text = moments.last?[name] as? String ?? ""
      #expect(text.first?.isNumber == true || text.first == "-", "\(name): \(text)")
    }
    #expect(page["wider"] as? String == "8")
    #expect((page["paused"] as? String)?.hasPrefix("paused") == true)
    #expect(page["still"] as? Bool == true && page["ended"] as? Bool == true)
    // A slow browser misses pictures, and the spikes of no frame.
    let slow = try #require(page["slow"] as? [String: Any])
    let frames = slow["frames"] as? [Int] ?? []
    #expect(
      frames.count > 20 && frames == Array((frames.first ?? 0)..<(frames.first ?? 0) + frames.count)
    )
    #expect((slow["skipped"] as? Int ?? 0) > 5 && slow["lost"] as? Int == 0, "\(slow)")
    #expect((page["complaints"] as? [String])?.isEmpty == true, "\(page["complaints"] as Any)")
  }
}

/// Programs that drive the live page.
enum Browser {
  static let chromium = found(["chromium", "chromium-browser", "google-chrome"])
  static let python = found(["python3"])

  private static func found(_ names: [String]) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return names.lazy.flatMap { name in folders.map { "\($0)/\(name)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
