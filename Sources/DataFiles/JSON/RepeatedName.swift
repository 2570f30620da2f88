// SPDX-License-Identifier: GPL-3.0-or-later

extension JSONText {
  /// The first name that an object of a text gives twice, of which decoders keep one without a word; `nil` when there is
  /// none, or when the text is not JSON.
  package static func repeatedName(in text: String) -> String? {
    var json = StrictJSON(Array(text.utf8)[...])
    json.skipSpace()
    var names = RepeatedName()
    try? names.read(&json)
    return names.first
  }
}

/// Walks through JSON and remembers the first name that occurs twice in one object.
private struct RepeatedName {
  private(set) var first: String?

  mutating func read(_ json: inout StrictJSON) throws(StrictJSON.Failure) {
    if json.begins(with: "{") {
      var known: Set<String> = []
      try json.object { (name, json) throws(StrictJSON.Failure) in
        if !known.insert(name).inserted, first == nil { first = name }
        try read(&json)
      }
    } else if json.begins(with: "[") {
      try json.array { (json) throws(StrictJSON.Failure) in try read(&json) }
    } else {
      try json.skipValue()
    }
  }
}

extension StrictJSON {
  fileprivate func begins(with bracket: Unicode.Scalar) -> Bool {
    var probe = self
    return (try? probe.expect(bracket)) != nil
  }
}
