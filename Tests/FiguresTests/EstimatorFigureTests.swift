// SPDX-License-Identifier: GPL-3.0-or-later

import Figures
import Testing

@Suite("A figure of estimators")
struct EstimatorFigureTests {
  private func section(_ names: [String], isLogarithmic: Bool) -> EstimatorFigure.Section {
    EstimatorFigure.Section(
      fixed: "T = 0.1", abscissa: "λ", isLogarithmic: isLogarithmic,
      curves: names.map { name in
        var curve = EstimatorFigure.Curve(name: name)
        for x in [0.1, 1, 10] {
          curve.append(at: x, bias: 0.1 * x, floor: 0.05, variance: 3 / x, cosine: 0.5)
        }
        return curve
      })
  }

  @Test("is a PNG with three panels for each section, and can be drawn again by hand")
  func size() async throws {
    let atelier = try Atelier()
    let figure = EstimatorFigure(
      [
        section(["one", "it's `rm`"], isLogarithmic: true), section(["one"], isLogarithmic: false),
      ], title: "Estimators")
    try await figure.write(to: atelier.path("estimators.png"))
    let drawing = try figure.drawing()
    #expect(try atelier.sizeOfPNG("estimators.png") == [drawing.width, drawing.height])
    #expect(drawing.commands.count { $0.hasPrefix("plot ") } == 6)
    #expect(drawing.blockCount == 9)
    #expect(try atelier.runByHand("estimators.gp") == 0)
  }

  @Test("gives a name the same colour in every section")
  func colors() throws {
    let figure = EstimatorFigure([
      section(["one", "two"], isLogarithmic: true), section(["two"], isLogarithmic: true),
    ])
    let plots = try figure.drawing().commands.filter { $0.hasPrefix("plot ") }
    #expect(plots[0].contains("#d55e00"))
    #expect(plots[3].contains("#d55e00") && !plots[3].contains("#0072b2"))
  }

  @Test("refuses a study without results")
  func empty() {
    #expect(throws: FigureError.nothingToDraw("the study of estimators")) {
      try EstimatorFigure([]).drawing()
    }
    #expect(throws: FigureError.nothingToDraw("the study of estimators")) {
      try EstimatorFigure([section([], isLogarithmic: true)]).drawing()
    }
  }
}
