// SPDX-License-Identifier: GPL-3.0-or-later

/// What spikes carry: pictures, what a decoder makes of the spikes of one trial and of several, and the spikes themselves.
///
/// One column a picture. Below its three pictures are the spikes of the first trial, a row for every neuron that fired,
/// the busiest lowest. All pictures of a column share their gray scale, so that strengths compare.
public struct SpikesCarryFigure: Figure {
  /// One picture and what its spikes say.
  public struct Column: Sendable, Equatable {
    /// What was shown.
    public var shown: [Float]
    /// What the spikes of the first trial decode to.
    public var once: [Float]
    /// The mean of what the trials decode to.
    public var mean: [Float]
    /// The spikes of the first trial, in seconds from its onset, a list for each neuron.
    public var spikes: [[Double]]

    /// A column; three pictures of equal size.
    public init(shown: [Float], once: [Float], mean: [Float], spikes: [[Double]]) {
      self.shown = shown
      self.once = once
      self.mean = mean
      self.spikes = spikes
    }
  }

  /// The pictures, left to right.
  public var columns: [Column]
  /// Pixels in a row of a picture.
  public var pictureWidth: Int
  /// How long a trial lasts, in seconds.
  public var window: Double
  /// How many trials the mean is of.
  public var trials: Int
  /// The line above all; empty for none.
  public var title: String

  /// A figure of these columns.
  public init(
    _ columns: [Column], pictureWidth: Int, window: Double, trials: Int, title: String = ""
  ) {
    self.columns = columns
    self.pictureWidth = pictureWidth
    self.window = window
    self.trials = trials
    self.title = title
  }

  public func drawing() throws(FigureError) -> Drawing {
    guard !columns.isEmpty else { throw .nothingToDraw("the pictures") }
    guard window > 0 else { throw .nothingToDraw("the window of the trials") }
    for (index, column) in columns.enumerated() {
      for values in [column.shown, column.once, column.mean] {
        if let value = values.first(where: { !$0.isFinite }) {
          throw .notFinite(name: "picture \(index)", value: value)
        }
      }
    }
    return SpikesCarrySheet(self).drawing()
  }

  /// 1 − Σ(shown − decoded)² / Σ(shown − mean of shown)², the share of a picture's variance that a decoded one has.
  static func explained(_ shown: [Float], by decoded: [Float]) -> Double {
    let mean = shown.reduce(0.0) { $0 + Double($1) } / Double(shown.count)
    let variation = shown.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    let error = zip(shown, decoded).reduce(0.0) {
      $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
    }
    return variation > 0 ? 1 - error / variation : .nan
  }
}
