// SPDX-License-Identifier: GPL-3.0-or-later

/// A film and the neurons that watched it: frames, what was seen of them, and spikes, above curves over time.
public struct StreamFigure: Figure {
  /// A frame, what was seen of it, and where it was a surprise.
  public struct Moment: Sendable, Equatable {
    /// When the frame was shown.
    public let seconds: Double
    /// The frame.
    public let frame: GrayPicture
    /// What was seen of it, as large.
    public let seen: GrayPicture

    /// The surprise of every place in nats, 0 or more, as large; nil for none.
    public let surprise: GrayPicture?

    /// A moment of its parts.
    public init(
      seconds: Double, frame: GrayPicture, seen: GrayPicture, surprise: GrayPicture? = nil
    ) {
      self.seconds = seconds
      self.frame = frame
      self.seen = seen
      self.surprise = surprise
    }
  }

  /// Frames in order of time; none for a film of which nothing is shown.
  public var moments: [Moment]
  /// When neurons fired, in seconds, and in which row.
  public var spikes: [(time: Double, row: Int)]
  /// The rows of the raster.
  public var rows: Int
  /// What the raster shows, in words.
  public var raster: String
  /// The time that the raster covers.
  public var seconds: Range<Double>
  /// The curves below.
  public var curves: RelationFigure
  /// The line above; empty for none.
  public var title: String

  /// A figure of its parts.
  public init(
    moments: [Moment], spikes: [(time: Double, row: Int)], rows: Int, raster: String,
    seconds: Range<Double>, curves: RelationFigure, title: String = ""
  ) {
    self.moments = moments
    self.spikes = spikes
    self.rows = rows
    self.raster = raster
    self.seconds = seconds
    self.curves = curves
    self.title = title
  }

  private static let (left, gap, rasterHeight) = (85, 8, 170)

  public func drawing() throws(FigureError) -> Drawing {
    guard curves.plots.contains(where: { !$0.series.isEmpty }) else {
      throw .nothingToDraw("the figure of a stream")
    }
    let width = curves.width
    let titleLines = FigureStyle.titleLines(title, width: width)
    let top = FigureStyle.titleHeight(titleLines)
    let pictures = pictureSize(width)
    let pictureRows = mostSurprise == nil ? 2 : 3
    let rasterTop =
      top + (moments.isEmpty ? 0 : pictureRows * (pictures.height + Self.gap) + 22) + 26
    let curvesTop = rasterTop + Self.rasterHeight + 56
    var drawing = Drawing(width: width, height: curvesTop + curves.height)
    drawing.commands =
      ["set multiplot"] + FigureStyle.title(titleLines, drawing: drawing)
      + ["unset key"]
    for (index, moment) in moments.enumerated() {
      let left = Self.left + index * (pictures.width + Self.gap)
      let surprise = mostSurprise.flatMap { most in
        moment.surprise.map { GrayPicture($0.values, width: $0.width, white: most) }
      }
      let shown = [moment.frame, moment.seen] + [surprise].compactMap { $0 }
      for (row, picture) in shown.enumerated() {
        let place = Panel(
          left: left, right: left + pictures.width, top: top + row * (pictures.height + Self.gap),
          bottom: top + row * (pictures.height + Self.gap) + pictures.height)
        drawing.commands += row == 2 ? Self.heat : GrayPicture.grays
        draw(
          picture,
          named: row == shown.count - 1 ? "\((moment.seconds * 100).rounded() / 100) s" : nil,
          of: index == 0 ? ["film", "seen", surpriseLabel][row] : nil, at: place, on: &drawing)
      }
    }
    drawRaster(
      at: Panel(
        left: Self.left, right: width - 25, top: rasterTop, bottom: rasterTop + Self.rasterHeight),
      on: &drawing)
    curves.draw(on: &drawing, top: curvesTop)
    drawing.commands.append("unset multiplot")
    return drawing
  }

  /// Colors of surprise: white for none, dark red for the largest.
  private static let heat = [
    "unset colorbox",
    "set palette defined (0 '#ffffff', 0.35 '#fdbb84', 0.7 '#e34a33', 1 '#7f0000')",
    "set cbrange [0:1]",
  ]

  /// The largest surprise of all moments; nil when none is shown.
  private var mostSurprise: Float? {
    moments.compactMap { $0.surprise?.values.max() }.max()
  }

  private var surpriseLabel: String {
    "surprise,\\n0–\(Int((mostSurprise ?? 0).rounded())) nats\\na tile"
  }

  private func pictureSize(_ width: Int) -> (width: Int, height: Int) {
    guard let first = moments.first?.frame else { return (0, 0) }
    let room = (width - Self.left - 25 + Self.gap) / max(4, moments.count) - Self.gap
    return (room, room * first.height / first.width)
  }

  private func draw(
    _ picture: GrayPicture, named time: String?, of row: String?, at place: Panel,
    on drawing: inout Drawing
  ) {
    guard let data = drawing.append("a frame: gray of each pixel, -1 to 1", picture: picture)
    else { return }
    drawing.commands += place.margins(on: drawing)
    drawing.commands += [
      "unset border", "unset tics", "set xrange [-0.5:\(picture.width).0-0.5]",
      "set yrange [-0.5:\(picture.height).0-0.5]",
    ]
    let words = "noenhanced font 'DejaVu Sans,10' textcolor rgb '\(FigureStyle.ink)'"
    if let time {
      drawing.commands.append("set label 2 '\(time)' at graph 0.5, graph -0.12 center \(words)")
    }
    if let row {
      drawing.commands.append("set label 3 \"\(row)\" at graph -0.05, graph 0.5 right \(words)")
    }
    drawing.commands += [
      "plot \(data) matrix using 1:(\(picture.height - 1)-$2):3 with image notitle", "unset label",
    ]
  }

  private func drawRaster(at place: Panel, on drawing: inout Drawing) {
    drawing.commands += place.margins(on: drawing) + FigureStyle.axes
    drawing.commands += [
      "set label 3 \(GnuplotText.quoted(raster)) at graph 0, graph 1.08 left noenhanced "
        + "font 'DejaVu Sans,11' textcolor rgb '\(FigureStyle.ink)'",
      "set xrange [\(seconds.lowerBound):\(seconds.upperBound)]", "set yrange [0:\(max(1, rows))]",
      "set xtics nomirror autofreq", "set ytics nomirror autofreq",
      "set xlabel 'time in s' offset 0,0.3",
      "set ylabel 'neuron'",
    ]
    let rows = spikes.map { [$0.time, Double($0.row)] }
    let data = drawing.append("spikes: time in s, row", rows: rows)
    drawing.commands += [
      data.map {
        "plot \($0) using 1:2:(0):(0.9) with vectors nohead lw 0.8 lc rgb '\(FigureStyle.ink)' notitle"
      } ?? "plot NaN notitle",
      "unset label",
    ]
  }
}
