// SPDX-License-Identifier: GPL-3.0-or-later

import Figures
import Testing

@Suite("A figure of laws")
struct LawFigureTests {
  private func series(_ name: String, pictured: Bool) -> LawFigure.Series {
    let bins = (0..<20).map { (place: Double($0), observed: 0.05, law: 0.04) }
    return LawFigure.Series(
      name: name, pValues: [("count", 0.3), ("interval", 1e-20), ("pair", nil)],
      intervals: pictured ? bins : [], counts: pictured ? bins : [])
  }

  @Test("draws intervals and counts with their laws beside the p-values, where they are given")
  func histograms() async throws {
    let atelier = try Atelier()
    let figure = LawFigure(
      [series("5 Hz", pictured: true), series("20 Hz", pictured: true)], level: 1e-8)
    try await figure.write(to: atelier.path("laws.png"))
    let drawing = try figure.drawing()
    #expect(try atelier.sizeOfPNG("laws.png") == [drawing.width, drawing.height])
    #expect(drawing.commands.count { $0.hasPrefix("plot ") } == 1 + 2 * 2)
    let plain = try LawFigure([series("5 Hz", pictured: false)], level: 1e-8).drawing()
    #expect(plain.commands.count { $0.hasPrefix("plot ") } == 1 && plain.width < drawing.width)
    #expect(try atelier.runByHand("laws.gp") == 0)
  }
}
