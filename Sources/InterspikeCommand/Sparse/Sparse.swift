// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Runs

/// The command `interspike sparse …`.
struct Sparse: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Learn a dictionary for sparse coding, or compute sparse codes with one.",
    usage: """
      interspike sparse <algorithm> --data <file> -o <run> [<options>]
      interspike sparse --resume <run> [--steps <total>] [--data <file>] [--held-out <file>]
      interspike sparse code <run or file> --data <file> [-o <codes>] [<options>]
      """,
    discussion: """
      The code a of a datum x on a dictionary Φ minimizes ½|x − Φa|² + λ·Σ|a|, where λ is the threshold. A run is a folder \
      like those of `interspike train`; its dictionary is the tensor fc_dec.weight in checkpoint.safetensors. Ctrl-C saves a \
      checkpoint and stops; --resume then gives the same bytes as an uninterrupted run.
      """,
    subcommands: [
      SparseLCA.self, SparseISTA.self, SparseFISTA.self, CodeOnDictionary.self,
      Resume<ResumedDictionary>.self,
    ], defaultSubcommand: Resume<ResumedDictionary>.self)
}

/// The command `interspike sparse lca …`.
struct SparseLCA: DictionaryCommand {
  static let configuration = CommandConfiguration(
    commandName: "lca",
    abstract: "Learn a dictionary with the locally competitive algorithm (LCA).",
    discussion: """
      Rozell et al. 2008, doi:10.1162/neco.2008.03-07-486. The published baseline of the Poisson VAE is \
      `--threshold 0.7 --threshold-start 0.05 --epochs 100`.
      """)

  @OptionGroup var competition: CompetitionOptions
  @OptionGroup var options: SparseOptions

  var request: DictionaryRequest {
    DictionaryRequest(
      options: options, inference: competition.applied(to: SparseSettings(algorithm: .lca)))
  }
}

/// The command `interspike sparse ista …`.
struct SparseISTA: DictionaryCommand {
  static let configuration = CommandConfiguration(
    commandName: "ista",
    abstract: "Learn a dictionary with iterative shrinkage-thresholding (ISTA).",
    discussion: "Beck & Teboulle 2009, doi:10.1137/080716542, equation 3.3.")

  @OptionGroup var descent: DescentOptions
  @OptionGroup var options: SparseOptions

  var request: DictionaryRequest {
    DictionaryRequest(
      options: options, inference: descent.applied(to: SparseSettings(algorithm: .ista)))
  }
}

/// The command `interspike sparse fista …`.
struct SparseFISTA: DictionaryCommand {
  static let configuration = CommandConfiguration(
    commandName: "fista",
    abstract: "Learn a dictionary with fast iterative shrinkage-thresholding (FISTA).",
    discussion: "Beck & Teboulle 2009, doi:10.1137/080716542, equations 4.1 to 4.3.")

  @OptionGroup var descent: DescentOptions
  @OptionGroup var options: SparseOptions

  var request: DictionaryRequest {
    DictionaryRequest(
      options: options, inference: descent.applied(to: SparseSettings(algorithm: .fista)))
  }
}
