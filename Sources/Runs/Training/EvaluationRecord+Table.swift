// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Evaluation

extension EvaluationRecord {
  /// The same statistics for people.
  package func table(run: String) -> String {
    let found = evaluation
    func optional(_ value: Double?) -> String { value.map { Text.number($0) } ?? "undefined" }
    var rows = [
      ("run", "\(run), step \(step)"),
      ("data", "\(data ?? "held out"), \(found.count) data"),
      ("seed", "\(seed)"),
      ("NELBO", "\(Text.number(found.nelbo)) nats"),
      ("squared error", Text.number(found.mse)),
      ("KL", "\(Text.number(found.kl)) nats"),
      ("squared error of mean latents", Text.number(found.mseMAP)),
      ("R²", optional(found.rSquared)),
      ("active neurons", "\(Text.number(100 * found.activeFraction, digits: 3)) %"),
      ("zeros", "\(Text.number(100 * found.zeros, digits: 3)) %"),
      ("lifetime sparsity", optional(found.lifetimeSparsity)),
    ]
    if let spikes = found.spikesPerDatum, let largest = found.largestCount {
      rows += [("spikes per datum", Text.number(spikes)), ("largest count", "\(largest)")]
    }
    for measurement in neighbors?.measurements ?? [] {
      rows.append(
        ("neighbours, \(measurement.examples) labels", Text.fixed(measurement.mean, decimals: 3)))
    }
    return Text.table(rows.map { (name: $0.0, value: $0.1) })
  }
}
