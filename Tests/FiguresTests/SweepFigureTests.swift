// SPDX-License-Identifier: GPL-3.0-or-later

import Figures
import Testing

@Suite("A figure of a sweeping bar")
struct SweepFigureTests {
  private func figure(angle: Double) -> SweepFigure {
    SweepFigure(
      tuning: (0..<360).map { $0 < 90 ? 10 : 2 }, angle: angle,
      atom: GrayPicture((0..<64).map { Float($0) - 32 }, width: 8), barWidth: 2,
      rate: (0..<10).map { (time: Double($0), hertz: Double($0 * $0)) }, title: "neuron 3")
  }

  @Test("has the tuning, the atom with the bar, and the rate, and can be drawn again by hand")
  func panels() async throws {
    let atelier = try Atelier()
    try await figure(angle: 30).write(to: atelier.path("sweep.png"))
    let drawing = try figure(angle: 30).drawing()
    #expect(try atelier.sizeOfPNG("sweep.png") == [drawing.width, drawing.height])
    #expect(drawing.commands.count { $0.hasPrefix("plot ") } == 3)
    #expect(try atelier.runByHand("sweep.gp") == 0)
  }

  @Test(
    "the arrow points where the bar goes: at 0° down the picture, at 270° to the right",
    arguments: [(0.0, 0.0, -2.8), (270, 2.8, 0)])
  func motion(_ angle: Double, _ x: Double, _ y: Double) throws {
    let arrow = try #require(
      figure(angle: angle).drawing().commands.first { $0.hasPrefix("set arrow 5") })
    let tip = try #require(arrow.split(separator: " to ").last?.split(separator: " ").first)
      .split(separator: ",").compactMap { Double($0) }
    #expect(abs(tip[0] - x) < 1e-9 && abs(tip[1] - y) < 1e-9, "\(tip)")
  }

  @Test("refuses to draw nothing")
  func nothing() {
    var empty = figure(angle: 0)
    empty.rate = []
    #expect(throws: FigureError.self) { try empty.drawing() }
  }
}
