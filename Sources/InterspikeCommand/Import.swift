// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Arrivals
internal import DataFiles
internal import LatentModels
internal import Learning
internal import Randomness
internal import Runs
internal import Stimuli
internal import Tensors

/// The command `interspike import STATE.safetensors -o RUN`.
struct Import: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Import a model trained with PyTorch as a run.",
    discussion: """
      Give the file that safetensors.torch.save_file(model.state_dict(), FILE) writes for the published \
      modules (Vafaii, Galor & Yates 2024, arXiv 2405.14473). The architecture and sizes follow from its \
      names and shapes; the options supply what these cannot tell. Prefixes that DataParallel, torch.compile and other \
      wrappers add to the names are removed.
      """)

  @Argument(help: "The saved state of the model: .safetensors.", completion: .file())
  var state: String

  @Option(
    name: .shortAndLong, help: "The run folder; it must be new or empty.", completion: .directory)
  var output: String

  @Option(
    help:
      "The family of a model with locations and scales: gaussian or laplace. (default: \(Self.withLocationAndScale[0].rawValue))"
  )
  var family: ModelFamily?
  @Option(help: "What the samples of a Gaussian or Laplace model pass through before decoding.")
  var activation: LatentActivation = .none
  @Option(help: "The soft indicator for a Poisson model's relaxed counts.")
  var indicator: SoftIndicator = .sigmoid
  @Flag(help: "Use every atom of the dictionary at length 1 (dec_norm).")
  var unitDictionary = false
  @OptionGroup var seed: SeedOption
  @OptionGroup var work: WorkOptions

  func run() async throws {
    try FilePlan.check(reads: [("", state)], trains: ("-o", output))
    let bytes = try FileReading.bytes(of: state)
    let published = try PublishedState(try SafetensorsFile(bytes: bytes, file: state))
    let file = published.file
    let module = try PublishedModule(of: file.tensorShapes, called: state)
    let origin = InitialWeights.Identity(path: state, sha256: SHA256.sum(of: bytes))
    let settings = try configuration(module, temperature: file.temperature, origin)
    var model = try settings.settings.model(seed: SeedSequence(settings.seed))
    try model.setState(try module.parameters(in: file), from: state)
    try InitialWeights.requireFinite(model, in: state)
    if !published.wrappersFound.isEmpty {
      let names = published.wrappersFound.map { "'\($0).'" }.joined(separator: " and ")
      work.console.inform(
        "removed \(names), added by PyTorch's wrappers, from the names of the tensors")
    }
    let folder = try RunFolder(creating: output)
    try folder.write(settings)
    try Checkpoint(
      parameters: model.state, optimizerMemory: [], step: 0, seed: settings.seed,
      streamVersion: settings.streamVersion,
      configuration: try JSONText.encode(settings.withFileNames)
    ).write(to: folder.checkpointPath)
    work.console.inform(
      """
      a \(settings.model.title) model of \(settings.latents) latents and \(module.pixels) pixels, \
      \(settings.encoder.rawValue) encoder and \(settings.decoder.rawValue) decoder, is in \(folder.path)
      """)
  }

  /// The settings of a run without steps and data.
  private func configuration(
    _ module: PublishedModule, temperature: Double?, _ origin: InitialWeights.Identity
  ) throws -> RunConfiguration {
    var settings = RunConfiguration(
      model: try family(of: module),
      data: StimulusFile.Identity(
        path: state, sha256: origin.sha256, count: 0, pixels: module.pixels))
    settings.initial = origin
    settings.seed = seed.seed
    settings.steps = 0
    settings.encoder = module.encoder
    settings.decoder = module.decoder
    settings.encoderBias = module.encoderHasBias
    settings.decoderBias = module.decoderHasBias
    settings.channels = module.channels
    settings.expansion = module.expansion
    settings.latents = module.latentCount
    if case .categories(let variables) = module.latents { settings.variables = variables }
    settings.activation = activation
    settings.indicator = indicator
    settings.unitDictionary = unitDictionary
    if let temperature, temperature > 0, temperature <= 1 {
      settings.temperatureEnd = temperature
    }
    return try settings.checked().withAbsolutePaths
  }

  /// The families with locations and scales; the first is the default.
  private static let withLocationAndScale: [ModelFamily] = [.gaussian, .laplace]

  /// The family implied by the names, which --family must not contradict.
  private func family(of module: PublishedModule) throws(Refusal) -> ModelFamily {
    let possible: [ModelFamily] =
      switch module.latents {
      case .counts: [.poisson]
      case .locationAndScale: Self.withLocationAndScale
      case .categories: [.categorical]
      }
    guard let family else { return possible[0] }
    guard possible.contains(family) else {
      throw Refusal(
        .usage,
        "--family is \(family.rawValue), but \(state) holds a "
          + "\(possible.map(\.rawValue).joined(separator: " or ")) model.")
    }
    return family
  }
}
