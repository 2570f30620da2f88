// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles

/// Identifiers of the objects of one file, a pure function of the session and the object's path.
///
/// Each is a UUID of version 8 (RFC 9562 §5.8, "vendor-specific") whose 122 free bits are two
/// FNV-1a hashes, each mixed by the finalizer of SplitMix64.
struct NWBObjectNames {
  private let session: String

  init(session: String) { self.session = session }

  func identifier(of object: String) -> String {
    let text = "\(session)\0\(object)"
    let high = fingerprint(text, FNV1a()) & ~0xf000 | 0x8000
    let low = fingerprint(text, FNV1a(start: 0x9e37_79b9_7f4a_7c15)) & ~(3 << 62) | 1 << 63
    let digits = Array(FNV1a.digits(of: high) + FNV1a.digits(of: low))
    let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
    return groups.map { String(digits[$0]) }.joined(separator: "-")
  }

  private func fingerprint(_ text: String, _ start: FNV1a) -> UInt64 {
    var hash = start
    hash.enter(text)
    return RecordingDigest.mixed(hash.value)
  }
}
