// SPDX-License-Identifier: GPL-3.0-or-later

/// The course of a training run in four panels: loss, its two terms, schedules, activity.
///
/// Training curves are solid, held-out measurements are points joined by a dashed line. A first
/// descent from values far above all later ones leaves the frame, and the panel says so, so that
/// the rest can be read.
public struct TrainingFigure: Figure {
  /// What the run reported.
  public var curves: TrainingCurves
  /// The line above the panels; empty for none.
  public var title: String

  /// A figure of these curves.
  public init(_ curves: TrainingCurves, title: String = "") {
    self.curves = curves
    self.title = title
  }

  public func drawing() throws(FigureError) -> Drawing {
    let panels = [lossPanel, termsPanel, schedulePanel, activityPanel]
    guard panels.contains(where: { !$0.lines.isEmpty }) else {
      throw .nothingToDraw("the record of the training run")
    }
    let titleLines = FigureStyle.titleLines(title, width: 1200)
    let top = FigureStyle.titleHeight(titleLines)
    let panelHeight = 290
    var drawing = Drawing(width: 1200, height: top + 2 * (panelHeight + 115))
    drawing.commands =
      ["set multiplot"] + FigureStyle.title(titleLines, drawing: drawing) + FigureStyle.axes
    drawing.commands.append("set grid ytics lc rgb '\(FigureStyle.fainter)' lt 1 lw 1")
    let lastStep = max(1, panels.flatMap(\.lines).compactMap { $0.curve.steps.max() }.max() ?? 1)
    for (index, panel) in panels.enumerated() {
      let left = index.isMultiple(of: 2) ? 80 : 680
      let upper = top + 58 + (index / 2) * (panelHeight + 115)
      let place = Panel(left: left, right: left + 450, top: upper, bottom: upper + panelHeight)
      panel.draw(on: &drawing, at: place, lastStep: lastStep)
      drawing.commands.append("unset label")
    }
    drawing.commands.append("unset multiplot")
    return drawing
  }

  private var lossPanel: CurvePanel {
    CurvePanel(
      name: "−ELBO (nats per patch); minimized: error + β·KL",
      lines: [
        .init("training", curves.negativeELBO, FigureStyle.blue),
        .init("held out", curves.heldOutNegativeELBO, FigureStyle.vermilion, isHeldOut: true),
      ])
  }

  private var termsPanel: CurvePanel {
    CurvePanel(
      name: "squared error and KL (nats) per patch; dashed: held out",
      lines: [
        .init("squared error", curves.meanSquaredError, FigureStyle.blue),
        .init("KL", curves.kl, FigureStyle.green),
        .init("", curves.heldOutMeanSquaredError, FigureStyle.blue, isHeldOut: true),
        .init("", curves.heldOutKL, FigureStyle.green, isHeldOut: true),
      ])
  }

  private var schedulePanel: CurvePanel {
    let rates = curves.learningRate
    let largest = rates.values.lazy.filter(\.isFinite).max() ?? 0
    let relative = TrainingCurves.Curve(
      steps: rates.steps, values: rates.values.map { largest > 0 ? $0 / largest : $0 })
    return CurvePanel(
      name: rates.steps.isEmpty
        ? "schedules" : "schedules; learning rate relative to \(Self.short(largest))",
      lines: [
        .init("β", curves.beta, FigureStyle.green),
        .init("temperature", curves.temperature, FigureStyle.vermilion),
        .init("learning rate", relative, FigureStyle.blue),
      ], range: .fromZero)
  }

  private var activityPanel: CurvePanel {
    CurvePanel(
      name: "activity (fraction)",
      lines: [
        .init("active neurons", curves.activeFraction, FigureStyle.green),
        .init("counts that are zero", curves.zeroFraction, FigureStyle.purple),
      ], range: .fromZero)
  }

  /// A number in three digits, without needless zeros.
  private static func short(_ value: Double) -> String {
    guard value > 0 else { return "1" }
    var digits = 1.0
    while value * digits < 100 { digits *= 10 }
    return "\((value * digits).rounded() / digits)"
  }
}
