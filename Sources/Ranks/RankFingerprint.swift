// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// What must be the same on all ranks for their parts to fit together.
///
/// ```swift
/// var fingerprint = RankFingerprint()
/// fingerprint.add("read another d.safetensors than", "sha256 3f…", "Copy the file.", kind: .differentData)
/// try fingerprint.agree(among: ranks, tag: "data")
/// ```
public struct RankFingerprint: Sendable {
  private struct Item: Sendable {
    let difference: String
    let value: String
    let remedy: String
    let kind: RankError.Kind
  }

  private var items: [Item] = []

  /// Nothing.
  public init() {}

  /// Adds something that must agree.
  ///
  /// - Parameters:
  ///   - difference: what to say of a rank that differs, before "rank 0": `read another d.safetensors than`.
  ///   - value: what is compared.
  ///   - remedy: a sentence.
  ///   - kind: the kind of the error.
  public mutating func add(
    _ difference: String, _ value: String, _ remedy: String, kind: RankError.Kind
  ) {
    items.append(Item(difference: difference, value: value, remedy: remedy, kind: kind))
  }

  /// Compares all ranks with rank 0.
  ///
  /// - Throws: ``RankError`` about the first difference, the same on all ranks.
  public func agree(among ranks: any Ranks, tag: String) throws(RankError) {
    guard ranks.count > 1 else { return }
    let own = [Self.host] + items.map(\.value)
    let all = try ranks.gatherAll(own.joined(separator: "\u{0}"), tag: tag).map {
      $0.split(separator: "\u{0}", omittingEmptySubsequences: false).map(String.init)
    }
    for (place, item) in items.enumerated() {
      for (rank, values) in all.enumerated() {
        let (value, first) = (values.dropFirst(place + 1).first, all[0].dropFirst(place + 1).first)
        guard value != first else { continue }
        throw RankError(
          item.kind,
          "rank \(rank) (\(values[0])) \(item.difference) rank 0 (\(all[0][0])): "
            + "\(value ?? "nothing") against \(first ?? "nothing"). \(item.remedy)")
      }
    }
    guard all.allSatisfy({ $0.count == own.count }) else {
      throw RankError(
        .outOfStep,
        "ranks compare unlike things at '\(tag)': \(all.map(\.count)). Please report this.")
    }
  }

  /// The name of this machine.
  public static var host: String {
    ProcessInfo.processInfo.hostName.split(separator: ".").first.map(String.init) ?? "unknown"
  }
}
