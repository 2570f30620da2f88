// SPDX-License-Identifier: GPL-3.0-or-later

internal import Distributions
internal import LatentModels

extension RunConfiguration {
  /// Returns the same settings if all are valid; otherwise throws an error worded like the command line.
  package func checked() throws(RunError) -> RunConfiguration {
    try checkModel()
    try RunRange.require(steps >= 0 && steps <= 4_000_000_000, "--steps", steps, "0 to 4000000000")
    try RunRange.require(
      batch >= 1, "--batch", batch, "at least 1 and at most the number of data")
    for (name, value) in [
      ("--temperature-end", temperatureEnd), ("--temperature-start", temperatureStart),
    ] {
      try RunRange.require(value > 0 && value <= 1, name, value, "above 0 and at most 1")
    }
    for (name, value) in [
      ("--beta", beta), ("--clip", clip), ("--weight-decay", weightDecay),
      ("--beta-start", betaStart), ("--lognorm-weight", lognormWeight),
    ] {
      try RunRange.require(
        value >= 0 && value.isFinite, name, value, "0 or a positive, finite number")
    }
    for (name, value) in [
      ("--learning-rate", learningRate), ("--learning-rate-end", learningRateEnd),
      ("--initial-scale", initialScale ?? 1),
    ] {
      try RunRange.require(value > 0 && value.isFinite, name, value, "a positive, finite number")
    }
    for (name, value) in [
      ("--annealing-portion", annealingPortion), ("--warmup-portion", warmupPortion),
      ("--beta-hold", betaHold ?? 0),
    ] {
      try RunRange.require((0...1).contains(value), name, value, "0 to 1")
    }
    for (name, value) in [("--ema", ema), ("--mean-decay", meanDecay ?? 0)] {
      try RunRange.require((0..<1).contains(value), name, value, "0 to below 1")
    }
    try RunRange.require((1...10_000).contains(keep), "--keep", keep, "1 to 10000")
    try RunRange.require(
      (0...10_000).contains(betaCycles), "--beta-cycles", betaCycles, "0 to 10000")
    try RunRange.require(
      !keepBest || heldOut != nil, "--keep-best", "given without --held-out", "given with it")
    try RunRange.require((0...1000).contains(restarts), "--restarts", restarts, "0 to 1000")
    try RunRange.require((1...65_536).contains(shards), "--shards", shards, "1 to 65536")
    try RunRange.require(evaluateEvery >= 1, "--evaluate-every", evaluateEvery, "at least 1")
    try RunRange.require(checkpointEvery >= 1, "--checkpoint-every", checkpointEvery, "at least 1")
    return self
  }

  private func checkModel() throws(RunError) {
    try RunRange.require(latents >= 1 && latents <= 1_000_000, "--latents", latents, "1 to 1000000")
    try RunRange.require((4...1024).contains(channels), "--channels", channels, "4 to 1024")
    try RunRange.require((1...256).contains(expansion), "--expansion", expansion, "1 to 256")
    if let priorBound {
      try RunRange.require(
        priorBound > -6 && priorBound <= 5, "--prior-bound", priorBound, "above -6 and at most 5")
    }
    if model == .categorical {
      try RunRange.require(
        variables >= 1 && latents.isMultiple(of: variables), "--variables", variables,
        "a divisor of the \(latents) latents")
    }
    if let estimator {
      let allowed: [GradientEstimator] =
        switch model {
        case .poisson: GradientEstimator.allCases
        case .categorical: [.gumbel, .straightThrough]
        case .iterativePoisson: [.arrivals, .finiteOrder, .gumbel, .straightThrough]
        case .gaussian, .laplace, .iterativeGaussian: []
        }
      try RunRange.require(
        allowed.contains(estimator), "--estimator", estimator.rawValue,
        allowed.isEmpty
          ? "left out for the \(model.title) family, whose samples are differentiable"
          : "\(allowed.map(\.rawValue).joined(separator: " or "))")
    }
    try RunRange.require(
      order == nil || model == .poisson || model == .iterativePoisson, "--order",
      gradientOrder.rawValue, "left out for the \(model.title) family")
    try RunRange.require((2...1000).contains(samples), "--samples", samples, "2 to 1000")
    try RunRange.require(
      activation == .none || [.gaussian, .laplace, .iterativeGaussian].contains(model),
      "--activation",
      activation.rawValue, "'none' for latents of the \(model.title) family")
    try RunRange.require(
      objective == .sampled || decoder == .linear, "--decoder", decoder.rawValue,
      "linear with \(setting: "exact")")
    try RunRange.require(
      objective == .sampled || activation == .none, "--activation", activation.rawValue,
      "'none' with \(setting: "exact")")
    try RunRange.require(
      fitPrior != false || model != .poisson, "fit_prior", "false",
      "true or left out for the \(model.title) family, whose prior is always learned")
    try RunRange.require(
      largestLogRate > 0 && largestLogRate <= 15, "--largest-log-rate", largestLogRate,
      "above 0 and at most 15")
    try checkInference()
    try checkLocalLearning()
    try checkPictures()
  }

  /// Checks the settings only iterative models have, and those only the others have.
  private func checkInference() throws(RunError) {
    try RunRange.require((1...4096).contains(unrolledSteps), "--unroll", unrolledSteps, "1 to 4096")
    try RunRange.require(
      (1...4096).contains(unrolledSegments), "--segments", unrolledSegments, "1 to 4096")
    try RunRange.require(
      (1...1000).contains(innerSteps ?? 1), "--inner-steps", innerSteps ?? 1, "1 to 1000")
    try RunRange.require(
      (0...1e6).contains(innerBeta ?? 1), "--inner-beta", innerBeta ?? 1, "0 to 1000000")
    try RunRange.require(
      (0...1).contains(betaPortion ?? 0), "--beta-portion", betaPortion ?? 0, "0 to 1")
    let given = [
      ("--unroll", unroll != nil), ("--segments", segments != nil),
      ("--inner-steps", innerSteps != nil), ("--inner-beta", innerBeta != nil),
      ("--input", input != nil), ("--steps-per-frame", stepsPerFrame != nil),
    ]
    for (name, isGiven) in given where !model.isIterative {
      try RunRange.require(
        !isGiven, name, "given",
        "left out for the \(model.title) family, which does not infer in steps")
    }
    try RunRange.require(
      divergence == nil || model == .iterativePoisson, "--divergence",
      divergence?.rawValue ?? "", "left out for the \(model.title) family")
    try RunRange.require(
      transition == nil || model.isIterative, "--transition", transition?.rawValue ?? "",
      "left out for the \(model.title) family")
    try RunRange.require(
      frameTransition == .none || inputMotion == .film, "--transition", transition?.rawValue ?? "",
      "left out without \(setting: "input") film, because still pictures have no transitions"
    )
    try RunRange.require(
      stepsOfFrame == 4 || inputMotion == .film || !model.isIterative, "--steps-per-frame",
      stepsOfFrame, "left out without \(setting: "input") film")
    try RunRange.require(
      (1...1000).contains(stepsOfFrame), "--steps-per-frame", stepsOfFrame, "1 to 1000")
    try RunRange.require(
      unrolledSegments == 1 || inputMotion != .film, "--segments", unrolledSegments,
      "left out with \(setting: "input") film, whose segments have \(setting: "unroll") frames each"
    )
    guard model.isIterative else { return }
    try RunRange.require(
      encoder == .linear && !encoderBias, "--encoder", "given",
      "left out for the \(model.title) family, which has none")
    try RunRange.require(
      objective == .sampled, "--exact", "given", "left out for the \(model.title) family")
    let (windows, product) =
      inputMotion == .film
      ? (data.pixels / pixels * (stepsOfFrame + 1), "frames·(steps per frame + 1)")
      : (unrolledSteps * unrolledSegments + 1, "unroll·segments + 1")
    let drawn = steps.multipliedReportingOverflow(by: windows)
    try RunRange.require(
      !drawn.overflow && drawn.partialValue < 1 << 32, "--steps", steps,
      "fewer than 4294967296/(\(product))")
    if inputMotion == .film {
      try RunRange.require(
        data.pixels.isMultiple(of: pixels), "the length of a film in \(data.path)", data.pixels,
        "a multiple of 256, for whole frames of 16 × 16")
      return
    }
    let side = Int(Double(data.pixels).squareRoot().rounded())
    try RunRange.require(
      inputMotion == .stationary || side * side == data.pixels, "--input", inputMotion.rawValue,
      "'stationary' for pictures that are not square")
  }

  /// Convolutions support only two picture sizes.
  private func checkPictures() throws(RunError) {
    guard encoder == .convolutional || decoder == .convolutional else { return }
    try RunRange.require(
      pixels == 256 || pixels == 784, "the number of pixels of \(data.path)",
      pixels, "256 (16 × 16) or 784 (28 × 28) for convolutions")
    try RunRange.require(channels.isMultiple(of: 4), "--channels", channels, "a multiple of 4")
  }
}
