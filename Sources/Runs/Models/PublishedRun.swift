// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
internal import DataFiles
public import LatentModels
internal import Learning
internal import Randomness
internal import Stimuli
internal import Tensors

/// A model trained with PyTorch, as a run without steps and data.
///
/// ```swift
/// try PublishedRun(state: "model.safetensors") { $0.seed = 7 }.write(to: "runs/imported")
/// ```
public struct PublishedRun {
  /// The settings that follow from names and shapes, and those they cannot tell.
  public let configuration: RunConfiguration
  /// Prefixes that wrappers had added to the names of tensors.
  package let wrappers: [String]
  private let model: any TrainableModel

  /// What was read, in a few words.
  package var summary: String {
    "a \(configuration.model.title) model of \(configuration.latents) latents and \(configuration.data.pixels) pixels, "
      + "\(configuration.encoder.rawValue) encoder and \(configuration.decoder.rawValue) decoder"
  }

  /// The families with locations and scales; the first is the default.
  package static let withLocationAndScale: [ModelFamily] = [.gaussian, .laplace]

  /// Reads what `safetensors.torch.save_file(model.state_dict(), FILE)` wrote for a published module.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - family: the family of a model with locations and scales; nil for Gaussian.
  ///   - renamings: what tensors of other names are called in the published module.
  ///   - rest: sets what names and shapes cannot tell.
  /// - Throws: `FileError`, `SafetensorsError`, `PublishedModuleError`, `ParameterError` or ``RunError``.
  public init(
    state path: String, family: ModelFamily? = nil, renaming renamings: [TensorRenaming] = [],
    _ rest: (inout RunConfiguration) -> Void = { _ in }
  ) throws {
    let bytes = try FileReading.bytes(of: path)
    let state = try SafetensorsFile(bytes: bytes, file: path)
    let published = try PublishedState(state, renaming: renamings)
    if let unused = published.unusedRenamings.first {
      throw RunError(
        .settings,
        "\(setting: "rename") is \(unused), but \(path) has no tensor '\(unused.old)' and none that begins with "
          + "'\(unused.old).'. It has \(state.entries.map { "'\($0.name)'" }.joined(separator: ", "))."
      )
    }
    let module = try PublishedModule(of: published.file.tensorShapes, called: path)
    let origin = InitialWeights.Identity(path: path, sha256: SHA256.sum(of: bytes))
    var settings = RunConfiguration(
      model: try Self.family(of: module, asked: family, in: path),
      data: StimulusFile.Identity(
        path: path, sha256: origin.sha256, count: 0, pixels: module.pixels))
    settings.initial = origin
    settings.steps = 0
    settings.encoder = module.encoder
    settings.decoder = module.decoder
    settings.encoderBias = module.encoderHasBias
    settings.decoderBias = module.decoderHasBias
    settings.channels = module.channels
    settings.expansion = module.expansion
    settings.latents = module.latentCount
    if case .categories(let variables) = module.latents { settings.variables = variables }
    rest(&settings)
    if let temperature = published.file.temperature, temperature > 0, temperature <= 1 {
      settings.temperatureEnd = temperature
    }
    configuration = try settings.checked().withAbsolutePaths
    var model = try configuration.settings.model(seed: SeedSequence(configuration.seed))
    try model.setState(try module.parameters(in: published.file), from: path)
    try InitialWeights.requireFinite(model, in: path)
    (self.model, wrappers) = (model, published.wrappersFound)
  }

  /// Writes the folder, which must be new or empty.
  ///
  /// - Throws: ``RunError`` for a folder that holds something; `FileError`.
  @discardableResult
  public func write(to path: String) throws -> RunFolder {
    let folder = try RunFolder(creating: path)
    try folder.write(configuration)
    try Checkpoint(
      parameters: model.state, optimizerMemory: [], step: 0, seed: configuration.seed,
      streamVersion: configuration.streamVersion,
      configuration: try JSONText.encode(configuration.withFileNames)
    ).write(to: folder.checkpointPath)
    return folder
  }

  /// The family implied by the names, which what was asked must not contradict.
  private static func family(
    of module: PublishedModule, asked: ModelFamily?, in path: String
  ) throws(RunError) -> ModelFamily {
    let possible: [ModelFamily] =
      switch module.latents {
      case .counts: [.poisson]
      case .locationAndScale: withLocationAndScale
      case .categories: [.categorical]
      }
    guard let asked else { return possible[0] }
    guard possible.contains(asked) else {
      throw RunError(
        .settings,
        "\(setting: "family") is \(asked.rawValue), but \(path) holds a "
          + "\(possible.map(\.rawValue).joined(separator: " or ")) model.")
    }
    return asked
  }
}
