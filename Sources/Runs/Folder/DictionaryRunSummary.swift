// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Learning

/// What the folder of a dictionary learning run holds.
package struct DictionaryRunSummary: Findings {
  package let kind = "sparse-run"
  package let path: String
  package let step: Int?
  /// The number of atoms no datum has used; nil before the first checkpoint.
  package let unusedAtoms: Int?
  package let lastTraining: DictionaryRecord?
  package let lastHeldOut: CodesRecord?
  package let configuration: SparseConfiguration

  package init(of folder: RunFolder) throws {
    path = folder.path
    configuration = try folder.sparseConfiguration()
    let dictionary = try folder.checkpoint() == nil ? nil : RunDictionary(folder: folder)
    step = dictionary?.step
    unusedAtoms = dictionary?.uses?.count { $0 == 0 }
    let lines = try MetricsFile.lines(of: folder.metricsPath, before: nil)
    func last<Record: Decodable>(_ type: Record.Type, isTraining: Bool) -> Record? {
      lines.last {
        (try? JSONText.decode(MetricsRecord.self, from: $0).isTraining) == isTraining
      }.flatMap { try? JSONText.decode(type, from: $0) }
    }
    lastTraining = last(DictionaryRecord.self, isTraining: true)
    lastHeldOut = last(CodesRecord.self, isTraining: false)
  }

  package var text: String {
    let settings = configuration
    return Text.table([
      ("run", path),
      ("dictionary", "\(settings.latents) atoms of \(settings.data.pixels) pixels"),
      ("inference", settings.inference.sentence),
      settings.state(after: step),
      ("seed", "\(settings.seed)"),
      ("data", "\(settings.data.path), \(settings.data.count) data"),
      ("unused atoms", unusedAtoms.map { "\($0)" } ?? "unknown"),
      (
        "last batch",
        lastTraining.map {
          "squared error \(Text.number($0.mse)), zeros \(Text.number($0.zeros)) at step \($0.step)"
        } ?? "none yet"
      ),
      (
        "held out",
        lastHeldOut.map {
          "squared error \(Text.number($0.mse)), zeros \(Text.number($0.zeros)) at step \($0.step ?? 0)"
        } ?? "none yet"
      ),
      settings.version,
    ])
  }
}
