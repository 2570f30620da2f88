// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Figures
internal import Foundation
internal import Runs

/// The command `interspike figure training RUN -o training.png`.
struct FigureTraining: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training",
    abstract: "Draw the progress of a training run: loss, its terms, schedules, activity.")

  @Argument(help: "The run folder.", completion: .directory)
  var run: String

  @OptionGroup var picture: PictureOption
  @Flag(name: .shortAndLong, help: "Print nothing but errors on standard error.") var quiet = false

  /// More points than this on a line cannot be told apart.
  private static let points = 500

  func run() async throws {
    try FilePlan.check(runs: [run], draws: [("-o", picture.output)])
    let folder = try RunFolder(existing: run)
    let records = try MetricsFile.lines(of: folder.metricsPath, before: nil).map {
      try JSONText.decode(MetricsRecord.self, from: $0)
    }
    guard !records.isEmpty else {
      throw Refusal(
        .badData, "\(folder.metricsPath) has no measurements yet. Train for at least one step.")
    }
    let width = max(1, records.count(where: \.isTraining) / Self.points)
    let name = URL(fileURLWithPath: folder.path).lastPathComponent
    let title = width > 1 ? "\(name), means of \(width) steps" : name
    try await TrainingFigure(Self.curves(records, averaging: width), title: title)
      .write(to: picture.output)
    Console(quiet: quiet).inform("drew \(picture.output)")
  }

  private static func curves(_ records: [MetricsRecord], averaging width: Int) -> TrainingCurves {
    let (training, heldOut) = (records.filter(\.isTraining), records.filter { !$0.isTraining })
    func mean(_ value: (MetricsRecord) -> Double?) -> TrainingCurves.Curve {
      var curve = TrainingCurves.Curve()
      for start in stride(from: 0, to: training.count, by: width) {
        let block = training[start..<min(start + width, training.count)]
        let values = block.compactMap(value)
        guard values.count == block.count else { continue }
        curve.append(values.reduce(0, +) / Double(values.count), at: block[start].step)
      }
      return curve
    }
    func measured(_ value: (MetricsRecord) -> Double?) -> TrainingCurves.Curve {
      var curve = TrainingCurves.Curve()
      for record in heldOut {
        if let value = value(record) { curve.append(value, at: record.step) }
      }
      return curve
    }
    var curves = TrainingCurves()
    curves.negativeELBO = mean { record in record.mse.flatMap { mse in record.kl.map { mse + $0 } }
    }
    curves.meanSquaredError = mean(\.mse)
    curves.kl = mean(\.kl)
    curves.beta = mean(\.beta)
    curves.temperature = mean(\.temperature)
    curves.learningRate = mean(\.learningRate)
    curves.heldOutNegativeELBO = measured(\.nelbo)
    curves.heldOutMeanSquaredError = measured(\.mse)
    curves.heldOutKL = measured(\.kl)
    curves.activeFraction = measured(\.activeFraction)
    curves.zeroFraction = measured(\.zeros)
    return curves
  }
}
