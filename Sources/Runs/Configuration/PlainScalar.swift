// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles

/// An unquoted word in a YAML file that versions of YAML read differently.
///
/// YAML 1.1 takes `010` for 8, `1:30` for 90, `1_000` for 1000 and `yes` for true; YAML 1.2 does not. Such a word is
/// refused, so that no number changes silently.
///
/// > Reference: yaml.org/type/int.html, float.html and bool.html; YAML 1.2.2 §10.3.
enum PlainScalar {
  /// What is wrong with a word and what to write instead; nil when all versions read it alike.
  static func fault(_ text: String) -> String? {
    let lowercase = text.lowercased()
    let truths = ["yes": true, "on": true, "y": true, "no": false, "off": false, "n": false]
    if let truth = truths[lowercase] {
      return "is '\(text)'. Write \(truth), or '\(text)' in quotes if you mean a name."
    }
    let unsigned = lowercase.drop { $0 == "+" || $0 == "-" }
    let sign = lowercase.hasPrefix("-") ? "-" : ""
    guard let first = unsigned.first, ("0"..."9").contains(first),
      lowercase.count - unsigned.count <= 1
    else { return nil }
    let digits = unsigned.replacing("_", with: "")
    func isNumber(_ text: some StringProtocol) -> Bool {
      !text.isEmpty && text.allSatisfy { ("0"..."9").contains($0) }
    }
    func refusal(_ written: String?, _ meaning: String, signed: Bool = true) -> String {
      let value = written.map { "\(signed ? sign : "")\($0)" } ?? "a decimal number"
      return "is \(text), \(meaning). Write \(value), or '\(text)' in quotes if you mean a name."
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where digits.hasPrefix(prefix) {
      guard let number = UInt64(digits.dropFirst(2), radix: radix) else { continue }
      return refusal("\(number)", "a number in base \(radix)")
    }
    if digits.hasPrefix("0x"), let number = Double(digits) {
      return refusal(number.isFinite ? Text.plain(number) : nil, "a number in base 16")
    }
    if unsigned.contains(":"),
      digits.split(separator: ":", omittingEmptySubsequences: false)
        .allSatisfy({ Double($0) != nil })
    {
      return refusal(nil, "which YAML 1.1 reads in base 60")
    }
    if isNumber(digits), digits.count > 1, first == "0" {
      let plain = digits.drop { $0 == "0" }
      return refusal(plain.isEmpty ? "0" : String(plain), "which YAML 1.1 reads in base 8")
    }
    // Rounded, it would be refused as another number than the file has.
    if isNumber(unsigned), Int(lowercase) == nil, UInt64(lowercase) == nil {
      return refusal(
        "a smaller one, one with an exponent if it need not be whole",
        "a whole number beyond 64 bits", signed: false)
    }
    if Double(lowercase)?.isInfinite == true {
      return refusal("a smaller one", "which is beyond the largest number, 1.8e308", signed: false)
    }
    if unsigned.contains("_"), Double(digits) != nil {
      return refusal(String(digits), "which not every YAML reader takes for a number")
    }
    return nil
  }
}
