// SPDX-License-Identifier: GPL-3.0-or-later

public import Ranks

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
  ///   - ranks: the processes that share the work; rank 0 alone writes files. They do not affect the results either.
  /// - Throws: ``RunError`` when the folder is not empty, or the settings do not fit together; `FileError`; `RankError` when ranks
  ///   do not have the same data and settings.
  public convenience init(
    creating path: String, _ configuration: RunConfiguration, data: StimulusFile,
    heldOut: StimulusFile? = nil, initial: InitialWeights? = nil, threads: Int = 1,
    ranks: any Ranks = LocalRanks()
  ) throws {
    var configuration = configuration
    configuration.data = data.identity
    configuration.heldOut = heldOut?.identity
    configuration.initial = initial?.identity
    configuration = try configuration.checkedForData()
    try configuration.inputMotion.requireBorder(of: data.identity, least: data.least)
    let model = try initial?.model(configuration)
    try configuration.requireAgreement(of: ranks, at: 0)
    let folder = ranks.isLead ? try RunFolder(creating: path) : RunFolder(path)
    if ranks.isLead { try folder.write(configuration) }
    let setting = ModelSetting(
      folder: folder, configuration: configuration, data: data, heldOut: heldOut, threads: threads,
      ranks: ranks)
    self.init(
      try setting.work(setting.model(of: nil, initial: model), from: nil), in: folder,
      isFresh: true, ranks: ranks)
  }

  /// Starts learning a dictionary in a new folder; `threads` and `ranks` are as for a model.
  ///
  /// - Throws: ``RunError`` when the folder is not empty, or the settings do not fit together; `FileError`; `RankError`.
  public convenience init(
    creating path: String, _ configuration: SparseConfiguration, data: StimulusFile,
    heldOut: StimulusFile? = nil, threads: Int = 1, ranks: any Ranks = LocalRanks()
  ) throws {
    var configuration = configuration
    configuration.data = data.identity
    configuration.heldOut = heldOut?.identity
    configuration = try configuration.checkedForData()
    try configuration.requireAgreement(of: ranks, at: 0)
    let folder =
      ranks.isLead ? try RunFolder(creating: path, goingOnWith: "sparse") : RunFolder(path)
    if ranks.isLead { try folder.write(configuration) }
    let setting = DictionarySetting(
      folder: folder, configuration: configuration, data: data, heldOut: heldOut, threads: threads,
      ranks: ranks)
    self.init(try setting.work(from: nil), in: folder, isFresh: true, ranks: ranks)
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
