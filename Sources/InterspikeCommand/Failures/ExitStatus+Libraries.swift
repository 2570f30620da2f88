// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
internal import DataFiles
internal import Datasets
internal import Figures
internal import Foundation
internal import LatentModels
internal import Learning
internal import Randomness
internal import Ranks
internal import Runs
internal import SparseCoding
internal import SpikeFormats
internal import SpikeTrains
internal import Stimuli
internal import Streaming
internal import Video

extension ExitStatus {
  /// The status for an error of this program or its libraries; nil for one that nobody expects.
  init?(of error: any Error) {
    switch error {
    case let refusal as Refusal: self = refusal.exitStatus
    case let error as RunError:
      switch error.kind {
      case .settings: self = .usage
      case .damaged: self = .badData
      case .missing: self = .noInput
      case .occupied: self = .cannotCreate
      case .busy: self = .temporaryFailure
      case .unavailable: self = .unavailable
      }
    case let error as RankError:
      switch error.kind {
      case .unavailable, .differentPrograms: self = .unavailable
      case .differentData: self = .badData
      case .broken, .abandoned: self = .inputOutput
      case .outOfStep: self = .software
      }
    case SpikeFileError.file(let error), FigureError.file(let error): self.init(of: error)
    case FileError.cannotWrite(FileError.standardOutput, _): self = .inputOutput
    case FileError.cannotWrite(_, let reason):
      let isFull = [ENOSPC, EFBIG, EIO, EDQUOT].contains { String(cString: strerror($0)) == reason }
      self = isFull ? .inputOutput : .cannotCreate
    case is RandomGeneratorError, is SpikeProcessError, is RateError, MinibatchError.size,
      ArrivalError.invalidTemperature, ArrivalError.invalidDuration, SpikeFileError.badRecording,
      SpikeFileError.unknownSuffix, FigureError.unknownSuffix, FigureError.unusableName,
      FigureError.badBinWidth:
      self = .usage
    case FileError.cannotOpen, FileError.cannotRead, PhotographError.noFolder,
      PhotographError.notAFolder, PhotographError.cannotList, PhotographError.noPictures,
      DebianPackageError.cannotList, VideoError.cannotRead:
      self = .noInput
    case FileError.cannotCreateFolder, FigureError.notOurs, FigureError.restyled,
      VideoError.cannotWrite:
      self = .cannotCreate
    case SpikeFileError.storage, FigureError.drawingFailed, VideoError.cannotEncode:
      self = .inputOutput
    case ChildProcessError.tooMuchOutput: self = .badData
    case is ChildProcessError, is PythonPackageError, SpikeFileError.noHelper,
      FigureError.missingProgram, DebianPackageError.cannotDownload, VideoError.notInstalled:
      self = .unavailable
    case SpikeFileError.wrongNeuronCount: self = .software
    case is NPYError, is NPY.Failure, is SafetensorsError, is CheckpointError, is ParameterError,
      is PublishedModuleError, is InferenceInputError, is TrainingError, is DictionaryError,
      is SpikeTrainError, is MinibatchError, is ArrivalError, is SpikeFileError, is FigureError,
      is PhotographError, is DebianPackageError, is GComprisError, is QtResourceError, is IDXError,
      is ImageSetError, is StreamError, is PublishedFilmError, is VideoError, is FilmSequenceError:
      self = .badData
    default: return nil
    }
  }
}
