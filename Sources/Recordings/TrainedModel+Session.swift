// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Foundation
package import LatentModels
package import Runs
package import SpikeFormats
package import Tensors

extension TrainedModel {
  /// Tells an NWB session what was done, and gives it the stimuli shown and the atoms of the neurons.
  ///
  /// Atoms are those of a linear decoder; neurons of others have none. Pictures that are not square are rows.
  ///
  /// - Parameters:
  ///   - session: the session to complete.
  ///   - presentation: how often and how long the stimuli were shown.
  ///   - stimuli: what was shown, shape [stimuli, pixels].
  ///   - file: where the stimuli come from.
  /// - Throws: `SpikeFileError` for pixels that are not finite.
  package func complete(
    _ session: inout NWBSession, of presentation: StimulusPresentation, showing stimuli: Tensor,
    from file: String
  ) throws {
    let name = URL(fileURLWithPath: file).lastPathComponent
    session.sessionDescription =
      "\(Text.count(presentation.neurons, "neuron")) of a Poisson VAE, trained for "
      + "\(Text.count(step, "step")), saw \(Text.count(presentation.stimuli, "stimulus", "stimuli")) of \(name), "
      + "\(Text.count(presentation.trials, "trial")) of \(Text.plain(presentation.windowDuration)) s each."
    session.stimuli = try pictures(
      stimuli,
      "The stimuli, as the model saw them, from \(name): rows of pixels. Trials name them by their number."
    )
    if let atoms = try? dictionary() {
      session.receptiveFields = try pictures(
        atoms.transposed(),
        "The neuron's atom, a column of the linear decoder: what each spike adds to the decoded stimulus. "
          + "Rows of pixels.")
    }
  }

  /// Rows of pixels as pictures of a file.
  private func pictures(_ rows: Tensor, _ description: String) throws -> NWBPictures {
    let width = (try? PictureWidth.of(pixels, asked: nil, option: "")) ?? pixels
    return try NWBPictures(
      width: width, height: pixels / width, values: Array(rows.values), description: description)
  }
}
