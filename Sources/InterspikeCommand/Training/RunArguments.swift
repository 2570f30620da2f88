// SPDX-License-Identifier: GPL-3.0-or-later

public import ArgumentParser
public import Distributions
public import LatentModels
public import Runs
public import Stimuli

extension Architecture: ExpressibleByArgument {}
extension ModelFamily: ExpressibleByArgument {}
extension GradientEstimator: ExpressibleByArgument {}
extension FiniteOrder.Order: ExpressibleByArgument {}
extension DivergenceWeighting: ExpressibleByArgument {}
extension RunConfiguration.LearningRule: ExpressibleByArgument {}
extension InputMotion: ExpressibleByArgument {}
extension FrameTransition.Form: ExpressibleByArgument {}
extension Preset: ExpressibleByArgument {}
extension SparseAlgorithm: ExpressibleByArgument {}
extension PhotographPatches.Preparation: ExpressibleByArgument {}
