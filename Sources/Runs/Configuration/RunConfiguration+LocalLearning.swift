// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
internal import Distributions
internal import LatentModels

extension RunConfiguration {
  /// Checks what only local learning has, and that nothing is asked of it that it cannot do.
  func checkLocalLearning() throws(RunError) {
    try RunRange.require(
      learning == nil || model == .iterativePoisson, "--learning", learningRule.rawValue,
      "left out for the \(model.title) family")
    let isLocal = learningRule == .local
    let (plan, usual) = (localPlan, LocalPlan())
    for (name, value, common, largest) in [
      ("--threshold", plan.threshold, usual.threshold, 100),
      ("--atom-length", plan.atomLength, usual.atomLength, 100),
      ("--memory", plan.memory, usual.memory, 1e6),
    ] {
      try RunRange.require(
        isLocal || value == common, name, value, "left out, or \(setting: "learning") local given")
      try RunRange.require(
        value >= 1e-3 && value <= largest, name, value, "0.001 to \(Int(largest))")
    }
    guard isLocal else { return }
    for (name, value, holds) in [
      ("--input", inputMotion.rawValue, inputMotion == .stationary),
      ("--decoder", decoder.rawValue, decoder == .linear),
      ("--inner-steps", "\(innerSteps ?? 1)", innerSteps ?? 1 == 1),
      ("--unit-dictionary", "given", !unitDictionary), ("--keep-best", "given", !keepBest),
      ("--ema", "\(ema)", ema == 0), ("--lognorm-weight", "\(lognormWeight)", lognormWeight == 0),
    ] {
      try RunRange.require(
        holds, name, value,
        "left out with \(setting: "learning") local, which needs pictures and a linear decoder")
    }
    let recipe = RunConfiguration(model: model, data: data).settingsOfGradients
    for (own, usual) in zip(settingsOfGradients, recipe) {
      try RunRange.require(
        own.value == usual.value, own.name, own.value,
        "left out with \(setting: "learning") local, which follows no gradient")
    }
  }

  /// What decides how gradients are taken and followed, by the names of the options.
  private var settingsOfGradients: [(name: String, value: String)] {
    [
      ("--exact", "\(objective == .exact)"), ("--estimator", gradientEstimator.rawValue),
      ("--order", "\(gradientOrder.rawValue)"), ("--samples", "\(samples)"),
      ("--indicator", indicator.rawValue), ("--segments", "\(unrolledSegments)"),
      ("--temperature-schedule", temperatureSchedule.rawValue),
      ("--temperature-start", "\(temperatureStart)"), ("--temperature-end", "\(temperatureEnd)"),
      ("--annealing-portion", "\(annealingPortion)"), ("--beta-start", "\(betaStart)"),
      ("--beta", "\(beta)"), ("--beta-hold", "\(risingHold)"), ("--beta-cycles", "\(betaCycles)"),
      ("--beta-portion", "\(risingPortion)"), ("--learning-rate", "\(learningRate)"),
      ("--learning-rate-end", "\(learningRateEnd)"), ("--warmup-portion", "\(warmupPortion)"),
      ("--restarts", "\(restarts)"), ("--clip", "\(clip)"), ("--weight-decay", "\(weightDecay)"),
      ("--mean-decay", "\(meanDecay ?? 0.9)"), ("--shards", "\(shards)"),
      ("--prior-bound", "\(settings.priorBound)"),
      ("--initial-scale", "\(settings.initialScale)"),
    ]
  }
}
