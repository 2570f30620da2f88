// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import SpikeTrains

/// The spikes of many gamma neurons of whole-numbered shape together, without drawing a train for each.
///
/// A gamma interval of shape k is k exponential stages. Every stage of every neuron ends at rate k·r, so the n
/// neurons make a step together at rate n·k·r; whose step it is falls to a stage in proportion to the neurons
/// in it, and a step out of the last stage is a spike. At time 0 every neuron is in any stage with equal
/// probability: equilibrium.
///
/// - Complexity: O(k²) a spike at most, O(n) once.
/// > Reference: D. R. Cox, Renewal Theory (1962), sections 1.3 (stages) and 6 (superposition); M. Deger et al.,
/// > J. Comput. Neurosci. 32 (2012) 443–463, doi:10.1007/s10827-011-0362-8.
public struct ErlangSuperposition: SpikeSource {
  /// How many neurons there are.
  public let sourceCount: Int
  /// The rate of each.
  public let rate: Rate
  /// The shape k of its intervals.
  public let shape: Int
  private var now = 0.0
  /// How many neurons are in each stage.
  private var stages: [Int] = []

  /// The superposition of `sourceCount` neurons in equilibrium.
  ///
  /// - Throws: ``SpikeProcessError/invalidSourceCount(_:)``, and ``SpikeProcessError/invalidShape(_:)`` when
  ///   the shape is not in 1...1000.
  public init(sourceCount: Int, rate: Rate, shape: Int) throws(SpikeProcessError) {
    guard (1...10_000_000).contains(sourceCount) else { throw .invalidSourceCount(sourceCount) }
    guard (1...1000).contains(shape) else { throw .invalidShape(Double(shape)) }
    self.sourceCount = sourceCount
    self.rate = rate
    self.shape = shape
  }

  public mutating func next(using draws: inout PhiloxDraws) -> Double {
    if stages.isEmpty {
      stages = [Int](repeating: 0, count: shape)
      for _ in 0..<sourceCount { stages[Self.place(below: shape, &draws)] += 1 }
    }
    guard rate.hertz > 0 else { return .infinity }
    let steps = Double(sourceCount) * Double(shape) * rate.hertz
    while true {
      now += draws.exponential() / steps
      var rest = Self.place(below: sourceCount, &draws)
      var stage = 0
      while rest >= stages[stage] {
        rest -= stages[stage]
        stage += 1
      }
      stages[stage] -= 1
      stages[(stage + 1) % shape] += 1
      if stage == shape - 1 { return now }
    }
  }

  private static func place(below bound: Int, _ draws: inout PhiloxDraws) -> Int {
    Int(draws.bits().multipliedFullWidth(by: UInt64(bound)).high)
  }
}
