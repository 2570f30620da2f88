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
  /// All pixels of a picture are equal, so it has no contrast to normalize.
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
      "the folder \(folder) does not exist. Check the path."
    case .notAFolder(let path):
      "\(path) is a file, not a folder. Give the folder that holds the pictures."
    case .cannotList(let folder, let reason):
      "cannot list the folder \(folder): \(reason). Check that you have permission to read it."
    case .noPictures(let folder, let extensions):
      "the folder \(folder) holds no pictures. Files ending in \(extensions.joined(separator: ", ")) "
        + "are read; subfolders are not searched."
    case .cannotDecode, .tooSmall, .flat:
      "\(complaint). Repair the picture or take it out of the folder."
    case .unfit(let errors):
      "\(errors.count) pictures cannot be used: \(errors.map(\.complaint).joined(separator: "; ")). "
        + "Repair them or take them out of the folder."
    case .tooFew(let count, let needed):
      "\(count) picture\(count == 1 ? "" : "s") cannot be split into a training set and a held-out set. "
        + "Give at least \(needed)."
    case .allEqual(let count):
      "all \(count) pictures have the same pixels, so none can be held out. Give at least 2 "
        + "different ones."
    case .noContrast(let partition):
      "none of the patches of the \(partition) pictures has any contrast. Give pictures with structure."
    }
  }

  /// What is wrong with one picture, without the remedy.
  private var complaint: String {
    switch self {
    case .cannotDecode(let path, let reason): "cannot decode \(path): \(reason)"
    case .tooSmall(let path, let width, let height, let needed, let reduction):
      "\(path) is \(width)×\(height) pixels after division by \(reduction), but needs at least "
        + "\(needed) on each side (\(needed * reduction) before division)"
    case .flat(let path): "all pixels of \(path) are equal"
    default: description
    }
  }
}
