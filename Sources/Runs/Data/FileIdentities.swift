// SPDX-License-Identifier: GPL-3.0-or-later

/// The identities of files, each of which is read only once.
package actor FileIdentities {
  private var stimuli: [String: StimulusFile.Identity] = [:]
  private var weights: [String: InitialWeights.Identity] = [:]

  package init() {}

  package func stimuli(_ path: String) async throws -> StimulusFile.Identity {
    if let known = stimuli[path] { return known }
    let identity = try await StimulusFile(path: path).identity
    stimuli[path] = identity
    return identity
  }

  package func weights(_ path: String) async throws -> InitialWeights.Identity {
    if let known = weights[path] { return known }
    let identity = try await InitialWeights(path: path).identity
    weights[path] = identity
    return identity
  }

  /// Settings completed with the identities of the files they name, checked as at the start of a run.
  package func known<Settings: RunSettings>(_ settings: Settings) async throws -> Settings {
    var known = settings
    known.data = try await stimuli(settings.data.path)
    if let path = settings.heldOut?.path { known.heldOut = try await stimuli(path) }
    if var model = known as? RunConfiguration, let path = model.initial?.path {
      model.initial = try await weights(path)
      known = model as? Settings ?? known
    }
    return try known.checkedForData()
  }
}
