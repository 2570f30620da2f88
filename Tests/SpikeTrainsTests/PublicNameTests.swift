// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// `import Interspike` brings every room at once: a name that two rooms share could not be used there without saying which.
@Suite struct PublicNameTests {
  private static let sources = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources")

  /// The rooms that the umbrella exports again.
  private static func exportedRooms() throws -> [String] {
    try swiftFiles(of: "Interspike").flatMap { file in
      try String(contentsOf: file, encoding: .utf8)
        .matches(of: /(?m)^@_exported public import (\w+)/).map { String($0.1) }
    }
  }

  private static func swiftFiles(of room: String) throws -> [URL] {
    let files = try #require(
      FileManager.default.enumerator(
        at: sources.appending(path: room), includingPropertiesForKeys: nil))
    return files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
  }

  @Test("Every public type of the rooms behind the umbrella has a name of its own")
  func topLevelNamesAreUnique() throws {
    let declaration =
      /(?m)^(?:@\S+ )*public (?:final |indirect )*(?:struct|class|enum|protocol|actor|typealias) (\w+)/
    var rooms: [String: [String]] = [:]
    for room in try Self.exportedRooms() {
      for file in try Self.swiftFiles(of: room) {
        let text = try String(contentsOf: file, encoding: .utf8)
        for match in text.matches(of: declaration) {
          rooms[String(match.1), default: []].append(room)
        }
      }
    }
    for (name, places) in rooms where places.count > 1 {
      Issue.record("\(name) is public in \(places.sorted().joined(separator: " and "))")
    }
    #expect(rooms.count > 300)
  }

  @Test("Public names are spelled the American way, and earlier names are marked as such")
  func namesAreAmerican() throws {
    let declaration =
      /(?m)^ *(?:public|package) .*?\b(?:struct|class|enum|protocol|actor|typealias|func|var|let|case) (\w+)/
    let british =
      /(?i)colour|neighbour|grey|centre|licence|labelled|travelling|behaviour|(?:al|im|er|tr|is|ar)is(?:e|ed|er|ation)(?![a-z])/
    var count = 0
    for room in try Self.exportedRooms() {
      for file in try Self.swiftFiles(of: room)
      where file.lastPathComponent != "EarlierNames.swift" {
        for match in try String(contentsOf: file, encoding: .utf8).matches(of: declaration) {
          count += 1
          #expect(match.1.firstMatch(of: british) == nil, "\(match.1) in \(file.path)")
        }
      }
    }
    #expect(count > 1000)
  }
}
