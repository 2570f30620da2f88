// SPDX-License-Identifier: GPL-3.0-or-later

/// What files hold, each of them read once.
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
}
