// SPDX-License-Identifier: GPL-3.0-or-later

import Figures
import Testing

@Suite("A figure of the neurons' KL")
struct DivergenceHistogramFigureTests {
  @Test("counts every neuron once, the silent ones at the left end")
  func counts() throws {
    let figure = DivergenceHistogramFigure([
      .init("Poisson", klByNeuron: [0, -1e-9, 1e-9, 0.1, 0.11, 2], threshold: 0.01)
    ])
    let rows = try figure.drawing().data.split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: " ").compactMap { Double($0) } }
    #expect(rows.map { $0[1] } == [3, 2, 1])
    #expect(abs(rows[0][0] + 5.95) < 1e-9)
  }

  @Test("is a PNG with a panel for each model, and can be drawn again by hand")
  func size() async throws {
    let atelier = try Atelier()
    let figure = DivergenceHistogramFigure(
      [
        .init("it's `rm`", klByNeuron: [1e-4, 0.5, 0.7], threshold: 0.01),
        .init("two", klByNeuron: [0.3]),
        .init("none", klByNeuron: []),
      ], title: "KL")
    try await figure.write(to: atelier.path("kl.png"))
    let drawing = try figure.drawing()
    #expect(try atelier.sizeOfPNG("kl.png") == [drawing.width, drawing.height])
    #expect(drawing.commands.count { $0.hasPrefix("plot ") } == 3)
    #expect(drawing.commands.count { $0.hasPrefix("set arrow") } == 1)
    #expect(try atelier.runByHand("kl.gp") == 0)
  }

  @Test("refuses models without neurons")
  func empty() {
    #expect(throws: FigureError.nothingToDraw("the KL of the neurons")) {
      try DivergenceHistogramFigure([.init("none", klByNeuron: [])]).drawing()
    }
  }
}
