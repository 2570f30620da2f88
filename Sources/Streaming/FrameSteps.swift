// SPDX-License-Identifier: GPL-3.0-or-later

internal import LatentModels
internal import SpikeTrains
internal import Tensors

/// The steps that neurons take while they see a frame: by lateral inhibition when the decoder is linear, and through the decoder, forward
/// and backward in every step, when it is not.
enum FrameSteps: Sendable {
  case lateral(LateralInference)
  case throughDecoder(IterativePoissonVAE)

  init(_ model: IterativePoissonVAE) {
    self =
      model.likelihood.decoder.isLinear
      ? .lateral(LateralInference(model)) : .throughDecoder(model)
  }

  /// What drives all steps of a frame: the sum that neurons receive from it, or the frame itself.
  func drive(of seen: Tensor) -> Tensor {
    switch self {
    case .lateral(let lateral): lateral.drive(of: seen)
    case .throughDecoder: seen
    }
  }

  /// The log-rates one step later; `spikes` are those of the step before.
  func integrate(_ logRates: inout Tensor, drive: Tensor, spikes: SparseCounts) {
    switch self {
    case .lateral(let lateral): lateral.integrate(&logRates, drive: drive, spikes: spikes)
    case .throughDecoder(let model):
      let counts = LateralInference.State(logRates: logRates, spikes: spikes).counts
      logRates = model.logRates(after: logRates, counts: counts, seeing: drive)
    }
  }

  /// What spikes look like, shape [patches, pixels].
  func reconstruction(of state: LateralInference.State) -> Tensor {
    switch self {
    case .lateral(let lateral): lateral.reconstruction(of: state.spikes)
    case .throughDecoder(let model): model.likelihood.decoder(state.counts).detached
    }
  }
}
