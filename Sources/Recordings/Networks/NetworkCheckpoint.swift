// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
internal import Networks
internal import Runs
internal import SpikeTrains

/// What a simulation needs to continue, in the folder `OUTPUT.checkpoint` beside its output.
///
/// ```
/// state.safetensors             the network between two windows (NetworkState)
/// terms.json                    what the run was begun with, besides the network (NetworkSimulation.terms)
/// spikes-FIRST-END.safetensors  what was recorded in the windows FIRST ..< END:
///                               times F64, neuron after neuron; places U32 and counts U32 of those that fired
/// ```
/// Spikes are written first and the state replaced afterwards, each by a file that appears when it is whole. So whenever
/// the program dies, what the state says is there; spikes behind it are dropped. The folder goes when the output is
/// written.
struct NetworkCheckpoint {
  /// So many spikes wait in memory at most: 64 MB.
  private static let mostWaiting = 4_000_000
  private let folder: String
  private let neurons: Int
  private let interval: Duration
  private let terms: [String: String]
  private var saved = ContinuousClock.now
  /// The window that the state was saved at.
  private var savedWindow = 0
  private var waiting: [Spike] = []

  /// Checkpoints of an output with so many neurons, of a run with such terms.
  init(of output: String, neurons: Int, terms: [String: String], every interval: Duration) {
    (folder, self.neurons, self.interval) = (output + ".checkpoint", neurons, interval)
    self.terms = terms
  }

  private var statePath: String { folder + "/state.safetensors" }
  private var termsPath: String { folder + "/terms.json" }
  private var exists: Bool { FileManager.default.fileExists(atPath: statePath) }

  /// Refuses to start over where something waits to be continued, and clears away spikes without a state.
  func requireNone() throws {
    guard
      !FileManager.default.fileExists(atPath: folder)
        || (try? FileManager.default.contentsOfDirectory(atPath: folder)) != nil
    else {
      throw RunError(
        .occupied,
        "\(folder) is a file, but checkpoints go into a folder of that name. Move the file, or choose another output."
      )
    }
    guard !exists else {
      throw RunError(
        .occupied,
        "\(folder) holds a simulation that was stopped. Continue it with "
          + "\(setting: "resume"), or delete that folder to start over."
      )
    }
    for (first, end) in (try? parts()) ?? [] {
      try? FileManager.default.removeItem(atPath: path(first, end))
    }
  }

  /// Takes in what was recorded in a window, neurons by their number in the recording.
  mutating func take(_ spikes: [Spike], firstNeuron: Int) {
    for spike in spikes {
      waiting.append(Spike(time: spike.time, neuron: firstNeuron + spike.neuron))
    }
  }

  /// Whether it is time to save.
  var isDue: Bool { waiting.count >= Self.mostWaiting || saved.duration(to: .now) >= interval }

  /// Saves the network between two windows, and what was recorded since it was last saved.
  mutating func save(_ state: NetworkState) throws {
    guard state.window > savedWindow else { return }
    try FileReading.createFolder(folder)
    if savedWindow == 0 {
      try AtomicFile.write(JSONText.encode(terms, indented: true) + "\n", to: termsPath)
    }
    let duration = state.windowDuration
    let window = WindowSpikes(
      sorting: waiting, neurons: neurons,
      interval: Double(savedWindow) * duration..<Double(state.window) * duration)
    var file = SafetensorsFile()
    try file.add("times", window.times)
    try file.add("places", window.counts.places)
    try file.add("counts", window.counts.counts)
    file.metadata["checksum"] = NetworkState.checksum(of: file)
    try file.write(to: "\(folder)/spikes-\(savedWindow)-\(state.window).safetensors")
    try state.write(to: statePath)
    (savedWindow, saved) = (state.window, .now)
    waiting.removeAll(keepingCapacity: true)
  }

  /// The state that was saved, after `visit` has seen what was recorded before, in order of time.
  mutating func resume(
    with seed: UInt64, _ visit: (WindowSpikes) throws -> Void
  ) throws -> NetworkState {
    guard exists else {
      throw RunError(
        .missing,
        "\(folder) does not exist, so there is nothing to continue. Start without \(setting: "resume")."
      )
    }
    let state = try NetworkState(path: statePath)
    guard state.seed == seed else {
      throw RunError(
        .settings,
        "\(folder) was begun with the seed \(state.seed), not \(seed). Continue it with \(setting: "seed") \(state.seed)."
      )
    }
    try requireEqualTerms()
    for (first, end) in try parts() {
      guard end <= state.window else {
        // Spikes of windows that the state does not know; they will be fired again.
        try? FileManager.default.removeItem(atPath: path(first, end))
        continue
      }
      guard first == savedWindow else { break }
      try visit(try spikes(first, end, state.windowDuration))
      savedWindow = end
    }
    guard savedWindow == state.window else {
      throw RunError(
        .damaged,
        "\(folder) lacks the spikes from window \(savedWindow) to \(state.window). Remove it and start over."
      )
    }
    return state
  }

  /// Refuses to continue what was begun with other terms; earlier versions kept none.
  private func requireEqualTerms() throws {
    guard FileManager.default.fileExists(atPath: termsPath) else { return }
    let begun = try JSONText.decode(
      [String: String].self, from: FileReading.text(of: termsPath))
    for (name, value) in begun.sorted(by: { $0.key < $1.key }) where terms[name] != value {
      throw RunError(
        .settings,
        "\(folder) was begun with \(name) \(value), not \(terms[name] ?? "none"). Continue with the command and the "
          + "files it was begun with, or delete that folder to start over.")
    }
  }

  /// Removes the checkpoint, whose output is written.
  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  private func path(_ first: Int, _ end: Int) -> String {
    "\(folder)/spikes-\(first)-\(end).safetensors"
  }

  /// The windows of which spikes were saved, in order.
  private func parts() throws -> [(first: Int, end: Int)] {
    try FileManager.default.contentsOfDirectory(atPath: folder).compactMap { name in
      let words = name.split(separator: "-")
      guard words.count == 3, words[0] == "spikes", words[2].hasSuffix(".safetensors"),
        let first = Int(words[1]), let end = Int(words[2].dropLast(".safetensors".count))
      else { return nil }
      return (first, end)
    }.sorted { ($0.first, $0.end) < ($1.first, $1.end) }
  }

  private func spikes(_ first: Int, _ end: Int, _ duration: Double) throws -> WindowSpikes {
    let file = try SafetensorsFile(path: path(first, end))
    let times = try file.doubles("times").values
    let places = try file.integers("places").values
    let counts = try file.integers("counts").values
    let interval = Double(first) * duration..<Double(end) * duration
    guard places.count == counts.count, counts.reduce(0, +) == times.count,
      places.allSatisfy({ (0..<neurons).contains($0) }),
      zip(places, places.dropFirst()).allSatisfy({ $0 < $1 }),
      times.allSatisfy(interval.contains), counts.allSatisfy({ $0 > 0 }),
      file.metadata["checksum"].map({ $0 == NetworkState.checksum(of: file) }) ?? true
    else {
      throw RunError(
        .damaged,
        "\(path(first, end)) is damaged, or does not hold spikes of \(neurons) neurons. "
          + "Delete \(folder) and start over."
      )
    }
    return WindowSpikes(
      counts: SparseCounts(
        places: places.map { UInt32($0) }, counts: counts.map { UInt32($0) }, trials: 1,
        neurons: neurons), times: times, interval: interval)
  }
}
