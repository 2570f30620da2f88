// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import LatentModels
internal import Runs

/// The options of the iterative families besides the shared ones.
struct IterativeOptions<Model: TrainableModel>: ParsableArguments {
  @Option(
    help: Recipe<Model>.help(
      "How many inference steps the gradient flows through; "
        + "with --input film, how many frames (all, unless given).",
      \.unrolledSteps))
  var unroll: Int?
  @Option(
    help: Recipe<Model>.help(
      "How many segments of --unroll steps a training step takes, each differentiated separately.",
      \.unrolledSegments))
  var segments: Int?
  @Option(
    help: Recipe<Model>.help(
      "Updates of the belief for each look at the input.", \.settings.innerSteps))
  var innerSteps: Int?
  @Option(
    help: Recipe<Model>.help(
      "How strongly inner steps are pulled toward the previous belief.", \.settings.innerBeta))
  var innerBeta: Double?
  @Option(
    help: Recipe<Model>.help(
      "How the input moves: stationary, rotate, jitter (a moving 16×16 window of 32×32 pictures) or film (sequences of `interspike data film`).",
      \.inputMotion))
  var input: InputMotion?
  @Option(
    help: Recipe<Model>.help("Steps of inference on each frame of a film.", \.stepsOfFrame))
  var stepsPerFrame: Int?
  @Option(
    help: Recipe<Model>.help(
      "What becomes of a belief between two frames: none (it is carried over unchanged), "
        + "leak (each neuron keeps a learned share) or gated (the share also depends on surprise).",
      \.frameTransition))
  var transition: FrameTransition.Form?
  @Option(
    help: Recipe<Model>.help(
      "The share of all steps over which β rises and the state bounds widen.", \.risingPortion))
  var betaPortion: Double?
  @Option(
    help: """
      The weight of the KL for each look, instead of --beta: β is this times --unroll and \
      --segments, and with --input film this itself. The published 24 is 1.5 a look.
      """)
  var betaPerLook: Double?

  /// Refuses a weight of the KL that is given twice, or is none; `beta` is what the command line says of β.
  func check(beta: Double?) throws {
    guard let betaPerLook else { return }
    guard beta == nil else {
      throw ValidationError("--beta and --beta-per-look are both given. Keep only one of them.")
    }
    guard betaPerLook >= 0 && betaPerLook.isFinite else {
      throw ValidationError("--beta-per-look is \(betaPerLook); it must be 0 or more.")
    }
  }

  /// Applies what the command line says; `beta` is what it says of β.
  func apply(to settings: inout RunConfiguration, beta: Double?) {
    settings.unroll = unroll ?? settings.unroll
    settings.segments = segments ?? settings.segments
    settings.innerSteps = innerSteps ?? settings.innerSteps
    settings.innerBeta = innerBeta ?? settings.innerBeta
    settings.input = input ?? settings.input
    settings.stepsPerFrame = stepsPerFrame ?? settings.stepsPerFrame
    settings.transition = transition ?? settings.transition
    settings.betaPortion = betaPortion ?? settings.betaPortion
    // β of still pictures is spread over 16 looks and weighs the sum of their divergences; a film's is that of a frame.
    let usual = RunConfiguration(model: settings.model, data: settings.data).beta
    if input == .film, beta == nil, settings.beta == usual {
      settings.beta = RunConfiguration.betaOfFilms
    }
    if let betaPerLook { settings.beta = settings.beta(perLook: betaPerLook) }
  }
}
