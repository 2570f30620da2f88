// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Foundation
import Randomness
import Runs
import Tensors

/// A temporary folder in which the program works.
final class Workplace: Sendable {
  let folder: String

  init() throws {
    folder = NSTemporaryDirectory() + "interspike-command-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path(name)))
  }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
  }

  /// The names in the folder or in one below it, sorted.
  func names(_ below: String = ".") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(below)).sorted()
  }

  /// A JSON object on one line.
  static func object(_ text: String) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
  }

  // MARK: Data

  /// Pictures of `side` × `side` pixels that are made of bars, as tensor `patches`.
  func makePatches(
    _ name: String = "patches.safetensors", count: Int = 400, side: Int = 8
  ) throws {
    var file = SafetensorsFile()
    try file.add("patches", Self.bars(count, side: side))
    try file.write(to: path(name))
  }

  /// A NumPy array.
  func makeArray(_ name: String, _ values: [Float], _ shape: [Int]) throws {
    try NPY.write(Tensor(values, shape: shape), to: path(name))
  }

  static func bars(_ count: Int, side: Int = 8) -> Tensor {
    var generator = SeedSequence(3).generator(for: "bars", count)
    var values = [Float](repeating: 0, count: count * side * side)
    for picture in 0..<count {
      for bar in 0..<2 * side where generator.uniform() < 0.15 {
        for place in 0..<side {
          let pixel = bar < side ? bar * side + place : place * side + bar - side
          values[picture * side * side + pixel] += 2
        }
      }
    }
    return Tensor(values, shape: [count, side * side])
  }

  /// A small trained model in the folder `run`, with its patches.
  func makeRun(steps: Int = 20) async throws {
    try makePatches()
    try await train("run") { ($0.latents, $0.batch, $0.steps) = (16, 40, steps) }
  }

  /// Trains a model in this process, as `interspike train` does in its own.
  ///
  /// - Parameter most: the number of steps after which the training is left as it is.
  func train(
    _ folder: String, _ family: ModelFamily = .poisson, data: String = "patches.safetensors",
    heldOut: String? = nil, initial: String? = nil, threads: Int = 1,
    leftAfter most: Int = .max, _ choose: (inout RunConfiguration) -> Void
  ) async throws {
    let file = try await StimulusFile(path: path(data))
    var configuration = RunConfiguration(model: family, data: file.identity)
    choose(&configuration)
    var measured: StimulusFile?
    if let heldOut { measured = try await StimulusFile(path: path(heldOut)) }
    var weights: InitialWeights?
    if let initial { weights = try await InitialWeights(path: path(initial)) }
    let training = try RunTraining(
      creating: path(folder), configuration, data: file, heldOut: measured, initial: weights,
      threads: threads)
    while training.stepsTaken < most, try training.next() != nil { await Task.yield() }
    // As a kill leaves it: with the steps after the last checkpoint in the metrics alone.
    if training.stepsTaken == most { return }
    _ = try training.stop()
  }

  /// How the program would word what a library refuses; nil when it does not refuse.
  static func refusal(_ work: () async throws -> Void) async -> String? {
    do { try await work() } catch { return Text.sentence(of: error) }
    return nil
  }

  struct Failure: Error, CustomStringConvertible { let description: String }
}
