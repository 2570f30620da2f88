// SPDX-License-Identifier: GPL-3.0-or-later

/// Pictures of one size that an NWB file shows beside its spikes.
public struct NWBPictures: Equatable, Sendable {
  /// How many pixels a row has.
  public let width: Int
  /// How many rows a picture has.
  public let height: Int
  /// The pixels, shape [pictures, height, width].
  public let values: [Float]
  /// What the pictures are and what their numbers mean, in words.
  public let description: String

  /// How many pictures there are.
  public var count: Int { values.count / (width * height) }

  /// Pictures from their pixels, row by row.
  ///
  /// - Throws: ``SpikeFileError/badRecording(_:)`` when the size is below 1, when the pixels are not those of whole
  ///   pictures, when one is not finite, or when the description is empty.
  public init(
    width: Int, height: Int, values: [Float], description: String
  ) throws(SpikeFileError) {
    guard width >= 1, height >= 1, !values.isEmpty, values.count.isMultiple(of: width * height)
    else {
      throw .badRecording(
        "\(values.count) pixels are not those of pictures of \(width) × \(height): "
          + "give the pixels of at least one whole picture.")
    }
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw .badRecording(
        "pixel \(place % (width * height)) of picture \(place / (width * height)) is \(values[place]): "
          + "give finite numbers.")
    }
    guard !description.isEmpty, !description.contains("\0") else {
      throw .badRecording(
        "the description of the pictures is empty or contains a NUL: give it some text.")
    }
    (self.width, self.height, self.values) = (width, height, values)
    self.description = description
  }

  /// The pixels of one picture.
  func pixels(of picture: Int) -> [Float] {
    Array(values[picture * width * height..<(picture + 1) * width * height])
  }
}
