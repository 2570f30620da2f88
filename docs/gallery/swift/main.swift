// SPDX-License-Identifier: GPL-3.0-or-later

// The pictures of the gallery that Swift draws, each by the name of its file: `swift run -c release Gallery rhythm`.
let pictures: [(name: String, draw: () async throws -> Void)] = [
  ("rhythm", rhythm), ("adaptation", adaptation),
]
let wanted = CommandLine.arguments.dropFirst()
for picture in pictures where wanted.isEmpty || wanted.contains(picture.name) {
  try await picture.draw()
}
