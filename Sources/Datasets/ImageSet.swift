// SPDX-License-Identifier: GPL-3.0-or-later

public import DataFiles
public import Tensors

/// Gray images with a class each.
public struct ImageSet: Sendable, Equatable {
  /// The images, 0 black and 1 white.
  ///
  /// **Shape:** [images, height·width].
  public let images: Tensor
  /// The class of each image.
  public let labels: [Int]
  /// Pixels in a column.
  public let height: Int
  /// Pixels in a row.
  public let width: Int

  /// Images of bytes from 0 to 255 and their labels, as MNIST has them.
  ///
  /// ```
  /// value = byte/255
  /// ```
  /// - Throws: ``ImageSetError`` when they are not bytes of shape [images, height, width] and [images].
  public init(images: IDX, labels: IDX) throws(ImageSetError) {
    guard images.elementType == .unsigned8, images.shape.count == 3, !images.bytes.isEmpty else {
      throw .notImages(shape: images.shape)
    }
    guard labels.elementType == .unsigned8, labels.shape.count == 1 else {
      throw .notLabels(shape: labels.shape)
    }
    guard labels.shape == [images.shape[0]] else {
      throw .counts(images: images.shape[0], labels: labels.shape[0])
    }
    height = images.shape[1]
    width = images.shape[2]
    self.labels = labels.bytes.map(Int.init)
    self.images = Tensor(
      images.bytes.map { Float($0) / 255 }, shape: [images.shape[0], height * width])
  }

  /// The number of images of each class, from class 0 to the largest.
  public var labelCounts: [Int] {
    var counts = [Int](repeating: 0, count: (labels.max() ?? -1) + 1)
    for label in labels { counts[label] += 1 }
    return counts
  }

  /// The set as a file in memory: tensor `patches`, which training reads, and `labels` of 64-bit integers.
  public func file(metadata: [String: String] = [:]) throws(SafetensorsError) -> SafetensorsFile {
    var metadata = metadata
    metadata["format"] = "interspike labelled images 1"
    metadata["height"] = "\(height)"
    metadata["width"] = "\(width)"
    metadata["scale"] = "0 to 255 as 0 to 1"
    var file = SafetensorsFile(metadata: metadata)
    try file.add("patches", images)
    try file.add("labels", labels)
    return file
  }
}

/// Why files are not a set of labeled images.
public enum ImageSetError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The images are not bytes in three axes.
  case notImages(shape: [Int])
  /// The labels are not bytes in one axis.
  case notLabels(shape: [Int])
  /// There are more or fewer labels than images.
  case counts(images: Int, labels: Int)
  /// A file is not, byte for byte, the published one.
  case damaged(path: String, expected: String, found: String)
  /// A package does not hold a file.
  case missing(file: String, package: String)
  /// A compressed file of a package cannot be unpacked.
  case cannotUnpack(file: String, reason: String)

  public var description: String {
    switch self {
    case .notImages(let shape):
      "images must be bytes of shape [images, height, width]; these have shape \(shape). "
        + "Give the file that holds the images."
    case .notLabels(let shape):
      "labels must be bytes of shape [images]; these have shape \(shape). "
        + "Give the file that holds the labels."
    case .counts(let images, let labels):
      "there are \(images) images but \(labels) labels. Give two files from the same part of the data."
    case .damaged(let path, let expected, let found):
      "\(path) is not the published file: its SHA-256 is \(found), not \(expected). "
        + "Delete it to download it again."
    case .missing(let file, let package):
      "\(package) does not contain \(file). Put that file into the cache yourself."
    case .cannotUnpack(let file, let reason):
      "cannot unpack \(file): \(reason). Download the package again."
    }
  }
}
