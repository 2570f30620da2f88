// SPDX-License-Identifier: GPL-3.0-or-later

public import ArgumentParser
public import Arrivals
internal import LatentModels
internal import Learning
internal import Runs

extension SoftIndicator: ExpressibleByArgument {}

/// The options that every `interspike train MODEL` shares; what they are without a word is the model's recipe.
struct TrainOptions<Model: TrainableModel>: ParsableArguments {
  @Option(
    help: "Training data, one datum a row: .safetensors (tensor patches) or .npy.",
    completion: .file())
  var data: String?

  @Option(help: "Data to measure on but not to train on.", completion: .file())
  var heldOut: String?

  @Option(name: .shortAndLong, help: "The folder of the run; new or empty.", completion: .directory)
  var output: String

  @Option(
    help:
      "Weights to begin with instead of random ones: a checkpoint, or a .safetensors file of exactly the model's tensors.",
    completion: .file())
  var initial: String?

  @Option(
    help:
      "Settings from a YAML or JSON file, by the names of these options with underscores; the command line overrides them.",
    completion: .file())
  var config: String?

  @Option(help: "A published recipe: \(Preset.names). The file and the command line override it.")
  var preset: Preset?

  @Option(
    help: "What reads the data: linear, mlp or conv. (default: \(Recipe<Model>.says(\.encoder)))")
  var encoder: Architecture?
  @Option(
    help:
      "What writes the reconstruction: linear, mlp or conv. (default: \(Recipe<Model>.says(\.decoder)))"
  )
  var decoder: Architecture?
  @Flag(help: "Give the last map of the encoder a bias.") var encoderBias = false
  @Flag(help: "Give the first map of the decoder a bias.") var decoderBias = false
  @Option(help: "Channels of the first convolution. (default: \(Recipe<Model>.says(\.channels)))")
  var channels: Int?
  @Option(
    help:
      "How much wider than the data the hidden layer of an MLP encoder is. (default: \(Recipe<Model>.says(\.expansion)))"
  )
  var expansion: Int?
  @Option(help: "Neurons, or categories together. (default: \(Recipe<Model>.says(\.latents)))")
  var latents: Int?
  @Flag(help: "Use every atom of the dictionary at length 1.") var unitDictionary = false
  @Option(
    help:
      "The standard deviation of the first weights. (default: \(Recipe<Model>.says(\.settings.initialScale)))"
  )
  var initialScale: Double?

  @Option(help: "Training steps. (default: \(Recipe<Model>.says(\.steps)))") var steps: Int?
  @Option(help: "Passes through the data, instead of --steps.") var epochs: Int?
  @Option(help: "Data in a step. (default: \(Recipe<Model>.says(\.batch)))") var batch: Int?
  @Flag(help: "Make the exact loss small instead of drawing samples; needs a linear decoder.")
  var exact = false
  @Option(help: "The weight of the KL at its end. (default: \(Recipe<Model>.says(\.beta)))")
  var beta: Double?
  @Option(
    help: "The weight of the KL at its beginning. (default: \(Recipe<Model>.says(\.betaStart)))")
  var betaStart: Double?
  @Option(
    help:
      "The share of all steps over which \(Self.annealed). (default: \(Recipe<Model>.says(\.annealingPortion)))"
  )
  var annealingPortion: Double?
  @Option(
    help: "The share of all steps before β rises. (default: \(Recipe<Model>.says(\.risingHold)))")
  var betaHold: Double?
  @Option(help: "The largest learning rate. (default: \(Recipe<Model>.says(\.learningRate)))")
  var learningRate: Double?
  @Option(help: "The learning rate at the end. (default: \(Recipe<Model>.says(\.learningRateEnd)))")
  var learningRateEnd: Double?
  @Option(
    help:
      "The share of all steps over which the learning rate rises. (default: \(Recipe<Model>.says(\.warmupPortion)))"
  )
  var warmupPortion: Double?
  @Option(
    help: "How often the learning rate comes up again. (default: \(Recipe<Model>.says(\.restarts)))"
  ) var restarts: Int?
  @Option(
    help:
      "The largest gradient norm, three times as large while the learning rate rises; 0 for none. (default: \(Recipe<Model>.says(\.clip)))"
  )
  var clip: Double?
  @Option(
    help: "The pull of every parameter to zero. (default: \(Recipe<Model>.says(\.weightDecay)))")
  var weightDecay: Double?
  @Option(
    help:
      "How much of the mean gradient Adamax keeps in a step, its β₁. (default: \(Recipe<Model>.says(\.optimizer.meanDecay)))"
  )
  var meanDecay: Double?
  @Option(
    help:
      "The weight of the mean square of the convolutions' log-lengths. (default: \(Recipe<Model>.says(\.lognormWeight)))"
  )
  var lognormWeight: Double?
  @Option(
    help:
      "How often β rises anew along half a cosine; 0 for one straight rise. (default: \(Recipe<Model>.says(\.betaCycles)))"
  )
  var betaCycles: Int?
  @Option(
    help:
      "Keep an average of the parameters, of which this share stays in a step; it is what is measured and used; 0 for none. (default: \(Recipe<Model>.says(\.ema)))"
  )
  var ema: Double?
  @Option(
    help: "How many of the last checkpoints to keep. (default: \(Recipe<Model>.says(\.keep)))")
  var keep: Int?
  @Flag(help: "Also keep the checkpoint of the lowest held-out NELBO, as best.safetensors.")
  var keepBest = false
  @Option(
    help:
      "Steps between two measurements on held-out data. (default: \(Recipe<Model>.says(\.evaluateEvery)))"
  )
  var evaluateEvery: Int?
  @Option(
    help: "Steps between two checkpoints. (default: \(Recipe<Model>.says(\.checkpointEvery)))")
  var checkpointEvery: Int?
  @Option(help: SeedOption.help(Recipe<Model>.says(\.seed)), transform: SeedOption.parse)
  var seed: UInt64?
  @OptionGroup var work: WorkOptions

  /// What happens over the share of annealing; the β of iterative models rises over its own.
  private static var annealed: String {
    ModelFamily(of: Model.self).isIterative ? "temperature falls" : "β rises and temperature falls"
  }

  /// Sets what the command line says, but for files and how long to train.
  func apply(to settings: inout RunConfiguration) {
    settings.seed = seed ?? settings.seed
    settings.encoder = encoder ?? settings.encoder
    settings.decoder = decoder ?? settings.decoder
    if keepBest { settings.keepBest = true }
    if encoderBias { settings.encoderBias = true }
    if decoderBias { settings.decoderBias = true }
    if unitDictionary { settings.unitDictionary = true }
    if exact { settings.objective = .exact }
    settings.channels = channels ?? settings.channels
    settings.expansion = expansion ?? settings.expansion
    settings.latents = latents ?? settings.latents
    settings.batch = batch ?? settings.batch
    settings.restarts = restarts ?? settings.restarts
    settings.evaluateEvery = evaluateEvery ?? settings.evaluateEvery
    settings.checkpointEvery = checkpointEvery ?? settings.checkpointEvery
    settings.betaCycles = betaCycles ?? settings.betaCycles
    settings.keep = keep ?? settings.keep
    settings.initialScale = initialScale ?? settings.initialScale
    settings.beta = beta ?? settings.beta
    settings.betaStart = betaStart ?? settings.betaStart
    settings.annealingPortion = annealingPortion ?? settings.annealingPortion
    settings.betaHold = betaHold ?? settings.betaHold
    settings.learningRate = learningRate ?? settings.learningRate
    settings.learningRateEnd = learningRateEnd ?? settings.learningRateEnd
    settings.warmupPortion = warmupPortion ?? settings.warmupPortion
    settings.clip = clip ?? settings.clip
    settings.weightDecay = weightDecay ?? settings.weightDecay
    settings.meanDecay = meanDecay ?? settings.meanDecay
    settings.lognormWeight = lognormWeight ?? settings.lognormWeight
    settings.ema = ema ?? settings.ema
  }

  /// How long to train.
  var length: TrainingLength {
    TrainingLength(
      steps: steps, epochs: epochs,
      hasWarmupPortion: warmupPortion != nil)
  }
}
