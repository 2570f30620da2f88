// SPDX-License-Identifier: GPL-3.0-or-later

import Figures
import Foundation
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
  func colors() throws {
    let plots = try RelationFigure([plot(["one", "two"]), plot(["two"])]).drawing().commands
      .filter { $0.hasPrefix("plot ") }
    #expect(plots[0].contains("#0072b2") && plots[0].contains("#d55e00"))
    #expect(plots[1].contains("#d55e00") && !plots[1].contains("#0072b2"))
  }

  @Test("words stand where they cover nothing, and are left out where points crowd")
  func crowd() throws {
    func words(_ points: [(Double, Double)]) throws -> Int {
      let series = RelationFigure.Series(
        "one", points.map { .init(x: $0.0, y: $0.1, label: "word") })
      let plot = RelationFigure.Plot("", abscissa: "x", ordinate: "y", series: [series])
      return try RelationFigure([plot]).drawing().data.components(separatedBy: "\"word\"").count - 1
    }
    #expect(try words([(0, 0), (1, 1), (2, 0)]) == 3)
    // Side by side at one place: at most one word at each corner of the crowd.
    let crowd = (0..<20).map { (0.001 * Double($0), 0.5) } + [(0, 0), (1, 1)]
    #expect((3...6).contains(try words(crowd)))
  }

  @Test("refuses to draw nothing")
  func empty() {
    let nothing = FigureError.nothingToDraw("the figure of measurements")
    #expect(throws: nothing) { try RelationFigure([]).drawing() }
    #expect(throws: nothing) { try RelationFigure([plot([])]).drawing() }
  }
}
