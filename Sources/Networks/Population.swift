// SPDX-License-Identifier: GPL-3.0-or-later

/// A population of a network, by which it is named wherever the network is asked about it.
public struct Population: Hashable, Sendable, CustomStringConvertible {
  /// The population's place in its network.
  public let index: Int
  /// The population's name.
  public let name: String
  /// How many neurons it has.
  public let neuronCount: Int

  public var description: String { "\(name) (\(neuronCount) neurons)" }
}
