// SPDX-License-Identifier: GPL-3.0-or-later

import Figures
import Testing

@Suite("A comparison of families")
struct ComparisonFigureTests {
  @Test(
    "names stand beside the ends of their curves, apart from each other, whatever they are called")
  func names() async throws {
    let atelier = try Atelier()
    let groups = ["poisson", "gaussian", "it's `rm`", "a name that goes on and on"].map { name in
      var group = ComparisonFigure.Group(name: name)
      // All curves end at the same height.
      group.negativeELBO = [.init(steps: [0, 100, 200], values: [300, 200, 180])]
      return group
    }
    let figure = ComparisonFigure(groups)
    try await figure.write(to: atelier.path("families.png"))
    let drawing = try figure.drawing()
    let places = drawing.commands.filter { $0.contains("at graph 1.02, graph ") }.compactMap {
      $0.split(separator: "graph 1.02, graph ").last?.split(separator: " ").first
        .flatMap { Double($0) }
    }
    #expect(places.count == groups.count)
    #expect(zip(places, places.dropFirst()).allSatisfy { $1 - $0 > 0.04 })
    #expect(places.allSatisfy { (-0.2...1).contains($0) })
    #expect(!drawing.commands.contains { $0.hasPrefix("set key at graph 0.99") })
  }
}
