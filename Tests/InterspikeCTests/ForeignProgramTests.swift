// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// Programs of other languages, built and run as their users would.
@Suite("Programs in C and Python")
struct ForeignProgramTests {
  @Test(
    "The headers are C11 and C++17 without a warning",
    arguments: [("c", "c11"), ("c++", "c++17")])
  func header(_ language: String, _ standard: String) throws {
    for header in [Foreign.header, Foreign.headers + "/interspike_networks.h"] {
      let run = try Foreign.run(
        "clang",
        [
          "-x", language, "-std=\(standard)", "-Wall", "-Wextra", "-Wpedantic", "-Werror",
          "-fsyntax-only", header,
        ])
      #expect(run.status == 0, "\(run.errors)")
    }
  }

  @Test("The example in C prints the spikes that `interspike sample` draws")
  func example() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "interspike-c-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = folder.appending(path: "spikes").path
    let built = try Foreign.run(
      "clang",
      [
        "-std=c11", "-Wall", "-Werror", "-I\(Foreign.headers)",
        Foreign.root + "/Examples/C/spikes.c",
        "-L\(Foreign.products)", "-lInterspikeC", "-Wl,-rpath,\(Foreign.products)", "-o", program,
      ])
    #expect(built.status == 0, "\(built.errors)")
    let run = try Foreign.run(program, [])
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n")

    let table = folder.appending(path: "spikes.csv").path
    let sampled = try Foreign.run(
      Foreign.products + "/interspike",
      ["sample", "--rates", "5,20,80", "--duration", "1", "--seed", "7", "-o", table, "--quiet"])
    #expect(sampled.status == 0, "\(sampled.errors)")
    let spikes = try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n")
      .filter { $0.first?.isNumber == true }.map { $0.split(separator: ",") }
    #expect(
      lines.map(String.init)
        == spikes.map { String(format: "%.9f,%@", Double($0[0]) ?? .nan, String($0[1])) })
    #expect(lines.count > 50)
  }

  @Test("Python draws the same spikes through ctypes", .enabled(if: Foreign.has("numpy")))
  func python() throws {
    let run = try Foreign.python(
      """
      import numpy as np, interspike
      times, neurons = interspike.Population([5, 20, 80]).spikes(1, seed=7)
      order = np.lexsort((times, neurons))
      for i in order[:4]: print(f"{times[i]:.9f},{neurons[i]}")
      log_rates = np.log(np.full((2, 3), 4.0))
      counts, slopes = interspike.relaxed_counts(log_rates, 0.1, seed=1)
      assert counts.shape == slopes.shape == (2, 3) and (slopes > 0).any()
      exact = interspike.counts(log_rates, seed=1)
      whole, slopes = interspike.finite_order_counts(log_rates, seed=1, purpose="simulation")
      assert (whole == exact).all() and np.allclose(slopes, (whole + 4) / 2)
      assert (interspike.counts(log_rates[0], seed=1) == exact[0]).all()
      assert (interspike.counts(hertz=[[40] * 3] * 2, window_duration=0.1, seed=1) == exact).all()
      assert (interspike.counts(mean=[[4] * 3] * 2, seed=1) == exact).all()
      assert slopes.dtype == np.float64
      assert interspike.relaxed_counts(np.float32(log_rates), 0.1, seed=1)[0].dtype == np.float32
      drawn = interspike.counts(log_rates, seed=np.random.default_rng(5))
      seed = int(np.random.default_rng(5).integers(0, 1 << 64, dtype=np.uint64))
      assert (drawn == interspike.counts(log_rates, seed=seed)).all() and (drawn != exact).any()
      again, seconds = interspike.spike_times(log_rates, 0.5, seed=1)
      assert (exact == again).all() and len(seconds) == exact.sum() and seconds.max() < 0.5
      for refused in (lambda: interspike.Population([5, -1]), lambda: interspike.counts(log_rates, seed=-1),
                      lambda: interspike.counts([[[0.0]]], seed=1), lambda: interspike.counts([[np.nan]], seed=1),
                      lambda: interspike.spike_times([[np.inf]], 1, seed=1),
                      lambda: interspike.spike_times([[np.nan]], 1, seed=1)):
          try:
              refused()
          except interspike.Error as error:
              print(error)
      """)
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n").map(String.init)
    try #require(lines.count == 10, "\(run.output)")
    #expect(lines.prefix(4).allSatisfy { $0.hasSuffix(",0") })
    #expect(lines.first == "0.088491815,0")
    #expect(
      lines[4] == "-1.0 Hz is not a valid firing rate: use a finite rate of 0 to 1e9 Hz.")
    #expect(lines[5] == "seed is -1: use 0 to 2^64 - 1.")
    #expect(lines[7].hasPrefix("nan is not a valid log-rate"))
    #expect(lines[8].hasPrefix("inf is not a valid log-rate"))
    #expect(lines[9].hasPrefix("nan is not a valid log-rate"))
  }

  @Test(
    "Gradients from Python are that of the published form and the closed form of a quadratic loss",
    .enabled(if: Foreign.has("torch"), "needs a Python with torch: INTERSPIKE_PYTHON"))
  func gradient() throws {
    let run = try Foreign.python(
      script: "relaxed_poisson.py", ["--repeats", "2", "--rounds", "1"])
    #expect(run.status == 0, "\(run.output)\(run.errors)")
  }

  @Test(
    "Other people's networks run on our spikes",
    arguments: [
      ("snntorch_input.py", "snntorch"), ("norse_input.py", "norse"),
      ("brian2_spikes.py", "brian2"), ("nest_input.py", "nest"), ("jax_poisson.py", "jax"),
    ].filter { Foreign.has($0.1) })
  func networks(_ script: String, _ package: String) throws {
    let table = FileManager.default.temporaryDirectory.appending(
      path: "interspike-\(UUID().uuidString).csv"
    ).path
    defer { try? FileManager.default.removeItem(atPath: table) }
    let run = try Foreign.python(
      script: script, package == "brian2" ? ["--output", table] : ["--seed", "3"])
    #expect(run.status == 0, "\(run.errors)")
    let numbers = run.output.split { !($0.isNumber || $0 == ".") }.compactMap { Double($0) }
    if package == "brian2" {
      #expect(abs(try #require(numbers.first) - 10_000) < 500, "\(run.output)")
      let read = try Foreign.run(
        Foreign.products + "/interspike", ["inspect", table])
      #expect(read.status == 0, "\(read.errors)")
    } else if package == "nest" {
      // NEST says who it is before.
      #expect(run.output.contains(" spikes in (asked: about 10000)"), "\(run.output)")
      let output = try #require(numbers.suffix(3).first)
      #expect(abs(output - 10_000) < 300, "\(run.output)")
    } else if package == "jax" {
      #expect(try #require(numbers.first) < 0.05, "\(run.output)")
    } else {
      // 400 trains of 102.5 Hz on average for a second: a standard deviation of 0.51.
      let input = try #require(numbers.first { $0 > 50 })
      #expect(abs(input - 102.5) < 3.1, "\(run.output)")
    }
  }
}

/// Programs that are not ours.
enum Foreign {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static let headers = root + "/Sources/CInterspike/include"
  static let header = headers + "/interspike.h"
  /// The folder of the built programs and libraries, which is that of the test bundle.
  static let products = (Bundle.main.executableURL ?? Bundle.main.bundleURL)
    .deletingLastPathComponent().path

  static let interpreter =
    [ProcessInfo.processInfo.environment["INTERSPIKE_PYTHON"], root + "/.venv/bin/python"]
    .compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }

  /// Whether there is a Python that can load a package; without it the test does not run.
  static func has(_ package: String) -> Bool {
    guard let interpreter,
      let run = try? run(
        interpreter,
        ["-c", "import \(package)"])
    else { return false }
    return run.status == 0
  }

  static func python(_ program: String) throws -> Run {
    try run(
      interpreter ?? "python3", ["-W", "ignore", "-c", program], in: root + "/Examples/Python")
  }

  static func python(script: String, _ arguments: [String]) throws -> Run {
    try run(
      interpreter ?? "python3", ["-W", "ignore", script] + arguments, in: root + "/Examples/Python")
  }

  struct Run {
    let status: Int32
    let output: String
    let errors: String
  }

  static func run(_ program: String, _ arguments: [String], in folder: String? = nil) throws -> Run
  {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    if let folder { process.currentDirectoryURL = URL(filePath: folder) }
    process.environment = ProcessInfo.processInfo.environment.merging([
      "INTERSPIKE_LIBRARY": products + "/libInterspikeC.so", "PYTHONDONTWRITEBYTECODE": "1",
      "OMP_NUM_THREADS": "1",
    ]) { $1 }
    let files = try (0..<2).map { _ in
      let path = NSTemporaryDirectory() + "interspike-\(UUID().uuidString).txt"
      try Data().write(to: URL(filePath: path))
      return (path: path, handle: try #require(FileHandle(forWritingAtPath: path)))
    }
    defer { for file in files { try? FileManager.default.removeItem(atPath: file.path) } }
    (process.standardOutput, process.standardError) = (files[0].handle, files[1].handle)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return Run(
      status: process.terminationStatus,
      output: try String(contentsOfFile: files[0].path, encoding: .utf8),
      errors: try String(contentsOfFile: files[1].path, encoding: .utf8))
  }
}
