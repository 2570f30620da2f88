// SPDX-License-Identifier: GPL-3.0-or-later

extension RunTraining {
  /// Starts training a model in a new folder.
  ///
  /// - Parameters:
  ///   - path: the folder, which must be missing or empty.
  ///   - configuration: everything that decides the bits; `data` and `heldOut` must match the files.
  ///   - data: what it learns from.
  ///   - heldOut: what it is measured on.
  ///   - initial: the weights to start from; nil for random ones.
  ///   - threads: how many may work at once; they do not affect the results.
  /// - Throws: ``RunError`` when the folder is not empty, or the settings do not fit together; `FileError`.
  public convenience init(
    creating path: String, _ configuration: RunConfiguration, data: StimulusFile,
    heldOut: StimulusFile? = nil, initial: InitialWeights? = nil, threads: Int = 1
  ) throws {
    var configuration = configuration
    configuration.data = data.identity
    configuration.heldOut = heldOut?.identity
    configuration.initial = initial?.identity
    configuration = try configuration.checkedForData()
    try configuration.inputMotion.requireBorder(of: data.identity, least: data.least)
    let model = try initial?.model(configuration)
    let folder = try RunFolder(creating: path)
    try folder.write(configuration)
    let setting = ModelSetting(
      folder: folder, configuration: configuration, data: data, heldOut: heldOut, threads: threads)
    self.init(
      try setting.work(setting.model(of: nil, initial: model), from: nil), in: folder,
      isFresh: true)
  }

  /// Starts learning a dictionary in a new folder.
  ///
  /// - Throws: ``RunError`` when the folder is not empty, or the settings do not fit together; `FileError`.
  public convenience init(
    creating path: String, _ configuration: SparseConfiguration, data: StimulusFile,
    heldOut: StimulusFile? = nil, threads: Int = 1
  ) throws {
    var configuration = configuration
    configuration.data = data.identity
    configuration.heldOut = heldOut?.identity
    configuration = try configuration.checkedForData()
    let folder = try RunFolder(creating: path, goingOnWith: "sparse")
    try folder.write(configuration)
    let setting = DictionarySetting(
      folder: folder, configuration: configuration, data: data, heldOut: heldOut, threads: threads)
    self.init(try setting.work(from: nil), in: folder, isFresh: true)
  }
}

extension RunSettings {
  /// The same settings with absolute paths, after checking that they fit their data.
  package func checkedForData() throws(RunError) -> Self {
    try requireBatch(atMost: data)
    if let heldOut { try requireSize(of: heldOut) }
    return try checked().withAbsolutePaths
  }

  /// Throws when a batch would be larger than the data.
  package func requireBatch(atMost data: StimulusFile.Identity) throws(RunError) {
    guard batch > data.count else { return }
    throw RunError(
      .settings,
      "\(setting: "batch") is \(batch), but \(data.path) holds \(data.count) data; "
        + "it must be 1 to \(data.count).")
  }
}
