// SPDX-License-Identifier: GPL-3.0-or-later

/// The contents of files, each read once.
package actor FileIdentities {
  private var stimuli: [String: (identity: StimulusFile.Identity, least: Float)] = [:]
  private var weights: [String: InitialWeights] = [:]

  package init() {}

  package func stimuli(_ path: String) async throws -> StimulusFile.Identity {
    try await facts(of: path).identity
  }

  private func facts(
    of path: String
  ) async throws -> (identity: StimulusFile.Identity, least: Float) {
    if let known = stimuli[path] { return known }
    let file = try await StimulusFile(path: path)
    stimuli[path] = (file.identity, file.least)
    return (file.identity, file.least)
  }

  private func weights(_ path: String) async throws -> InitialWeights {
    if let known = weights[path] { return known }
    let file = try await InitialWeights(path: path)
    weights[path] = file
    return file
  }

  /// Settings that name files, with what these hold, refused where a run could not start from them.
  package func known<Settings: RunSettings>(_ settings: Settings) async throws -> Settings {
    var known = settings
    if known.data.sha256.isEmpty { known.data = try await stimuli(settings.data.path) }
    if let heldOut = known.heldOut, heldOut.sha256.isEmpty {
      known.heldOut = try await stimuli(heldOut.path)
    }
    if let model = known as? RunConfiguration {
      let looked = try await withWeights(model)
      known = looked as? Settings ?? known
    }
    return try known.checkedForData()
  }

  private func withWeights(_ model: RunConfiguration) async throws -> RunConfiguration {
    if model.inputMotion == .jitter {
      let least = try await facts(of: model.data.path).least
      try model.inputMotion.requireBorder(of: model.data, least: least)
    }
    guard let initial = model.initial else { return model }
    let weights = try await weights(initial.path)
    var model = model
    model.initial = weights.identity
    _ = try weights.model(model)
    return model
  }
}
