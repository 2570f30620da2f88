// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Experiments
internal import Foundation
internal import Randomness
internal import Recordings
internal import Runs
internal import SpikeFormats
internal import Tensors

/// Readers of a run and its settings, and those that need the program `interspike`, which lies beside this one.
extension FuzzedReader {
  static let programReaders = [nwb, nir]
  static let runReaders = [yaml, sweep, network, runConfiguration, metrics]

  private static let nwb = FuzzedReader(name: "nwb") { folder in
    try writeSpikes(NWBWriter.self, to: "\(folder)/spikes.nwb")
  } read: { path in
    // What `interspike inspect` does, whose second process is the one that may die.
    _ = try PathFindings.of(
      path, choosing: SpikeSelection(),
      reader: GuardedSpikeReader(helper: [program, "read-spikes"])
    ).text
  }

  private static let nir = FuzzedReader(name: "nir") { folder in
    try writeSpikes(NIRDataWriter.self, to: "\(folder)/spikes.nir")
  } read: { path in
    // What `interspike inspect` does, whose second process is the one that may die.
    _ = try PathFindings.of(
      path, choosing: SpikeSelection(),
      reader: GuardedSpikeReader(helper: [program, "read-spikes"])
    ).text
  }

  private static let yaml = FuzzedReader(name: "yaml") { folder in
    try AtomicFile.write(
      """
      # a small run
      latents: 16
      batch: 40
      steps: 30
      learning_rate: 1e-3
      seed: 18446744073709551615
      ema: 0.9
      encoder: mlp
      unit_dictionary: true
      """, to: "\(folder)/run.yaml")
    try AtomicFile.write(
      #"{"latents": 8, "batch": 50, "epochs": 20, "beta": 0.5}"#, to: "\(folder)/run.json")
  } read: { path in
    let file = try ConfigurationFile.settings(path, for: .poisson)
    _ = try TrainingFiles(in: file, data: "/nowhere/data", heldOut: nil, initial: nil)
    var settings = try RunConfiguration(
      model: .poisson, data: .init(path: "/nowhere/data")
    ).changed(file)
    try settings.set(TrainingLength(in: file))
    _ = try settings.checked()
  }

  private static let sweep = FuzzedReader(name: "sweep") { folder in
    try AtomicFile.write(
      """
      output: runs/sweep
      command: train poisson
      settings: {data: data/train.safetensors, latents: 8}
      grid:
        beta: [0.5, 1, 2]
        seed: [1, 2, 3]
      workers: 2
      """, to: "\(folder)/sweep.yaml")
  } read: { path in
    let sweep = try SweepFile(path: path)
    try SweepCell.requireApart(sweep.cells(in: sweep.output ?? "sweep"))
  }

  private static let network = FuzzedReader(name: "network") { folder in
    try AtomicFile.write(
      """
      duration: 0.1
      populations:
        cells: &cells {model: lif, neurons: 80, membrane_time_constant: 0.02, threshold: 20, drive: 3}
        others: {<<: *cells, neurons: 20, initial_potential: [0, 10]}
        noise: {model: poisson, neurons: 3, rate: [10, 0, 1e2]}
        slow: {model: lif_exponential, neurons: 4, membrane_time_constant: 0.02, synaptic_time_constant: 5e-3, threshold: 1}
      projections:
        - {from: cells, to: [cells, others], rule: fixed_in_degree, count: 8, weight: 0.1, delay: 0.0015}
        - {from: [noise], to: slow, rule: pairwise, probability: 0.5, weight: {normal: [1, 0.1]}, delay: {uniform: [0.002, 0.003]}}
        - from: noise
          to: slow
          rule: list
          sources: [0, 1]
          targets: [3, 2]
          weight: [0.5, -1]
          delay: {normal: [0.002, 0.001], between: [0.001, 0.004]}
          multapses: false
      inputs:
        - {to: cells, rate: 2000, weight: 0.1}
      record: [cells, slow]
      """, to: "\(folder)/network.yaml")
  } read: { path in
    _ = try NetworkSimulation(contentsOf: path).recording(seed: SeedSequence(1))
  }

  private static let runConfiguration = FuzzedReader(name: "config.json") { folder in
    try AtomicFile.write(FileReading.bytes(of: "\(try run())/config.json"), to: "\(folder)/seed")
  } read: { path in
    try inspectRun(with: path, as: "config.json")
  }

  private static let metrics = FuzzedReader(name: "metrics.jsonl") { folder in
    try AtomicFile.write(FileReading.bytes(of: "\(try run())/metrics.jsonl"), to: "\(folder)/seed")
  } read: { path in
    try inspectRun(with: path, as: "metrics.jsonl")
  }

  // MARK: The program

  /// A short training, made once.
  private static func run() throws -> String {
    let folder = "\(NSTemporaryDirectory())/interspike-fuzz-run-\(getpid())"
    let path = "\(folder)/run"
    if access(path, F_OK) == 0 { return path }
    try FileReading.createFolder(folder)
    var file = SafetensorsFile()
    try file.add("patches", numbers([20, 16]))
    try file.write(to: "\(folder)/patches.safetensors")
    try interspike([
      "train", "poisson", "--data", "\(folder)/patches.safetensors", "--latents", "4", "--batch",
      "10", "--steps", "3", "--threads", "1", "-q", "-o", path,
    ])
    return path
  }

  /// Inspects a copy of a run in which one file is the one at `path`.
  private static func inspectRun(with path: String, as name: String) throws {
    let folder = "\(path).run"
    let manager = FileManager.default
    if access(folder, F_OK) != 0 {
      try manager.copyItem(atPath: try run(), toPath: folder)
      try manager.removeItem(atPath: "\(folder)/\(name)")
      try manager.createSymbolicLink(atPath: "\(folder)/\(name)", withDestinationPath: path)
    }
    _ = try PathFindings.of(
      folder, choosing: SpikeSelection(),
      reader: GuardedSpikeReader(helper: [program, "read-spikes"])
    ).text
  }

  private static func interspike(_ arguments: [String]) throws {
    try WatchedChild(program: program, arguments: arguments).run()
  }

  private static var program: String {
    let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().path
    return "\(folder)/interspike"
  }
}

/// The program refused, as it may.
struct ProgramRefusal: Error {
  let status: Int32
}
