// SPDX-License-Identifier: GPL-3.0-or-later

/// The JSON header of a safetensors file, read strictly.
struct SafetensorsHeader {
  struct Entry {
    var name: String
    var dataType: SafetensorsDataType
    var shape: [Int]
    /// Bytes relative to the buffer that follows the header.
    var begin: Int
    var end: Int
  }

  static let maximumLength = 100_000_000
  static let maximumCount = 100_000
  static let maximumRank = 16
  static let maximumNameLength = 4096

  var entries: [Entry] = []
  var metadata: [String: String] = [:]

  private let file: String
  private var seenMetadata = false

  /// Reads the header text.
  ///
  /// - Parameters:
  ///   - text: the header's bytes.
  ///   - file: how errors name the file.
  init(_ text: ArraySlice<UInt8>, file: String) throws(SafetensorsError) {
    self.file = file
    guard String(validating: text, as: UTF8.self) != nil else { throw .headerNotText(file: file) }
    var json = StrictJSON(text)
    var failure: SafetensorsError?
    do throws(StrictJSON.Failure) {
      // The first member that breaks a rule of the format stops the reading.
      try json.object { (name, json) throws(StrictJSON.Failure) in
        do throws(MemberFailure) {
          try readMember(name, &json)
        } catch {
          switch error {
          case .json(let problem): throw problem
          case .format(let problem):
            failure = problem
            throw json.failure("")
          }
        }
      }
      json.skipSpace()
      guard json.isAtEnd else { throw json.failure("only spaces may follow the object") }
    } catch {
      if let failure { throw failure }
      throw .malformedHeader(file: file, at: error.position, reason: error.reason)
    }
    try refuseDuplicates()
  }

  private enum MemberFailure: Error {
    case json(StrictJSON.Failure)
    case format(SafetensorsError)
  }

  private mutating func readMember(
    _ name: String, _ json: inout StrictJSON
  ) throws(MemberFailure) {
    let length = name.utf8.count
    if length > Self.maximumNameLength {
      throw .format(limit("a name length", length, Self.maximumNameLength))
    }
    if name == "__metadata__" {
      if seenMetadata { throw .format(.duplicateName(file: file, name: name)) }
      seenMetadata = true
      try readMetadata(&json)
    } else {
      if entries.count == Self.maximumCount {
        throw .format(limit("a tensor count", entries.count + 1, Self.maximumCount))
      }
      entries.append(try readEntry(name, &json))
    }
  }

  private func limit(_ what: String, _ value: Int, _ maximum: Int) -> SafetensorsError {
    .limit(file: file, what: what, value: value, maximum: maximum)
  }

  private mutating func readMetadata(_ json: inout StrictJSON) throws(MemberFailure) {
    var found: [String: String] = [:]
    var duplicate: String?
    do throws(StrictJSON.Failure) {
      try json.object { (key, json) throws(StrictJSON.Failure) in
        if found.count == Self.maximumCount { throw json.failure("too many metadata entries") }
        if found.updateValue(try json.string(), forKey: key) != nil {
          duplicate = key
          throw json.failure("")
        }
      }
    } catch {
      if let duplicate {
        throw .format(.duplicateName(file: file, name: "__metadata__.\(duplicate)"))
      }
      throw .json(error)
    }
    metadata = found
  }

  private func readEntry(_ name: String, _ json: inout StrictJSON) throws(MemberFailure) -> Entry {
    var dataType: String?
    var shape: [Int]?
    var offsets: [Int]?
    do throws(StrictJSON.Failure) {
      try json.object { (key, json) throws(StrictJSON.Failure) in
        let repeated = "'\(name)' has the field '\(key)' twice"
        switch key {
        case "dtype":
          if dataType != nil { throw json.failure(repeated) }
          dataType = try json.string()
        case "shape":
          if shape != nil { throw json.failure(repeated) }
          shape = try numbers(&json, atMost: Self.maximumRank, called: "extents")
        case "data_offsets":
          if offsets != nil { throw json.failure(repeated) }
          offsets = try numbers(&json, atMost: 2, called: "offsets")
        default:
          try json.skipValue()
        }
      }
    } catch {
      throw .json(error)
    }
    guard let dataType else { throw .json(json.failure("'\(name)' has no dtype")) }
    guard let shape else { throw .json(json.failure("'\(name)' has no shape")) }
    guard let offsets, offsets.count == 2 else {
      throw .json(json.failure("'\(name)' has no pair of data_offsets"))
    }
    guard let known = SafetensorsDataType(rawValue: dataType) else {
      throw .format(.unknownDataType(file: file, name: name, dataType: dataType))
    }
    return Entry(name: name, dataType: known, shape: shape, begin: offsets[0], end: offsets[1])
  }

  private func numbers(
    _ json: inout StrictJSON, atMost maximum: Int, called what: String
  ) throws(StrictJSON.Failure) -> [Int] {
    var found: [Int] = []
    try json.array { (json) throws(StrictJSON.Failure) in
      if found.count == maximum { throw json.failure("more than \(maximum) \(what)") }
      found.append(try json.naturalNumber())
    }
    return found
  }

  private func refuseDuplicates() throws(SafetensorsError) {
    var names: Set<String> = []
    for entry in entries where !names.insert(entry.name).inserted {
      throw .duplicateName(file: file, name: entry.name)
    }
  }
}
