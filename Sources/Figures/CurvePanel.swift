// SPDX-License-Identifier: GPL-3.0-or-later

/// One panel of curves over the training steps.
struct CurvePanel: Sendable {
  /// How the vertical axis is chosen.
  enum VerticalRange: Sendable {
    /// Around the values, without a steep start.
    case aroundValues
    /// From 0 to at least 1.
    case fromZero
  }

  /// One curve and its looks.
  struct Line: Sendable {
    /// The words of the legend; empty for none.
    let name: String
    let curve: TrainingCurves.Curve
    let color: String
    let isHeldOut: Bool

    init(
      _ name: String, _ curve: TrainingCurves.Curve, _ color: String, isHeldOut: Bool = false
    ) {
      self.name = name
      self.curve = curve
      self.color = color
      self.isHeldOut = isHeldOut
    }

    var finiteValues: [Double] { curve.values.filter(\.isFinite) }

    /// The largest value after the first twentieth of the steps.
    var largestLater: Double? {
      let start = (curve.steps.last ?? 0) / 20
      return zip(curve.steps, curve.values).lazy
        .filter { $0 >= start && $1.isFinite }.map { $1 }.max()
    }

    /// Few measurements are marked by points, many run together into a line.
    var style: String {
      let marks = isHeldOut || finiteValues.count < 4
      let shape = marks ? "linespoints pt 7 ps 0.5" : "lines"
      return "with \(shape) lw \(isHeldOut ? 1.2 : 1.8) dt \(isHeldOut ? 2 : 1) lc rgb '\(color)'"
    }
  }

  /// The pixels from the frame up to the heading; the legend stands between the two.
  static let headingDistance = 46

  let name: String
  let lines: [Line]
  let range: VerticalRange
  /// Whether names stand at the ends of their curves, right of the frame, rather than above it.
  let hasNamesBeside: Bool

  init(
    name: String, lines: [Line], range: VerticalRange = .aroundValues, hasNamesBeside: Bool = false
  ) {
    self.name = name
    self.hasNamesBeside = hasNamesBeside
    self.lines = lines.filter { !$0.finiteValues.isEmpty }
    self.range = range
  }

  /// The ends of the vertical axis, and whether a steep start lies above it.
  var verticalRange: (range: ClosedRange<Double>, isCut: Bool) {
    let values = lines.flatMap(\.finiteValues)
    guard let lowest = values.min(), let highest = values.max() else { return (0...1, false) }
    switch range {
    case .fromZero:
      return (min(0, lowest)...(max(1, highest) * 1.05), false)
    case .aroundValues:
      let usual = lines.compactMap(\.largestLater).max() ?? highest
      let isCut = highest - lowest > 3 * (usual - lowest) && usual > lowest
      let top = isCut ? usual : highest
      let pad = max(0.08 * (top - lowest), abs(top) * 0.01, 1e-9)
      return ((lowest - pad)...(top + pad), isCut)
    }
  }

  /// Adds the panel to a sheet whose other panels it resembles.
  func draw(on drawing: inout Drawing, at place: Panel, lastStep: Int) {
    let (vertical, isCut) = verticalRange
    let heading = isCut ? "\(name), first steps off the scale" : name
    let step = FigureStyle.niceStep(atLeast: Double(lastStep) / 6)
    drawing.commands += place.margins(on: drawing)
    let headingHeight = 1 - Double(place.top - Self.headingDistance) / Double(drawing.height)
    drawing.commands += [
      "set label 3 \(GnuplotText.quoted(heading)) at graph 0, screen \(headingHeight) left noenhanced "
        + "font 'DejaVu Sans,11' textcolor rgb '\(FigureStyle.ink)'",
      "set xlabel 'training step' offset 0,0.3",
      "set xrange [0:\(lastStep)]",
      "set yrange [\(vertical.lowerBound):\(vertical.upperBound)]",
      "set xtics \(max(1, Int(step)))",
      "set key at graph 0, graph 1.02 left bottom horizontal Left "
        + " reverse noenhanced samplen 2.5 font 'DejaVu Sans,10'",
    ]
    if hasNamesBeside {
      drawing.commands +=
        ["unset key"] + names(within: vertical, height: place.bottom - place.top)
    }
    var plots = ["NaN notitle"]
    for line in lines {
      let rows = zip(line.curve.steps, line.curve.values).map { [Double($0), $1] }
      if let data = drawing.append(
        "\(name); \(line.name)\(line.isHeldOut ? " (held out)" : ""): step, value", rows: rows)
      {
        let title = line.name.isEmpty ? "notitle" : "title \(GnuplotText.quoted(line.name))"
        plots.append("\(data) using 1:2 \(line.style) \(title)")
      }
    }
    if lines.isEmpty {
      let (x, y) = (Double(place.left + place.right) / 2, Double(place.top + place.bottom) / 2)
      drawing.commands.append(
        "set label 2 'not recorded' at screen \(x / Double(drawing.width)), "
          + "screen \(1 - y / Double(drawing.height)) center textcolor rgb '#888888'")
    }
    drawing.commands.append("plot " + plots.joined(separator: ", \\\n     "))
  }

  /// The names right of the ends of their curves, moved apart until none covers another.
  private func names(within vertical: ClosedRange<Double>, height: Int) -> [String] {
    let span = vertical.upperBound - vertical.lowerBound
    let ends = lines.compactMap { line -> (line: Line, place: Double)? in
      guard !line.name.isEmpty, let last = line.finiteValues.last else { return nil }
      return (line, min(1, max(0, (last - vertical.lowerBound) / span)))
    }.sorted { $0.place < $1.place }
    let distance = Double(Self.nameHeight) / Double(height)
    var places: [Double] = []
    for end in ends { places.append(max(end.place, (places.last ?? -1) + distance)) }
    // A stack that grew out of the frame moves down as a whole.
    let excess = max(0, (places.last ?? 0) - 1)
    return zip(ends, places).enumerated().map { index, pair in
      "set label \(20 + index) \(GnuplotText.quoted(pair.0.line.name)) at graph 1.02, "
        + "graph \(pair.1 - excess) left noenhanced font 'DejaVu Sans,10' "
        + "textcolor rgb '\(pair.0.line.color)'"
    }
  }

  /// The pixels from one name beside the curves to the next.
  private static let nameHeight = 17

  /// The pixels that the longest name beside the curves needs.
  var nameWidth: Int { 20 + 8 * (lines.map(\.name.count).max() ?? 0) }
}
