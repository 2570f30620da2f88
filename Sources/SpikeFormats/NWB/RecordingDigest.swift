// SPDX-License-Identifier: GPL-3.0-or-later

/// A fingerprint of everything that goes into a file: equal content has an equal one.
///
/// Two lanes of 64 bits take one word after the other, each step h ← mix((h xor word) · odd) with the
/// finalizer of SplitMix64. Every step is one-to-one in the word, so recordings that differ in one
/// number differ in both lanes. It names files; it does not protect from forgery.
struct RecordingDigest {
  private var lanes: (UInt64, UInt64) = (0xcbf2_9ce4_8422_2325, 0x9e37_79b9_7f4a_7c15)

  /// Begins with what is known before the first spike.
  init(of recording: SpikeRecording, session: NWBSession) {
    append(UInt64(recording.neuronCount))
    append(recording.provenance.encoded)
    append(UInt64(recording.presentations.count))
    for shown in recording.presentations {
      append(shown.start.bitPattern)
      append(shown.stop.bitPattern)
      append(UInt64(shown.stimulus))
      append(UInt64(shown.trial))
    }
    append(UInt64(recording.neuronColumns.count))
    for column in recording.neuronColumns {
      append(column.name)
      append(column.description)
      append(column.values)
    }
    append(UInt64(session.texts.count))
    for text in session.texts { append(text) }
    for pictures in [session.stimuli, session.receptiveFields] {
      guard let pictures else { continue }
      append("\(pictures.description) \(pictures.height) × \(pictures.width)")
      append(pictures.values.map(Double.init))
    }
  }

  /// Takes the train of the next neuron.
  mutating func append(_ numbers: [Double]) {
    append(UInt64(numbers.count))
    for number in numbers { append(number.bitPattern) }
  }

  /// The fingerprint so far.
  var text: String { "\(lanes.0) \(lanes.1)" }

  private mutating func append(_ text: String) {
    append(UInt64(text.utf8.count))
    for byte in text.utf8 { append(UInt64(byte)) }
  }

  private mutating func append(_ word: UInt64) {
    lanes.0 = Self.mixed((lanes.0 ^ word) &* 0x100_0000_01b3)
    lanes.1 = Self.mixed((lanes.1 ^ word) &* 0xd6e8_feb8_6659_fd93)
  }

  /// The finalizer of SplitMix64.
  static func mixed(_ word: UInt64) -> UInt64 {
    var word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }
}
