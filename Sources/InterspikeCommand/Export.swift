// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import LatentModels
internal import Tensors

/// The command `interspike export RUN -o STATE.safetensors`.
struct Export: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the weights of a run for PyTorch.",
    discussion: """
      model.load_state_dict(safetensors.torch.load_file(FILE), strict=True) takes the file, model being \
      the published module (Vafaii, Galor & Yates 2024, arXiv 2405.14473) of the same sizes.
      """)

  @Argument(help: "The folder of the run.", completion: .directory)
  var run: String

  @Option(
    name: .shortAndLong, help: "The state of the model: .safetensors.", completion: .file())
  var output: String

  @OptionGroup var work: WorkOptions

  func validate() throws {
    guard output.lowercased().hasSuffix(".safetensors") else {
      throw ValidationError("--output is \(output); its name must end in .safetensors.")
    }
  }

  func run() async throws {
    let trained = try RunFolder(existing: run).model()
    let file = try PublishedModule.state(
      of: trained.amortised(for: "export"), temperature: trained.configuration.temperatureEnd,
      called: run)
    try file.write(to: output)
    work.console.inform(
      "\(file.entries.count) tensors after step \(trained.step) are in \(output)")
  }
}
