// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// A neuron while a bar sweeps across its field: its tuning to the direction as a polar curve, its atom with the bar
/// that it prefers, and its rate along that sweep.
///
/// Directions on the page are those on the screen: the curve is far from the middle in the direction in which the bar
/// moved when the neuron fired much.
public struct SweepFigure: Figure {
  /// Spikes in the sweep at each angle, spread evenly over a full turn from 0° on.
  public var tuning: [Int]
  /// The angle of the repeated sweeps, in degrees.
  public var angle: Double
  /// The atom of the neuron, a square.
  public var atom: GrayPicture
  /// The width of the bar in pixels of the atom.
  public var barWidth: Double
  /// The rate in Hz at times in seconds since the bar set out.
  public var rate: [(time: Double, hertz: Double)]
  /// The line above; empty for none.
  public var title: String

  /// A figure of its parts.
  public init(
    tuning: [Int], angle: Double, atom: GrayPicture, barWidth: Double,
    rate: [(time: Double, hertz: Double)], title: String = ""
  ) {
    self.tuning = tuning
    self.angle = angle
    self.atom = atom
    self.barWidth = barWidth
    self.rate = rate
    self.title = title
  }

  private static let side = 320

  public func drawing() throws(FigureError) -> Drawing {
    guard !tuning.isEmpty, !rate.isEmpty else { throw .nothingToDraw("the sweeps of the bar") }
    let titleLines = FigureStyle.titleLines(title, width: 1240)
    let top = FigureStyle.titleHeight(titleLines) + 50
    var drawing = Drawing(width: 1240, height: top + Self.side + 62)
    drawing.commands =
      ["set multiplot"] + FigureStyle.title(titleLines, drawing: drawing) + FigureStyle.axes
    drawing.commands += ["unset key", "set clip two"]
    func place(_ left: Int, _ width: Int) -> Panel {
      Panel(left: left, right: left + width, top: top, bottom: top + Self.side)
    }
    drawPolar(at: place(30, Self.side), on: &drawing)
    drawAtom(at: place(410, Self.side), on: &drawing)
    drawRate(at: place(820, 390), on: &drawing)
    drawing.commands.append("unset multiplot")
    return drawing
  }

  /// Where the bar moves at an angle, on a page whose ordinate points up: across its own length.
  private static func motion(_ degrees: Double) -> (x: Double, y: Double) {
    let radians = degrees * .pi / 180
    return (-sin(radians), -cos(radians))
  }

  private func heading(_ words: String) -> String {
    "set label 3 \(GnuplotText.quoted(words)) at graph 0, graph 1.07 left noenhanced "
      + "font 'DejaVu Sans,11' textcolor rgb '\(FigureStyle.ink)'"
  }

  private func drawPolar(at place: Panel, on drawing: inout Drawing) {
    let greatest = Double(max(1, tuning.max() ?? 1))
    let step = FigureStyle.niceStep(atLeast: greatest / 3)
    let reach = max(1, (greatest / step).rounded(.up)) * step
    func point(_ radius: Double, _ index: Double) -> [Double] {
      let (x, y) = Self.motion(360 * index / Double(tuning.count))
      return [radius * x, radius * y]
    }
    // A mean over neighboring sweeps shows through the scatter of single ones.
    let neighbors = -tuning.count / 48...tuning.count / 48
    let smooth = tuning.indices.map { index in
      Double(
        neighbors.reduce(0) {
          $0 + tuning[(index + $1 + tuning.count) % tuning.count]
        }) / Double(neighbors.count)
    }
    var plots: [String] = []
    func add(_ name: String, _ rows: [[Double]], _ look: String) {
      if let data = drawing.append(name, rows: rows) {
        plots.append("\(data) using 1:2 with \(look) notitle")
      }
    }
    let turn = Array(tuning.indices) + [0]
    for ring in stride(from: step, through: reach, by: step) {
      add(
        "\(ring) spikes per sweep", turn.map { point(ring, Double($0)) },
        "lines lw 1 lc rgb '\(FigureStyle.fainter)'")
    }
    add(
      "one sweep at each angle", turn.map { point(Double(tuning[$0]), Double($0)) },
      "lines lw 1 lc rgb '#9ac4e0'")
    add(
      "mean of neighboring angles", turn.map { point(smooth[$0], Double($0)) },
      "lines lw 2.2 lc rgb '\(FigureStyle.blue)'")
    drawing.commands += place.margins(on: drawing)
    drawing.commands += [
      heading("spikes per sweep, a ring every \(plain(step))"),
      "unset border", "unset tics", "set xrange [\(-1.2 * reach):\(1.2 * reach)]",
      "set yrange [\(-1.2 * reach):\(1.2 * reach)]",
    ]
    for (index, degrees) in stride(from: 0, to: 360, by: 45).enumerated() {
      let (x, y) = Self.motion(Double(degrees))
      drawing.commands.append(
        "set label \(10 + index) '\(degrees)°' at \(1.12 * reach * x), \(1.12 * reach * y) center "
          + "font 'DejaVu Sans,9' textcolor rgb '#666666'")
    }
    drawing.commands.append("plot " + plots.joined(separator: ", \\\n     "))
    drawing.commands += ["unset label"]
  }

  private func drawAtom(at place: Panel, on drawing: inout Drawing) {
    guard let image = drawing.append("the atom: gray of each pixel, -1 to 1", picture: atom) else {
      return
    }
    let half = Double(atom.width) / 2
    let way = Self.motion(angle)
    // The edges of the bar through the middle of the field.
    let edges = [-barWidth / 2, barWidth / 2].compactMap { offset in
      drawing.append(
        "an edge of the bar",
        rows: [-2 * half, 2 * half].map {
          [offset * way.x - $0 * way.y, offset * way.y + $0 * way.x]
        }
      )
    }
    let (x, y) = (way.x * half * 0.7, way.y * half * 0.7)
    drawing.commands += place.margins(on: drawing) + GrayPicture.grays
    drawing.commands += [
      heading("its atom, and the bar at \(plain(angle))°"), "unset border", "unset tics",
      "set xrange [\(-half):\(half)]", "set yrange [\(-half):\(half)]",
      "set arrow 5 from 0,0 to \(x),\(y) front filled size \(half / 8),20 lw 2.5 "
        + "lc rgb '\(FigureStyle.vermilion)'",
      "plot \(image) matrix using ($1-\(half - 0.5)):(\(half - 0.5)-$2):3 with image notitle, \\\n     "
        + edges.map { "\($0) using 1:2 with lines lw 2 lc rgb '\(FigureStyle.vermilion)' notitle" }
        .joined(separator: ", \\\n     "),
      "unset arrow 5", "unset label",
    ]
  }

  private func drawRate(at place: Panel, on drawing: inout Drawing) {
    let rows = rate.map { [$0.time, $0.hertz] }
    guard let data = drawing.append("time in s, rate in Hz", rows: rows) else { return }
    drawing.commands += place.margins(on: drawing) + FigureStyle.axes
    drawing.commands += [
      heading("its rate along that sweep, mean of all trials"), "set xtics nomirror autofreq",
      "set ytics nomirror autofreq", "set xrange [\(rate[0].time):*]", "set yrange [0:*]",
      "set grid xtics ytics lc rgb '\(FigureStyle.fainter)' lt 1 lw 1",
      "set xlabel 'seconds since the bar set out' offset 0,0.3", "set ylabel 'rate in Hz'",
      "plot \(data) using 1:2 with fillsteps fs solid 0.25 noborder lc rgb '\(FigureStyle.blue)' notitle, \\\n     "
        + "\(data) using 1:2 with steps lw 1.6 lc rgb '\(FigureStyle.blue)' notitle",
    ]
  }

  /// A number without a needless fraction.
  private func plain(_ number: Double) -> String {
    number == number.rounded() ? "\(Int(number))" : "\(number)"
  }
}
