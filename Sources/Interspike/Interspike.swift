// SPDX-License-Identifier: GPL-3.0-or-later

@_exported public import Arrivals
@_exported public import DataFiles
@_exported public import Datasets
@_exported public import Distributions
@_exported public import Evaluation
@_exported public import Experiments
@_exported public import Figures
@_exported public import LatentModels
@_exported public import Learning
@_exported public import Networks
@_exported public import Physiology
@_exported public import Randomness
@_exported public import Ranks
@_exported public import Recordings
@_exported public import Runs
@_exported public import SparseCoding
@_exported public import SpikeFormats
@_exported public import SpikeTrains
@_exported public import Stimuli
@_exported public import Streaming
@_exported public import Tensors
@_exported public import Video
