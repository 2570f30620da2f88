// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// The notebooks of Examples/Notebooks are what the scripts beside them say, and run.
@Suite("Notebooks", .enabled(if: Foreign.interpreter != nil, "needs a Python: make test makes one"))
struct NotebookTests {
  private static let runner: Comment =
    "needs a Python with nbclient, ipykernel and what the notebook imports: INTERSPIKE_PYTHON"

  private static func has(_ packages: String...) -> Bool {
    (["nbclient", "ipykernel", "matplotlib"] + packages).allSatisfy(Foreign.has)
  }

  private func check(_ arguments: String..., expecting verdict: String) throws {
    let run = try Foreign.python(
      script: Foreign.root + "/tools/notebooks.py", ["--check"] + arguments)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.output.contains(verdict), "\(run.output)")
  }

  @Test("Their cells are those of the scripts") func cells() throws {
    try check("--cells", expecting: "rasters_to_elephant.ipynb: made of its script\n")
  }

  @Test("First spikes prints what is kept", .enabled(if: has(), runner)) func firstSpikes() throws {
    try check("first_spikes", expecting: "first_spikes.ipynb: runs\n")
  }

  @Test(
    "Rasters to Elephant prints what is kept",
    .enabled(if: has("elephant", "neo", "pynwb"), runner)) func rastersToElephant() throws
  { try check("rasters_to_elephant", expecting: "rasters_to_elephant.ipynb: runs\n") }

  @Test("A Poisson VAE in PyTorch runs", .enabled(if: has("torch"), runner))
  func poissonVAE() throws {
    try check("poisson_vae", expecting: "poisson_vae.ipynb: runs\n")
  }
}
