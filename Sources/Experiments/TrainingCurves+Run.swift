// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import LatentModels
package import Figures
package import Runs

extension TrainingCurves {
  /// The progress of a run, averaged over as many steps as leave about `points` points.
  ///
  /// - Throws: `RunError` when nothing was measured yet.
  package static func of(
    _ folder: RunFolder, points: Int
  ) throws -> (curves: TrainingCurves, width: Int) {
    let records = try MetricsFile.records(of: folder.metricsPath)
    guard !records.isEmpty else {
      throw RunError(
        .damaged, "\(folder.metricsPath) has no measurements yet. Train for at least one step.")
    }
    let width = max(1, records.count(where: \.isTraining) / points)
    var curves = TrainingCurves(records, averaging: width)
    // Whole counts with slopes of finite order have no temperature; what the schedule says plays no part.
    if try folder.configuration().gradientEstimator == .finiteOrder { curves.temperature = Curve() }
    return (curves, width)
  }

  private init(_ records: [MetricsRecord], averaging width: Int) {
    let (training, heldOut) = (records.filter(\.isTraining), records.filter { !$0.isTraining })
    func mean(_ value: (MetricsRecord) -> Double?) -> Curve {
      var curve = Curve()
      for start in stride(from: 0, to: training.count, by: width) {
        let block = training[start..<min(start + width, training.count)]
        let values = block.compactMap(value)
        guard values.count == block.count else { continue }
        curve.append(values.reduce(0, +) / Double(values.count), at: block[start].step)
      }
      return curve
    }
    func measured(_ value: (MetricsRecord) -> Double?) -> Curve {
      var curve = Curve()
      for record in heldOut {
        if let value = value(record) { curve.append(value, at: record.step) }
      }
      return curve
    }
    self.init()
    self.negativeELBO = mean { record in record.mse.flatMap { mse in record.kl.map { mse + $0 } }
    }
    self.meanSquaredError = mean(\.mse)
    self.kl = mean(\.kl)
    self.beta = mean(\.beta)
    self.temperature = mean(\.temperature)
    self.learningRate = mean(\.learningRate)
    self.heldOutNegativeELBO = measured(\.nelbo)
    self.heldOutMeanSquaredError = measured(\.mse)
    self.heldOutKL = measured(\.kl)
    self.activeFraction = measured(\.activeFraction)
    self.zeroFraction = measured(\.zeros)
  }
}
