// SPDX-License-Identifier: GPL-3.0-or-later

import Figures
import Testing

@Suite("A training figure")
struct TrainingFigureTests {
  /// A run whose loss falls from `start` to about 150.
  static func run(start: Double) -> TrainingCurves {
    var curves = TrainingCurves()
    for step in stride(from: 0, through: 1000, by: 10) {
      let loss = step < 20 ? start : 150 + 10 / Double(step)
      curves.negativeELBO.append(loss, at: step)
      curves.meanSquaredError.append(loss - 20, at: step)
      curves.kl.append(20, at: step)
      curves.learningRate.append(0.002 * (1 - Double(step) / 1000), at: step)
      curves.beta.append(Double(step) / 1000, at: step)
    }
    curves.heldOutNegativeELBO.append(160, at: 1000)
    return curves
  }

  @Test("is a PNG of the size of its sheet")
  func size() async throws {
    let atelier = try Atelier()
    let figure = TrainingFigure(Self.run(start: 180), title: "run")
    try await figure.write(to: atelier.path("training.png"))
    let drawing = try figure.drawing()
    #expect(try atelier.sizeOfPNG("training.png") == [1200, drawing.height])
  }

  @Test("lets only a start far above the rest leave the frame, and says so")
  func steepStart() throws {
    func says(_ start: Double) throws -> Bool {
      try TrainingFigure(Self.run(start: start)).drawing().commands
        .contains { $0.contains("−ELBO") && $0.contains("first steps off the scale") }
    }
    #expect(try says(5000))
    #expect(try !says(170))
  }

  @Test("draws the learning rate relative to its largest value, which it names")
  func learningRate() throws {
    let drawing = try TrainingFigure(Self.run(start: 180)).drawing()
    #expect(drawing.commands.contains { $0.contains("learning rate relative to 0.002") })
    #expect(drawing.data.contains("# schedules; learning rate relative to 0.002; learning rate"))
    #expect(drawing.data.contains("\n500.0 0.5\n"))
  }

  @Test(
    "survives a run that diverged, a single record and constant curves",
    arguments: [
      [Double.nan, 3, .infinity], [3], [0, 0, 0], [-5, -5], [1e300, -1e300], [1e-300, 2e-300],
      [1, .nan, .nan, .nan, 2, 3, 4, 5],
    ])
  func oddCurves(values: [Double]) async throws {
    let atelier = try Atelier()
    var curves = TrainingCurves()
    curves.negativeELBO = .init(steps: Array(values.indices), values: values)
    curves.beta = curves.negativeELBO
    curves.learningRate = curves.negativeELBO
    try await TrainingFigure(curves).write(to: atelier.path("training.png"))
    #expect(try atelier.sizeOfPNG("training.png") != nil)
  }

  @Test("refuses a run without any finite record")
  func nothingRecorded() {
    let error = FigureError.nothingToDraw("the record of the training run")
    #expect(throws: error) { try TrainingFigure(TrainingCurves()).drawing() }
    var curves = TrainingCurves()
    curves.kl.append(.nan, at: 3)
    #expect(throws: error) { try TrainingFigure(curves).drawing() }
  }
}
