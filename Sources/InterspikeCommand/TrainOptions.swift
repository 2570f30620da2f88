// SPDX-License-Identifier: GPL-3.0-or-later

public import ArgumentParser
internal import Arrivals
internal import LatentModels
internal import Learning
internal import Runs

extension SoftIndicator: ExpressibleByArgument {}

/// The options shared by every `interspike train MODEL`; the model's recipe supplies the defaults.
struct TrainOptions<Model: TrainableModel>: ParsableArguments {
  @Option(
    help: "Training data, one datum per row: .safetensors (tensor patches) or .npy.",
    completion: .file())
  var data: String?

  @Option(help: "Data to measure on but not train on.", completion: .file())
  var heldOut: String?

  @Option(
    name: .shortAndLong, help: "The run folder; it must be new or empty.", completion: .directory)
  var output: String

  @Option(
    help:
      "Weights to start from instead of random ones: a checkpoint, or a .safetensors file with exactly the model's tensors.",
    completion: .file())
  var initial: String?

  @Option(
    help: """
      A YAML or JSON file of settings, which are named like these options but with underscores; \
      the command line overrides them.
      """,
    completion: .file())
  var config: String?

  @Option(
    help: """
      A recipe: \(Preset.names). All but clean-dictionary are published. \
      --config and the command line override it.
      """
  )
  var preset: Preset?

  @Option(
    help: Recipe<Model>.help("The network that reads the data: linear, mlp or conv.", \.encoder))
  var encoder: Architecture?
  @Option(
    help: Recipe<Model>.help(
      "The network that reconstructs the data: linear, mlp or conv.", \.decoder))
  var decoder: Architecture?
  @Flag(help: "Give the encoder's last layer a bias.") var encoderBias = false
  @Flag(help: "Give the decoder's first layer a bias.") var decoderBias = false
  @Option(help: Recipe<Model>.help("Channels of the first convolution.", \.channels))
  var channels: Int?
  @Option(
    help: Recipe<Model>.help(
      "How many times wider than the data an MLP encoder's hidden layer is.", \.expansion))
  var expansion: Int?
  @Option(
    help: Recipe<Model>.help(
      "The number of neurons, or the total number of categories.", \.latents))
  var latents: Int?
  @Flag(help: "Normalize every atom of the dictionary to length 1.") var unitDictionary = false
  @Option(
    help: Recipe<Model>.help(
      "The standard deviation of the initial weights.", \.settings.initialScale))
  var initialScale: Double?

  @Option(help: Recipe<Model>.help("Training steps.", \.steps))
  var steps: Int?
  @Option(help: "Passes through the data, instead of --steps.")
  var epochs: Int?
  @Option(help: Recipe<Model>.help("The batch size: how many data each step uses.", \.batch))
  var batch: Int?
  @Flag(help: "Minimize the exact loss instead of drawing samples; needs a linear decoder.")
  var exact = false
  @Option(help: Recipe<Model>.help("The final weight of the KL.", \.beta))
  var beta: Double?
  @Option(help: Recipe<Model>.help("The initial weight of the KL.", \.betaStart))
  var betaStart: Double?
  @Option(
    help: Recipe<Model>.help(
      "The share of all steps over which \(Self.annealed).", \.annealingPortion))
  var annealingPortion: Double?
  @Option(help: Recipe<Model>.help("The share of all steps before β rises.", \.risingHold))
  var betaHold: Double?
  @Option(help: Recipe<Model>.help("The peak learning rate.", \.learningRate))
  var learningRate: Double?
  @Option(help: Recipe<Model>.help("The final learning rate.", \.learningRateEnd))
  var learningRateEnd: Double?
  @Option(
    help: Recipe<Model>.help(
      "The share of all steps over which the learning rate rises.", \.warmupPortion))
  var warmupPortion: Double?
  @Option(help: Recipe<Model>.help("How many times the learning rate restarts.", \.restarts))
  var restarts: Int?
  @Option(
    help: Recipe<Model>.help(
      "The largest gradient norm allowed, three times as large while the learning rate rises; 0 for no limit.",
      \.clip))
  var clip: Double?
  @Option(
    help: Recipe<Model>.help("How strongly every parameter is pulled toward zero.", \.weightDecay))
  var weightDecay: Double?
  @Option(
    help: Recipe<Model>.help(
      "How much of the mean gradient Adamax keeps at each step (its β₁).", \.optimizer.meanDecay))
  var meanDecay: Double?
  @Option(
    help: Recipe<Model>.help(
      "The weight of the penalty on the convolutions' mean squared log-lengths.", \.lognormWeight))
  var lognormWeight: Double?
  @Option(
    help: Recipe<Model>.help(
      "How many times β rises again along half a cosine; 0 for one straight rise.", \.betaCycles))
  var betaCycles: Int?
  @Option(
    help: Recipe<Model>.help(
      "Measure and use a moving average of the parameters, which keeps this share of itself at each step; 0 for none.",
      \.ema))
  var ema: Double?
  @Option(help: Recipe<Model>.help("How many recent checkpoints to keep.", \.keep))
  var keep: Int?
  @Flag(help: "Also keep the checkpoint with the lowest held-out NELBO, as best.safetensors.")
  var keepBest = false
  @Option(help: Recipe<Model>.help("Steps between measurements on held-out data.", \.evaluateEvery))
  var evaluateEvery: Int?
  @Option(help: Recipe<Model>.help("Steps between checkpoints.", \.checkpointEvery))
  var checkpointEvery: Int?
  @Option(help: SeedOption.help(Recipe<Model>.says(\.seed)), transform: SeedOption.parse)
  var seed: UInt64?
  @OptionGroup var work: WorkOptions
  @OptionGroup var job: RankOptions

  /// What changes over the annealing portion; the β of iterative models has its own.
  private static var annealed: String {
    ModelFamily(of: Model.self).isIterative
      ? "the temperature falls" : "β rises and the temperature falls"
  }
}
