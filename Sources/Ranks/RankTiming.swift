// SPDX-License-Identifier: GPL-3.0-or-later

/// Where the time of a rank went, in seconds.
public struct RankTiming: Sendable, Equatable, BitwiseCopyable {
  /// Between exchanges.
  public var work = 0.0
  /// In exchanges, once all ranks were there.
  public var exchange = 0.0
  /// In exchanges, until all ranks were there.
  public var waiting = 0.0

  /// No time.
  public init() {}

  /// The ranges over all ranks: `ranks computed for 10–12 s, exchanged for 0.8–0.9 s, waited for 0.1–2 s`.
  static func sentence(of all: [RankTiming]) -> String {
    func range(_ part: KeyPath<RankTiming, Double>) -> String {
      let values = all.map { $0[keyPath: part] }
      let (least, most) = (text(values.min() ?? 0), text(values.max() ?? 0))
      return least == most ? "\(most) s" : "\(least)–\(most) s"
    }
    return
      "ranks computed for \(range(\.work)), exchanged for \(range(\.exchange)), waited for \(range(\.waiting))"
  }

  private static func text(_ seconds: Double) -> String {
    seconds < 9.95 ? "\((max(0, seconds) * 10).rounded() / 10)" : "\(Int(seconds.rounded()))"
  }
}
