// SPDX-License-Identifier: GPL-3.0-or-later

/// Measurements against one another: points with intervals, curves and fits, in panels side by side.
///
/// A name has the same color and the same point in every panel and stands once, above them.
public struct RelationFigure: Figure {
  /// One measurement.
  public struct Point: Sendable, Equatable {
    /// Its abscissa.
    public var x: Double
    /// Its ordinate.
    public var y: Double
    /// Half the height of its interval; 0 for none.
    public var halfInterval: Double
    /// The words beside it; empty for none.
    public var label: String

    /// A measurement.
    public init(x: Double, y: Double, halfInterval: Double = 0, label: String = "") {
      self.x = x
      self.y = y
      self.halfInterval = halfInterval
      self.label = label
    }
  }

  /// Measurements of one kind.
  public struct Series: Sendable, Equatable {
    /// How they are drawn.
    public enum Style: Sendable, Equatable {
      /// Points alone.
      case points
      /// Points along a line.
      case joined
      /// A line without points, as for a fit.
      case curve
      /// Open points along a dashed line: figures of others.
      case published
    }

    /// The name in the legend; equal names share it.
    public var name: String
    /// The measurements; lines join them in this order.
    public var points: [Point]
    /// How they are drawn.
    public var style: Style

    /// Measurements of one kind.
    public init(_ name: String, _ points: [Point], style: Style = .joined) {
      self.name = name
      self.points = points
      self.style = style
    }
  }

  /// One panel.
  public struct Plot: Sendable, Equatable {
    /// The line above it.
    public var heading: String
    /// What is measured along it, with its unit.
    public var abscissa: String
    /// What is measured up it, with its unit.
    public var ordinate: String
    /// Whether the abscissa is logarithmic.
    public var hasLogarithmicAbscissa: Bool
    /// Whether the ordinate is logarithmic.
    public var hasLogarithmicOrdinate: Bool
    /// The distance of the marks along it; nil for one that suits the range.
    public var abscissaStep: Double?
    /// The distance of the marks up it; nil for one that suits the range.
    public var ordinateStep: Double?
    /// What it shows.
    public var series: [Series]

    /// A panel without measurements, to be filled in.
    public init(
      _ heading: String, abscissa: String, ordinate: String, logarithmicAbscissa: Bool = false,
      logarithmicOrdinate: Bool = false, series: [Series] = []
    ) {
      self.heading = heading
      self.abscissa = abscissa
      self.ordinate = ordinate
      hasLogarithmicAbscissa = logarithmicAbscissa
      hasLogarithmicOrdinate = logarithmicOrdinate
      self.series = series
    }

    /// A number of each neuron, in ascending order, over the share of neurons that do not exceed it.
    package init(_ heading: String, ordinate: String, ofAllNeurons values: [Double]) {
      let points = values.sorted().enumerated().map { place, value in
        Point(x: (Double(place) + 0.5) / Double(values.count), y: value)
      }
      self.init(
        heading, abscissa: "share of neurons", ordinate: ordinate,
        series: [Series("all neurons", points, style: .curve)])
    }
  }

  /// The panels, left to right, two in a row.
  public var plots: [Plot]
  /// The line above all; empty for none.
  public var title: String

  /// A figure of these panels.
  public init(_ plots: [Plot], title: String = "") {
    self.plots = plots
    self.title = title
  }

  public func drawing() throws(FigureError) -> Drawing {
    let names = self.names
    guard !names.isEmpty else { throw .nothingToDraw("the figure of measurements") }
    let titleLines = FigureStyle.titleLines(title, width: width)
    let top = FigureStyle.titleHeight(titleLines)
    var drawing = Drawing(width: width, height: top + height)
    drawing.commands = ["set multiplot"] + FigureStyle.title(titleLines, drawing: drawing)
    draw(on: &drawing, top: top)
    drawing.commands.append("unset multiplot")
    return drawing
  }

  private var columns: Int { min(plots.count, 2) }
  /// The pixels that panels take across.
  var width: Int { RelationPanel.width * columns }
  /// The pixels that the legend and the panels take down.
  var height: Int {
    RelationLegend(names, width: width).height
      + (plots.count + columns - 1) / columns * RelationPanel.height
  }

  /// Adds the legend and the panels to a sheet.
  func draw(on drawing: inout Drawing, top legendTop: Int) {
    let legend = RelationLegend(names, width: width)
    let top = legendTop + legend.height
    drawing.commands += legend.commands(on: drawing, top: legendTop) + FigureStyle.axes
    drawing.commands.append("set grid xtics ytics lc rgb '\(FigureStyle.fainter)' lt 1 lw 1")
    for (index, plot) in plots.enumerated() {
      let panel = RelationPanel(plot: plot, names: names)
      panel.draw(
        on: &drawing, left: index % columns * RelationPanel.width,
        top: top + index / columns * RelationPanel.height)
      // The title and the legend are drawn with the first panel, once.
      drawing.commands.append("unset label")
    }
  }

  /// The names of all series that show something, in order of appearance.
  private var names: [String] {
    plots.flatMap(\.series).filter { series in series.points.contains(where: \.isFinite) }
      .map(\.name).reduce(into: []) { names, name in
        if !names.contains(name) { names.append(name) }
      }
  }
}

extension RelationFigure.Point {
  /// Whether it has a place.
  var isFinite: Bool { x.isFinite && y.isFinite }
}
