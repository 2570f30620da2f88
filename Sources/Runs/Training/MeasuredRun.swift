// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import LatentModels

/// A run with its measurements on held-out data.
package struct MeasuredRun {
  /// What it shares with runs that differ only in their seed.
  package let kind: [String: String]
  /// A short name for its kind.
  package let label: String
  package let heldOut: [HeldOutRecord]
  /// The last measurement.
  package let last: HeldOutRecord

  package init(_ folder: RunFolder) throws {
    let settings = try folder.configuration()
    kind = try settings.kind
    label = try settings.label
    heldOut = try MetricsFile.records(of: folder.metricsPath).filter { !$0.isTraining }
      .map { HeldOutRecord(record: $0, family: settings.model) }
    guard let last = heldOut.last else {
      throw RunError(
        .damaged,
        "\(folder.metricsPath) has no measurements on held-out data. Train with \(setting: "held-out")."
      )
    }
    self.last = last
  }
}

/// A measurement on held-out data, and what the published tables would make of it.
package struct HeldOutRecord {
  package let record: MetricsRecord
  package let family: ModelFamily

  /// The steps taken before.
  package var step: Int { record.step }

  /// A number by its name; nil when it was not measured.
  package subscript(name: String) -> Double? { record[name] }

  package var nelbo: Double? { record.nelbo }

  /// The fraction of active neurons by the rule of the published tables for linear encoders.
  ///
  /// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, and their analysis code.
  package var publishedActiveFraction: Double? {
    let threshold = family == .gaussian || family == .laplace ? 0.1 : 0.01
    return record.klByNeuron.map { divergences in
      Double(divergences.count { $0 > threshold }) / Double(divergences.count)
    }
  }
}

extension RunConfiguration {
  fileprivate var kind: [String: String] {
    get throws {
      var fields = try decisive()
      fields["seed"] = nil
      fields["steps"] = "\(steps)"
      return fields
    }
  }

  /// Family and networks, then every setting that departs from the family's recipe.
  fileprivate var label: String {
    get throws {
      func network(_ kind: Architecture, _ bias: Bool) -> String {
        kind.rawValue + (bias ? "+b" : "")
      }
      var words = [model.rawValue + (activation == .none ? "" : "+\(activation.rawValue)")]
      words.append("⟨\(network(encoder, encoderBias))|\(network(decoder, decoderBias))⟩")
      let (own, recipe) = (try kind, try RunConfiguration(model: model, data: data).kind)
      let said = ["activation", "encoder", "decoder", "encoder_bias", "decoder_bias", "steps"]
      for (name, value) in own.sorted(by: { $0.key < $1.key }) where recipe[name] != value {
        if said.contains(name) || name.contains(".") { continue }
        words.append("\(name.replacing("_", with: " ")) \(value)")
      }
      return words.joined(separator: ", ").replacing(", ⟨", with: " ⟨")
    }
  }
}
