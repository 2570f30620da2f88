// SPDX-License-Identifier: GPL-3.0-or-later

/// Several kinds of model over their training: how well they describe held-out data, and how many of
/// their neurons take part.
///
/// Runs of one kind that differ in their seed share a color; only the first names it.
public struct ComparisonFigure: Figure {
  /// The runs of one kind of model.
  public struct Group: Sendable {
    /// What the legend calls them.
    public var name: String
    /// Held-out −ELBO over the steps, one curve a run.
    public var negativeELBO: [TrainingCurves.Curve]
    /// The fraction of active neurons over the steps, one curve a run.
    public var activeFraction: [TrainingCurves.Curve]

    /// A group without runs, to be filled in.
    public init(name: String) {
      self.name = name
      negativeELBO = []
      activeFraction = []
    }
  }

  /// The kinds of model, in the order of the legend.
  public var groups: [Group]
  /// The line above the panels; empty for none.
  public var title: String

  /// A figure of these groups.
  public init(_ groups: [Group], title: String = "") {
    self.groups = groups
    self.title = title
  }

  private static let colors = [
    FigureStyle.blue, FigureStyle.vermilion, FigureStyle.green, FigureStyle.purple, "#e69f00",
    "#56b4e9", "#555555",
  ]

  private static let panelWidth = 420

  public func drawing() throws(FigureError) -> Drawing {
    let panels = [
      panel("held-out −ELBO (nats per datum)", \.negativeELBO, range: .aroundValues),
      panel(
        "active neurons (fraction), by the published rule", \.activeFraction, range: .fromZero),
    ]
    guard panels.contains(where: { !$0.lines.isEmpty }) else {
      throw .nothingToDraw("the records of the runs")
    }
    let names = panels.map(\.nameWidth).max() ?? 0
    let width = 2 * (80 + Self.panelWidth + names)
    let titleLines = FigureStyle.titleLines(title, width: width)
    let top = FigureStyle.titleHeight(titleLines)
    var drawing = Drawing(width: width, height: top + 470)
    drawing.commands =
      ["set multiplot"] + FigureStyle.title(titleLines, drawing: drawing) + FigureStyle.axes
    drawing.commands.append("set grid ytics lc rgb '\(FigureStyle.fainter)' lt 1 lw 1")
    let lastStep = max(1, panels.flatMap(\.lines).compactMap { $0.curve.steps.max() }.max() ?? 1)
    for (index, panel) in panels.enumerated() {
      let left = 80 + index * width / 2
      let place = Panel(
        left: left, right: left + Self.panelWidth, top: top + 70, bottom: top + 410)
      panel.draw(on: &drawing, at: place, lastStep: lastStep)
      drawing.commands.append("unset label")
    }
    drawing.commands.append("unset multiplot")
    return drawing
  }

  private func panel(
    _ name: String, _ curves: KeyPath<Group, [TrainingCurves.Curve]>,
    range: CurvePanel.VerticalRange
  ) -> CurvePanel {
    var lines: [CurvePanel.Line] = []
    for (index, group) in groups.enumerated() {
      let color = Self.colors[index % Self.colors.count]
      for (run, curve) in group[keyPath: curves].enumerated() {
        lines.append(.init(run == 0 ? group.name : "", curve, color))
      }
    }
    return CurvePanel(name: name, lines: lines, range: range, hasNamesBeside: true)
  }
}
