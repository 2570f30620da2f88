// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import LatentModels
internal import Recordings
internal import Runs
internal import SpikeFormats

/// The command `interspike export RUN -o STATE.safetensors`.
struct Export: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Export the weights of a run to PyTorch, or its decoder as a NIR graph.",
    discussion: """
      STATE.safetensors:
      Load it with model.load_state_dict(safetensors.torch.load_file(FILE), strict=True), where model is \
      the published module (Vafaii, Galor & Yates 2024, arXiv 2405.14473) with the same sizes.

      GRAPH.nir:
      nir.read(FILE) gives input → decoder → output for a linear decoder. NIR has no stochastic neurons, so \
      the graph's metadata says what the latents are and, for Poisson latents, gives their log prior rates.
      """)

  @Argument(help: "The run folder.", completion: .directory)
  var run: String

  @Option(
    name: .shortAndLong, help: "The file to write: .safetensors or .nir.", completion: .file())
  var output: String

  @OptionGroup var work: WorkOptions

  func validate() throws {
    guard [".safetensors", ".nir"].contains(where: output.lowercased().hasSuffix) else {
      throw ValidationError("-o is \(output); it must be a name that ends in .safetensors or .nir.")
    }
  }

  func run() async throws {
    try FilePlan.check(runs: [run], writes: [("-o", output)])
    let trained = try RunFolder(existing: run).model()
    if output.lowercased().hasSuffix(".nir") {
      try trained.decoderGraph().write(to: output)
      work.console.inform("the decoder after step \(trained.step) is in \(output)")
      return
    }
    let file = try PublishedModule.state(
      of: trained.amortized(for: "export"), temperature: trained.configuration.temperatureEnd,
      called: run)
    try file.write(to: output)
    work.console.inform(
      "\(file.entries.count) tensors after step \(trained.step) are in \(output)")
  }
}
