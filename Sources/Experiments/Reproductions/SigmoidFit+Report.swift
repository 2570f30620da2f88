// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Evaluation
internal import Figures
internal import Runs

extension SigmoidFit {
  /// The curve between the outermost points.
  func curve(over abscissae: [Double]) -> [RelationFigure.Point] {
    guard let low = abscissae.min(), let high = abscissae.max() else { return [] }
    return (0...100).map { index in
      let x = low + (high - low) * Double(index) / 100
      return .init(x: x, y: self(x))
    }
  }

  var json: JSONValue {
    .object([
      "floor": .measured(floor), "height": .measured(height), "slope": .measured(slope),
      "middle": .measured(middle), "r_squared": .measured(rSquared),
    ])
  }
}

extension SigmoidFit? {
  /// How well it fits, in words.
  var verdict: String { map { "R² \(Text.number($0.rSquared))" } ?? "no sigmoid fits" }
}
