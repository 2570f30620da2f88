// SPDX-License-Identifier: GPL-3.0-or-later

extension PublishedFilm {
  /// What ``license`` was called before.
  @available(*, deprecated, renamed: "license")
  public var licence: String { license }

  /// What ``init(name:summary:file:package:license:sha256:)`` was called before.
  @available(*, deprecated, renamed: "init(name:summary:file:package:license:sha256:)")
  public init(
    name: String, summary: String, file: String, package: any DataPackage, licence: String,
    sha256: String
  ) {
    self.init(
      name: name, summary: summary, file: file, package: package, license: licence, sha256: sha256)
  }
}

extension PublishedImages {
  /// What ``license`` was called before.
  @available(*, deprecated, renamed: "license")
  public var licence: String { license }

  /// What ``init(name:package:license:files:)`` was called before.
  @available(*, deprecated, renamed: "init(name:package:license:files:)")
  public init(
    name: String, package: any DataPackage, licence: String,
    files: @escaping @Sendable (ImagePartition) -> (images: File, labels: File)
  ) {
    self.init(name: name, package: package, license: licence, files: files)
  }
}

extension GComprisPhotographs.Fetched {
  /// What ``licenses`` was called before.
  @available(*, deprecated, renamed: "licenses")
  public var licences: [String] { licenses }
}
