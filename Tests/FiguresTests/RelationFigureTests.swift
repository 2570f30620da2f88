// SPDX-License-Identifier: GPL-3.0-or-later

import Figures
import Testing

@Suite("A figure of measurements")
struct RelationFigureTests {
  private func plot(_ names: [String], isLogarithmic: Bool = false) -> RelationFigure.Plot {
    RelationFigure.Plot(
      "it's `rm`", abscissa: "labels", ordinate: "accuracy", logarithmicAbscissa: isLogarithmic,
      series: names.map { name in
        .init(
          name,
          [
            .init(x: 200, y: 0.8, halfInterval: 0.01, label: "first \"one\""),
            .init(x: 5000, y: .nan), .init(x: 1000, y: 0.9),
          ])
      })
  }

  @Test("is a PNG of its panels, two in a row, and can be drawn again by hand")
  func size() async throws {
    let atelier = try Atelier()
    let figure = RelationFigure(
      [plot(["one", "two"], isLogarithmic: true), plot(["one"]), plot([], isLogarithmic: true)],
      title: "Three")
    try await figure.write(to: atelier.path("relation.png"))
    let drawing = try figure.drawing()
    #expect(try atelier.sizeOfPNG("relation.png") == [drawing.width, drawing.height])
    #expect(drawing.width == 1120)
    #expect(drawing.commands.count { $0.hasPrefix("plot ") } == 3)
    #expect(try atelier.runByHand("relation.gp") == 0)
  }

  @Test("leaves out what is no number, and the words of no point")
  func gaps() throws {
    let drawing = try RelationFigure([plot(["one"])]).drawing()
    #expect(!drawing.data.contains("nan") && !drawing.data.contains("5000"))
    #expect(drawing.data.contains("200.0 0.8 \"first one\""))
  }

  @Test("gives a name the same colour in every panel")
  func colours() throws {
    let plots = try RelationFigure([plot(["one", "two"]), plot(["two"])]).drawing().commands
      .filter { $0.hasPrefix("plot ") }
    #expect(plots[0].contains("#0072b2") && plots[0].contains("#d55e00"))
    #expect(plots[1].contains("#d55e00") && !plots[1].contains("#0072b2"))
  }

  @Test("refuses to draw nothing")
  func empty() {
    let nothing = FigureError.nothingToDraw("the figure of measurements")
    #expect(throws: nothing) { try RelationFigure([]).drawing() }
    #expect(throws: nothing) { try RelationFigure([plot([])]).drawing() }
  }
}
