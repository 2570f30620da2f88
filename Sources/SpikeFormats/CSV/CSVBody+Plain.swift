// SPDX-License-Identifier: GPL-3.0-or-later

/// Tables without our header, as other programs write them.
extension CSVBody {
  /// How our CSV begins, for the sentence of an error.
  static let firstLines =
    "which begins with the line 'time,neuron' and one spike a line, such as '0.0123,4' in seconds"

  /// How many columns of ours the first line names; `nil` when it names others.
  static func plainColumns(_ start: [UInt8]) -> Int? {
    let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]
    let text = start.dropFirst(start.starts(with: byteOrderMark) ? byteOrderMark.count : 0)
    let line = text.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    return switch String(decoding: line, as: UTF8.self) {
    case "time,neuron": 2
    case CSVWriter.columns: 3
    default: nil
    }
  }

  /// Reads a spike; when presentations began is not known, so their numbers are checked and dropped.
  mutating func readPlain(
    _ line: ArraySlice<UInt8>, _ columns: Int, number: Int
  ) throws(SpikeFileError) {
    if line.first == UInt8(ascii: "#") { return }
    let parts = line.split(
      separator: UInt8(ascii: ","), maxSplits: 3, omittingEmptySubsequences: false
    ).map { String(decoding: $0, as: UTF8.self) }
    guard parts.count == columns, let time = Double(parts[0]), time.isFinite,
      let neuron = Int(parts[1]), neuron >= 0, columns == 2 || (Int(parts[2]) ?? -1) >= 0
    else {
      let text = String(decoding: line.prefix(60), as: UTF8.self)
      throw fault(
        number,
        "'\(text)' is not the time, neuron\(columns == 3 ? " and presentation" : "") of a spike")
    }
    spikes.append(time: time, neuron: neuron)
  }
}
