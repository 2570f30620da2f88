// SPDX-License-Identifier: GPL-3.0-or-later

/// Gradient estimators side by side: bias, variance and cosine, a row of three panels for each section.
///
/// In the panel of the bias a dotted line of the same color is the Monte-Carlo floor, the bias that chance
/// alone gives: a curve on its floor shows no bias.
public struct EstimatorFigure: Figure {
  /// One estimator's figures of merit over rates or temperatures.
  public struct Curve: Sendable, Equatable {
    /// The estimator's name.
    public var name: String
    /// λ or T, ascending.
    public var abscissae: [Double]
    /// Relative bias.
    public var bias: [Double]
    /// The bias that chance alone gives.
    public var floor: [Double]
    /// Normalized variance.
    public var variance: [Double]
    /// Cosine of the angle to the exact gradient.
    public var cosine: [Double]

    /// A curve without points, to be filled in.
    public init(name: String) {
      self.name = name
      (abscissae, bias, floor, variance, cosine) = ([], [], [], [], [])
    }

    /// Adds a point to the right.
    public mutating func append(
      at abscissa: Double, bias: Double, floor: Double, variance: Double, cosine: Double
    ) {
      abscissae.append(abscissa)
      self.bias.append(bias)
      self.floor.append(floor)
      self.variance.append(variance)
      self.cosine.append(cosine)
    }
  }

  /// A row of panels.
  public struct Section: Sendable, Equatable {
    /// What is held fixed, for example "temperature 0.1".
    public var fixed: String
    /// What varies, under the panels.
    public var abscissa: String
    /// Whether the abscissa is logarithmic.
    public var isLogarithmic: Bool
    /// The curves; equal names have equal colors in all sections.
    public var curves: [Curve]

    /// A section of its parts.
    public init(fixed: String, abscissa: String, isLogarithmic: Bool, curves: [Curve]) {
      self.fixed = fixed
      self.abscissa = abscissa
      self.isLogarithmic = isLogarithmic
      self.curves = curves
    }
  }

  /// The rows, from above.
  public var sections: [Section]
  /// The line above the panels; empty for none.
  public var title: String

  /// A figure of these sections.
  public init(_ sections: [Section], title: String = "") {
    self.sections = sections
    self.title = title
  }

  public func drawing() throws(FigureError) -> Drawing {
    let names = self.names
    guard !names.isEmpty else { throw .nothingToDraw("the study of estimators") }
    let titleLines = FigureStyle.titleLines(title, width: EstimatorPanel.width)
    let legend = FigureStyle.titleHeight(titleLines)
    let top = legend + 60
    var drawing = Drawing(
      width: EstimatorPanel.width, height: top + sections.count * EstimatorPanel.rowHeight)
    drawing.commands =
      ["set multiplot"] + FigureStyle.title(titleLines, drawing: drawing) + FigureStyle.axes
    drawing.commands.append("set grid xtics ytics lc rgb '\(FigureStyle.fainter)' lt 1 lw 1")
    for (row, section) in sections.enumerated() {
      for (column, measure) in EstimatorPanel.Measure.allCases.enumerated() {
        let panel = EstimatorPanel(
          section: section, measure: measure, names: names,
          legend: row == 0 && column == 0 ? legend : nil)
        panel.draw(on: &drawing, row: row, column: column, top: top)
      }
    }
    drawing.commands.append("unset multiplot")
    return drawing
  }

  /// The names of all curves, in order of appearance.
  private var names: [String] {
    sections.flatMap(\.curves).filter { !$0.abscissae.isEmpty }.map(\.name)
      .reduce(into: []) { names, name in if !names.contains(name) { names.append(name) } }
  }
}
