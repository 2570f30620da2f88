// SPDX-License-Identifier: GPL-3.0-or-later

/// Pictures that are missing or unfit for patches.
public enum PhotographError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There is no such folder.
  case noFolder(folder: String)
  /// What should be a folder is a file.
  case notAFolder(path: String)
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
  /// Several pictures are unfit, each with its own reason.
  case unfit([PhotographError])
  /// The pictures cannot be split into two groups that both hold one.
  case tooFew(count: Int, needed: Int)
  /// All of several pictures have the same pixels.
  case allEqual(count: Int)
  /// No patch of a group has any contrast.
  case noContrast(partition: String)

  public var description: String {
    switch self {
    case .noFolder(let folder):
      "there is no folder \(folder). Check the path."
    case .notAFolder(let path):
      "\(path) is a file. Give the folder that holds the pictures."
    case .cannotList(let folder, let reason):
      "cannot list the folder \(folder): \(reason). Check that you may read it."
    case .noPictures(let folder, let extensions):
      "the folder \(folder) holds no picture. Files ending in \(extensions.joined(separator: ", ")) "
        + "count; those in folders below it do not."
    case .cannotDecode, .tooSmall, .flat:
      "\(complaint). Mend the picture or take it out of the folder."
    case .unfit(let errors):
      "\(errors.count) pictures are unfit: \(errors.map(\.complaint).joined(separator: "; ")). "
        + "Mend them or take them out of the folder."
    case .tooFew(let count, let needed):
      "\(count) picture\(count == 1 ? "" : "s") cannot be split into training and held-out ones. "
        + "Give at least \(needed)."
    case .allEqual(let count):
      "all \(count) pictures have the same pixels, so that none could be held out. Give at least 2 "
        + "different ones."
    case .noContrast(let partition):
      "no patch of the \(partition) pictures has any contrast. Give pictures with structure."
    }
  }

  /// What is wrong with one picture, without the remedy.
  private var complaint: String {
    switch self {
    case .cannotDecode(let path, let reason): "cannot decode \(path): \(reason)"
    case .tooSmall(let path, let width, let height, let needed, let reduction):
      "\(path) is \(width)×\(height) pixels after division by \(reduction) and needs at least "
        + "\(needed) on both sides, \(needed * reduction) before"
    case .flat(let path): "all pixels of \(path) are equal"
    default: description
    }
  }
}
