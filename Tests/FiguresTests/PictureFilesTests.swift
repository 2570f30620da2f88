// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import Figures
import Foundation
import Testing

@Suite("A picture with its script and data")
struct PictureFilesTests {
  static let figure = DictionaryFigure(
    atoms: (0..<64).map { Float($0 % 7) - 3 }, height: 4, width: 4, title: "Four atoms")

  @Test(
    "stands beside its script and its data, and nothing else is left", arguments: ["png", "svg"])
  func filesStandSideBySide(suffix: String) async throws {
    let atelier = try Atelier()
    try await Self.figure.write(to: atelier.path("atoms.\(suffix)"))
    #expect(try atelier.names == ["atoms.dat", "atoms.gp", "atoms.\(suffix)"].sorted())
  }

  @Test("is drawn again, byte for byte, when its script is run by hand")
  func scriptRunsAgain() async throws {
    let atelier = try Atelier()
    try await Self.figure.write(to: atelier.path("atoms.png"))
    let first = try atelier.bytes("atoms.png")
    try FileManager.default.removeItem(atPath: atelier.path("atoms.png"))
    #expect(try atelier.runByHand("atoms.gp") == 0)
    #expect(try atelier.bytes("atoms.png") == first)
  }

  @Test("replaces an earlier one of its name")
  func replacesAnEarlierPicture() async throws {
    let atelier = try Atelier()
    try Data("old".utf8).write(to: URL(fileURLWithPath: atelier.path("atoms.png")))
    try await Self.figure.write(to: atelier.path("atoms.png"))
    #expect(try atelier.sizeOfPNG("atoms.png") != nil)
  }

  @Test("needs gnuplot: without it, the error names the package to install")
  func missingProgram() async throws {
    let atelier = try Atelier()
    let error = await #expect(throws: FigureError.missingProgram("gnuplot")) {
      try await Self.figure.write(
        to: atelier.path("atoms.png"), using: Gnuplot(searchPath: atelier.folder))
    }
    #expect(error?.description.contains("apt-get install gnuplot-nox") == true)
    await #expect(throws: FigureError.missingProgram("gnuplot")) {
      try await Self.figure.write(
        to: atelier.path("atoms.png"), using: Gnuplot(searchPath: ""))
    }
    #expect(try atelier.names.isEmpty)
  }

  @Test("is not replaced by a program that fails or leaves half a picture")
  func failingProgram() async throws {
    let atelier = try Atelier()
    try Data("old".utf8).write(to: URL(fileURLWithPath: atelier.path("atoms.png")))
    for (name, body) in [
      ("fails", "echo 'no such terminal' >&2; exit 3"), ("halves", "printf half > atoms.png"),
      ("idles", "exit 0"),
    ] {
      try Data("#!/bin/sh\n\(body)\n".utf8).write(to: URL(fileURLWithPath: atelier.path("script")))
      // Another program writes what will run: children of other tests may still hold open what this one wrote.
      try #require(
        system("install -m 755 '\(atelier.path("script"))' '\(atelier.path(name))'") == 0)
      try FileManager.default.removeItem(atPath: atelier.path("script"))
      let error = await #expect(throws: FigureError.self) {
        try await Self.figure.write(
          to: atelier.path("atoms.png"),
          using: Gnuplot(program: name, searchPath: atelier.folder))
      }
      #expect(error?.description.contains("atoms.png") == true)
      #expect(error?.description.contains(".partial") == false)
      #expect(name != "fails" || error?.description.contains("no such terminal") == true)
    }
    #expect(try atelier.text("atoms.png") == "old")
    #expect(try atelier.names == ["atoms.png", "fails", "halves", "idles"])
  }

  @Test("cannot be written to a folder that is missing, a file or refuses")
  func unwritableFolder() async throws {
    let atelier = try Atelier()
    try Data().write(to: URL(fileURLWithPath: atelier.path("file")))
    for path in [atelier.path("missing/a.png"), atelier.path("file/a.png"), "/proc/a.png"] {
      let error = await #expect(throws: FigureError.self) { try await Self.figure.write(to: path) }
      guard case .file(.cannotWrite(path, let reason)) = error else {
        Issue.record("\(path): \(String(describing: error))")
        continue
      }
      #expect(!reason.isEmpty && !reason.contains(".partial"))
    }
  }

  @Test(
    "needs a name that tells the format",
    arguments: ["raster", "raster.pdf", ".png", "png", "raster.png/", ""])
  func unknownSuffix(name: String) async throws {
    let atelier = try Atelier()
    let path = atelier.path(name)
    await #expect(throws: FigureError.unknownSuffix(path: path)) {
      try await Self.figure.write(to: path)
    }
  }

  @Test("may have a suffix in capitals")
  func capitalSuffix() async throws {
    let atelier = try Atelier()
    try await Self.figure.write(to: atelier.path("ATOMS.PNG"))
    #expect(try atelier.sizeOfPNG("ATOMS.PNG") != nil)
  }
}
