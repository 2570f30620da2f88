// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
internal import DataFiles
internal import LatentModels
internal import Learning

/// What a run folder holds.
package struct RunSummary: Findings {
  package let kind = "run"
  package let path: String
  package let step: Int?
  package let lastTraining: Measurement?
  package let lastHeldOut: Measurement?
  package let configuration: RunConfiguration

  package struct Measurement: Encodable {
    package let step: Int
    package let nelbo: Double?
    package let mse: Double?
    package let kl: Double?
  }

  package init(of folder: RunFolder) throws {
    path = folder.path
    configuration = try folder.configuration()
    step = try folder.checkpoint()?.step
    let records = try MetricsFile.records(of: folder.metricsPath)
    func measurement(_ record: MetricsRecord) -> Measurement {
      let sum = record.mse.flatMap { mse in record.kl.map { mse + $0 } }
      return Measurement(
        step: record.step, nelbo: record.nelbo ?? sum, mse: record.mse, kl: record.kl)
    }
    lastTraining = records.last { $0.isTraining }.map(measurement)
    lastHeldOut = records.last { !$0.isTraining }.map(measurement)
  }

  package var text: String {
    let settings = configuration
    func sentence(_ found: Measurement?) -> String {
      guard let found, let nelbo = found.nelbo, let mse = found.mse, let kl = found.kl else {
        return "none yet"
      }
      return "NELBO \(Text.number(nelbo)) (squared error \(Text.number(mse)), "
        + "KL \(Text.number(kl))) at step \(found.step)"
    }
    return Text.table([
      ("run", path),
      (
        "model",
        "\(settings.model.rawValue), \(settings.encoder.rawValue) encoder, "
          + "\(settings.decoder.rawValue) decoder, \(settings.latents) latents, "
          + "\(settings.pixels) pixels"
      ),
      settings.state(after: step),
      ("seed", "\(settings.seed)"),
      ("data", "\(settings.data.path), \(settings.data.count) data"),
      ("initial weights", settings.initial?.path ?? "random"),
      ("objective", "\(settings.objective.rawValue), \(settings.indicator.rawValue) indicator"),
      ("last batch", sentence(lastTraining)),
      ("held out", sentence(lastHeldOut)),
      settings.version,
    ])
  }
}

extension RunSettings {
  /// How far a run is, as a row of a table.
  func state(after step: Int?) -> (name: String, value: String) {
    let state =
      step.map { $0 == steps ? "finished" : "stopped after step \($0)" } ?? "no checkpoint"
    return ("state", "\(state) of \(steps) steps")
  }

  /// What wrote the run, as a row of a table.
  var version: (name: String, value: String) {
    ("version", "\(program) \(programVersion), streams \(streamVersion)")
  }
}
