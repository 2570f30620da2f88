// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Stimuli

/// How photographs become patches.
struct PatchOptions: ParsableArguments {
  @Option(help: "The side of a patch in pixels, 4 to 64.") var size = PatchSampler().side

  @Option(
    help:
      "How pictures become patches: whole (a picture is whitened as a whole, and every patch is standardized) or published (as in the code of arXiv 2405.14473: pieces are whitened one by one, standardized, and then cropped)."
  )
  var preparation: PhotographPatches.Preparation = .whole

  @Option(
    help: """
      The cutoff frequency of the whitening filter, above 0 and at most 10 cycles per pixel. \
      (default: \(Whitening().cutoff), published: \(PublishedPieces().whitening.cutoff))
      """
  )
  var cutoff: Double?

  @Option(
    help:
      "Divide the sides of each picture by this first, 1 to 64. (default: \(PictureDecoder().reduction), published: \(PhotographPatches.published().decoder.reduction))"
  )
  var reduction: Int?

  func validate() throws {
    if !(4...64).contains(size) { try refuse("--size", size, "4 to 64") }
    if let cutoff, !(cutoff > 0 && cutoff <= 10) {
      try refuse("--cutoff", cutoff, "above 0 and at most 10 cycles per pixel")
    }
    if let reduction, !(1...64).contains(reduction) {
      try refuse("--reduction", reduction, "1 to 64")
    }
  }

  var recipe: PhotographPatches {
    PhotographPatches(preparation, side: size, cutoff: cutoff, reduction: reduction)
  }
}
