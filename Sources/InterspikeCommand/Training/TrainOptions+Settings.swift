// SPDX-License-Identifier: GPL-3.0-or-later

internal import Runs

extension TrainOptions {
  /// Applies what the command line says, except for files and how long to train.
  func apply(to settings: inout RunConfiguration) {
    settings.seed = seed ?? settings.seed
    settings.encoder = encoder ?? settings.encoder
    settings.decoder = decoder ?? settings.decoder
    if keepBest { settings.keepBest = true }
    if encoderBias { settings.encoderBias = true }
    if decoderBias { settings.decoderBias = true }
    if unitDictionary { settings.unitDictionary = true }
    if exact { settings.objective = .exact }
    settings.channels = channels ?? settings.channels
    settings.expansion = expansion ?? settings.expansion
    settings.latents = latents ?? settings.latents
    settings.batch = batch ?? settings.batch
    settings.restarts = restarts ?? settings.restarts
    settings.evaluateEvery = evaluateEvery ?? settings.evaluateEvery
    settings.checkpointEvery = checkpointEvery ?? settings.checkpointEvery
    settings.betaCycles = betaCycles ?? settings.betaCycles
    settings.keep = keep ?? settings.keep
    settings.initialScale = initialScale ?? settings.initialScale
    settings.beta = beta ?? settings.beta
    settings.betaStart = betaStart ?? settings.betaStart
    settings.annealingPortion = annealingPortion ?? settings.annealingPortion
    settings.betaHold = betaHold ?? settings.betaHold
    settings.learningRate = learningRate ?? settings.learningRate
    settings.learningRateEnd = learningRateEnd ?? settings.learningRateEnd
    settings.warmupPortion = warmupPortion ?? settings.warmupPortion
    settings.clip = clip ?? settings.clip
    settings.weightDecay = weightDecay ?? settings.weightDecay
    settings.meanDecay = meanDecay ?? settings.meanDecay
    settings.lognormWeight = lognormWeight ?? settings.lognormWeight
    settings.ema = ema ?? settings.ema
  }

  /// How long to train.
  var length: TrainingLength {
    TrainingLength(
      steps: steps, epochs: epochs,
      hasWarmupPortion: warmupPortion != nil)
  }
}
