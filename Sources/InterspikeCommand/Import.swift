// SPDX-License-Identifier: GPL-3.0-or-later

public import ArgumentParser
internal import Arrivals
public import LatentModels
internal import Runs

extension TensorRenaming: ExpressibleByArgument {}

/// The command `interspike import STATE.safetensors -o RUN`.
struct Import: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Import a model trained with PyTorch as a run.",
    discussion: """
      Give the file that safetensors.torch.save_file(model.state_dict(), FILE) writes for the published \
      modules (Vafaii, Galor & Yates 2024, arXiv 2405.14473). The architecture and sizes follow \
      from the names and shapes of its tensors; the options supply what these do not tell. \
      Prefixes that DataParallel, torch.compile and other \
      wrappers add to the names are removed.

      A linear model of n latents and p pixels has these tensors; other names become these by --rename.
        fc_enc.weight    [n, p], or [2n, p] with a location and a scale
        fc_dec.weight    [p, n]
        log_rate         [n]                      Poisson
        loc, log_scale   [n]                      Gaussian, Laplace
        logits           [variables, categories]  categorical
        fc_enc.bias, fc_dec.bias                  if there are any
      The article "Published names and shapes" of the room LatentModels lists the hidden layers.
        interspike import state.safetensors --rename encoder=fc_enc \\
          --rename decoder=fc_dec --rename prior=log_rate -o runs/theirs
      """)

  @Argument(help: "The saved state of the model: .safetensors.", completion: .file())
  var state: String

  @Option(
    name: .shortAndLong, help: "The run folder; it must be new or empty.", completion: .directory)
  var output: String

  @Option(
    help:
      "The family of a model with locations and scales: gaussian or laplace. (default: \(PublishedRun.withLocationAndScale[0].rawValue))"
  )
  var family: ModelFamily?
  @Option(
    help: "OLD=NEW: the published name of a tensor or module of another name; may be repeated.")
  var rename: [TensorRenaming] = []
  @Option(help: "What the samples of a Gaussian or Laplace model pass through before decoding.")
  var activation: LatentActivation = .none
  @Option(help: "The soft indicator for a Poisson model's relaxed counts.")
  var indicator: SoftIndicator = .sigmoid
  @Flag(help: "Normalize every atom of the dictionary to length 1 (dec_norm).")
  var unitDictionary = false
  @OptionGroup var seed: SeedOption
  @OptionGroup var work: WorkOptions

  func run() async throws {
    try FilePlan.check(reads: [("", state)], trains: ("-o", output))
    let published = try PublishedRun(state: state, family: family, renaming: rename) { settings in
      settings.seed = seed.seed
      settings.activation = activation
      settings.indicator = indicator
      settings.unitDictionary = unitDictionary
    }
    if !published.wrappers.isEmpty {
      let names = published.wrappers.map { "'\($0).'" }.joined(separator: " and ")
      work.console.inform(
        "removed \(names), added by PyTorch's wrappers, from the names of the tensors")
    }
    let folder = try published.write(to: output)
    work.console.inform("\(published.summary), is in \(folder.path)")
  }
}
