// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// The words beside the points of one panel, each at the first corner of its point where it covers nothing.
///
/// Words that would cover others or a point at every corner are left out: the points stay readable, and
/// tables carry every value.
struct PointLabels: Sendable {
  /// Where words stand, seen from their point.
  enum Corner: CaseIterable, Sendable {
    case rightAbove, rightBelow, leftAbove, leftBelow

    /// The alignment and offset in gnuplot's words.
    var placement: String {
      switch self {
      case .rightAbove: "left offset 0.7,0.5"
      case .rightBelow: "left offset 0.7,-0.5"
      case .leftAbove: "right offset -0.7,0.5"
      case .leftBelow: "right offset -0.7,-0.5"
      }
    }
  }

  /// The corner of each point of each series; nil without words or without room for them.
  private(set) var corners: [[Corner?]]

  /// Places the words of `plot` in an area of about `width` by `height` pixels.
  init(_ plot: RelationFigure.Plot, width: Double, height: Double) {
    let points = plot.series.flatMap(\.points).filter(\.isFinite)
    let across = Scale(points.map(\.x), logarithmic: plot.hasLogarithmicAbscissa, length: width)
    let up = Scale(points.map(\.y), logarithmic: plot.hasLogarithmicOrdinate, length: height)
    func place(_ point: RelationFigure.Point) -> (x: Double, y: Double) {
      (across.place(point.x), up.place(point.y))
    }
    let marks = plot.series.filter { $0.style != .curve }.flatMap(\.points).filter(\.isFinite)
      .map { Box(around: place($0)) }
    var words: [Box] = []
    corners = plot.series.map { series in
      series.points.map { point in
        guard point.isFinite, !point.label.isEmpty else { return nil }
        let size = (width: 5.5 * Double(point.label.count), height: 10.0)
        for corner in Corner.allCases {
          let box = Box(at: corner, of: place(point), size: size)
          guard box.left >= 0, box.right <= width, !(marks + words).contains(where: box.overlaps)
          else { continue }
          words.append(box)
          return corner
        }
        return nil
      }
    }
  }

  /// The places of values along one axis, in pixels.
  private struct Scale {
    let least: Double
    let extent: Double
    let length: Double
    let isLogarithmic: Bool

    init(_ values: [Double], logarithmic: Bool, length: Double) {
      let values = values.map { logarithmic ? log($0) : $0 }.filter(\.isFinite)
      least = values.min() ?? 0
      extent = max((values.max() ?? 1) - least, .leastNormalMagnitude)
      (self.length, isLogarithmic) = (length, logarithmic)
    }

    func place(_ value: Double) -> Double {
      // The panel leaves some room around its points.
      (0.04 + 0.9 * ((isLogarithmic ? log(value) : value) - least) / extent) * length
    }
  }

  private struct Box {
    let left: Double
    let right: Double
    let bottom: Double
    let top: Double

    /// A point itself.
    init(around place: (x: Double, y: Double)) {
      (left, right) = (place.x - 4, place.x + 4)
      (bottom, top) = (place.y - 4, place.y + 4)
    }

    init(
      at corner: Corner, of place: (x: Double, y: Double), size: (width: Double, height: Double)
    ) {
      let (x, y) = place
      switch corner {
      case .rightAbove, .rightBelow: (left, right) = (x + 5, x + 5 + size.width)
      case .leftAbove, .leftBelow: (left, right) = (x - 5 - size.width, x - 5)
      }
      let middle =
        switch corner {
        case .rightAbove, .leftAbove: y + 7
        case .rightBelow, .leftBelow: y - 7
        }
      (bottom, top) = (middle - size.height / 2, middle + size.height / 2)
    }

    func overlaps(_ other: Box) -> Bool {
      left < other.right && other.left < right && bottom < other.top && other.bottom < top
    }
  }
}
