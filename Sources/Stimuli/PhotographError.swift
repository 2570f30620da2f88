// SPDX-License-Identifier: GPL-3.0-or-later

/// Pictures that are missing or unfit for patches.
public enum PhotographError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The folder cannot be listed.
  case cannotList(folder: String, reason: String)
  /// The folder holds no picture.
  case noPictures(folder: String, extensions: [String])
  /// A file could not be decoded.
  case cannotDecode(path: String, reason: String)
  /// A picture, after reduction, has no room for one patch.
  case tooSmall(path: String, width: Int, height: Int, needed: Int, reduction: Int)
  /// All pixels of a picture are equal, so it has no contrast to normalise.
  case flat(path: String)
  /// The pictures cannot be split into two groups that both hold one.
  case tooFew(count: Int, needed: Int)
  /// No patch of a group has any contrast.
  case noContrast(partition: String)

  public var description: String {
    switch self {
    case .cannotList(let folder, let reason):
      "cannot list the folder \(folder): \(reason). Check that it exists and that you may read it."
    case .noPictures(let folder, let extensions):
      "the folder \(folder) holds no picture. Files ending in \(extensions.joined(separator: ", ")) "
        + "count; those in folders below it do not."
    case .cannotDecode(let path, let reason):
      "cannot decode \(path): \(reason). Repair the file or take it out of the folder."
    case .tooSmall(let path, let width, let height, let needed, let reduction):
      "\(path) is \(width)×\(height) pixels after division by \(reduction), and patches need at "
        + "least \(needed) on both sides. Take it out or divide by less."
    case .flat(let path):
      "all pixels of \(path) are equal. Take it out of the folder."
    case .tooFew(let count, let needed):
      "\(count) pictures cannot be split into training and held-out ones. "
        + "Give at least \(needed)."
    case .noContrast(let partition):
      "no patch of the \(partition) pictures has any contrast. Give pictures with structure."
    }
  }
}
