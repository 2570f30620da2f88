// SPDX-License-Identifier: GPL-3.0-or-later

/// What the plastic synapses of a projection hold from one window to the next.
public struct PlasticityState: Hashable, Sendable {
  /// The weight of each synapse, source after source, as the source's last spike or the end of the window left it;
  /// empty where only what spikes send changes.
  public internal(set) var weights: [Double]
  /// When each source last fired, in seconds, with its traces then.
  ///
  /// These are fast and slow ones, or u and x; the time is −∞ for never.
  var sources: [Trace]
  /// Of each target its spikes that not all synapses have seen yet, after one that all have.
  var targets: [[Trace]]
  /// What is on its way to the targets.
  var pending: [Event]

  /// Two traces just after a spike.
  struct Trace: Hashable, Sendable {
    var time = -Double.infinity
    var fast = 0.0
    var slow = 0.0
  }

  /// An arrival to come.
  struct Event: Hashable, Sendable, Comparable {
    /// In seconds from time 0.
    var time: Double
    var target: UInt32
    var weight: Double

    static func < (left: Event, right: Event) -> Bool {
      (left.time, left.target, left.weight) < (right.time, right.target, right.weight)
    }
  }

  /// Synapses that have seen nothing.
  init(weights: [Double], sources: Int, targets: Int) {
    self.weights = weights
    self.sources = [Trace](repeating: Trace(), count: sources)
    self.targets = [[Trace]](repeating: [], count: targets)
    pending = []
  }
}

/// A synapse of a plastic projection with its weight of now.
public struct PlasticSynapse: Hashable, Sendable {
  /// Who sends.
  public let source: Int
  /// Who receives.
  public let target: Int
  /// In seconds.
  public let delay: Double
  /// In the target's unit.
  public let weight: Double
}
