// SPDX-License-Identifier: GPL-3.0-or-later

internal import Ranks
internal import SpikeTrains

/// What a rank tells all others after a window: whatever its neurons fired.
///
/// ```
/// notice, spikes of each population, and of each spike: its time (lower half, upper half), its neuron     in 32 bits each
/// ```
enum SpikeMessage {
  private static let tag = "spikes of window "

  static func tag(window: Int) -> String { "\(tag)\(window)" }

  /// The window of a tag; `nil` for other messages.
  static func window(of tag: String) -> Int? {
    tag.hasPrefix(Self.tag) ? Int(tag.dropFirst(Self.tag.count)) : nil
  }

  static func words(_ fired: [[Spike]], notice: UInt32) -> [UInt32] {
    var words = [notice] + fired.map { UInt32($0.count) }
    words.reserveCapacity(words.count + 3 * fired.reduce(0) { $0 + $1.count })
    for spike in fired.joined() {
      let bits = spike.time.bitPattern
      words.append(UInt32(truncatingIfNeeded: bits))
      words.append(UInt32(truncatingIfNeeded: bits >> 32))
      words.append(UInt32(spike.neuron))
    }
    return words
  }

  /// The spikes of each population in a message.
  static func spikes(in words: [UInt32], populations: Int) -> [[Spike]] {
    guard words.count > populations else { return [[Spike]](repeating: [], count: populations) }
    var place = 1 + populations
    return (1...populations).map { population in
      let count = Int(words[population])
      defer { place += 3 * count }
      return (0..<count).map { spike in
        let word = place + 3 * spike
        return Spike(
          time: Double(bitPattern: UInt64(words[word]) | UInt64(words[word + 1]) << 32),
          neuron: Int(words[word + 2]))
      }
    }
  }
}

extension NetworkShare {
  /// What all ranks fired in a window, each population's spikes in order, and what rank 0 gives notice of.
  func exchange(
    _ fired: [[Spike]], notice: UInt32, window: Int
  ) throws(NetworkError) -> (spikes: [[Spike]], notice: UInt32) {
    guard ranks.count > 1 else { return (fired, notice) }
    let own = SpikeMessage.words(fired, notice: notice)
    let all = try NetworkError.ofRanks { () throws(RankError) in
      try ranks.gatherAll(own, tag: SpikeMessage.tag(window: window))
    }
    let lists = all.map { SpikeMessage.spikes(in: $0, populations: fired.count) }
    let spikes = fired.indices.map { population in Spike.merged(lists.map { $0[population] }) }
    return (spikes, all[0].first ?? 0)
  }
}
