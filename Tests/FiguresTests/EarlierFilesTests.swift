// SPDX-License-Identifier: GPL-3.0-or-later

import Figures
import Foundation
import Testing

@Suite("A script or data of the picture's name")
struct EarlierFilesTests {
  @Test("that others wrote are left alone, and nothing is drawn", arguments: ["gp", "dat"])
  func foreignFile(suffix: String) async throws {
    let atelier = try Atelier()
    let path = atelier.path("atoms.\(suffix)")
    try Data("my own".utf8).write(to: URL(fileURLWithPath: path))
    let error = await #expect(throws: FigureError.notOurs(path: path)) {
      try await PictureFilesTests.figure.write(to: atelier.path("atoms.png"))
    }
    #expect(error?.description.contains("Rename") == true)
    #expect(try atelier.text("atoms.\(suffix)") == "my own")
    #expect(try atelier.names == ["atoms.\(suffix)"])
  }

  @Test("that Interspike wrote are replaced, unless the script was restyled")
  func restyledScript() async throws {
    let atelier = try Atelier()
    for suffix in ["png", "png", "svg"] {
      try await PictureFilesTests.figure.write(to: atelier.path("atoms.\(suffix)"))
    }
    let script = atelier.path("atoms.gp")
    let restyled = try atelier.text("atoms.gp") + "# mine\n"
    try Data(restyled.utf8).write(to: URL(fileURLWithPath: script))
    await #expect(throws: FigureError.restyled(path: script)) {
      try await PictureFilesTests.figure.write(to: atelier.path("atoms.png"))
    }
    #expect(try atelier.text("atoms.gp") == restyled)
  }

  @Test("that are a folder are left alone too")
  func folder() async throws {
    let atelier = try Atelier()
    let path = atelier.path("atoms.dat")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    await #expect(throws: FigureError.notOurs(path: path)) {
      try await PictureFilesTests.figure.write(to: atelier.path("atoms.png"))
    }
  }
}
