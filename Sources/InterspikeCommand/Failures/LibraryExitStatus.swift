// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
internal import DataFiles
internal import Datasets
internal import Figures
internal import Foundation
internal import LatentModels
internal import Learning
internal import Randomness
internal import Runs
internal import SparseCoding
internal import SpikeFormats
internal import SpikeTrains
internal import Stimuli
internal import Streaming
internal import Tensors
internal import Video

extension RunError: ExitStatusReporting {
  var exitStatus: ExitStatus {
    switch kind {
    case .settings: .usage
    case .damaged: .badData
    case .missing: .noInput
    case .occupied: .cannotCreate
    case .busy: .temporaryFailure
    }
  }
}

extension FileError: ExitStatusReporting {
  var exitStatus: ExitStatus {
    switch self {
    case .cannotOpen, .cannotRead: .noInput
    case .cannotCreateFolder: .cannotCreate
    case .cannotWrite(_, let reason):
      [ENOSPC, EFBIG, EIO, EDQUOT].contains { String(cString: strerror($0)) == reason }
        ? .inputOutput : .cannotCreate
    }
  }
}

extension NPYError: ExitStatusReporting { var exitStatus: ExitStatus { .badData } }

extension NPY.Failure: ExitStatusReporting { var exitStatus: ExitStatus { .badData } }

extension SafetensorsError: ExitStatusReporting { var exitStatus: ExitStatus { .badData } }

extension CheckpointError: ExitStatusReporting { var exitStatus: ExitStatus { .badData } }

extension ParameterError: ExitStatusReporting { var exitStatus: ExitStatus { .badData } }

extension PublishedModuleError: ExitStatusReporting {
  var exitStatus: ExitStatus { .badData }
}

extension InferenceInputError: ExitStatusReporting { var exitStatus: ExitStatus { .badData } }

extension TrainingError: ExitStatusReporting { var exitStatus: ExitStatus { .badData } }

extension DictionaryError: ExitStatusReporting { var exitStatus: ExitStatus { .badData } }

extension SpikeTrainError: ExitStatusReporting { var exitStatus: ExitStatus { .badData } }

extension RandomGeneratorError: ExitStatusReporting { var exitStatus: ExitStatus { .usage } }

extension MinibatchError: ExitStatusReporting {
  var exitStatus: ExitStatus {
    switch self {
    case .size: .usage
    case .notFinite: .badData
    }
  }
}

extension ArrivalError: ExitStatusReporting {
  var exitStatus: ExitStatus {
    switch self {
    case .invalidLogRate: .badData
    case .invalidTemperature, .invalidDuration: .usage
    }
  }
}

extension SpikeProcessError: ExitStatusReporting { var exitStatus: ExitStatus { .usage } }

extension RateError: ExitStatusReporting { var exitStatus: ExitStatus { .usage } }

extension SpikeFileError: ExitStatusReporting {
  var exitStatus: ExitStatus {
    switch self {
    case .file(let error): error.exitStatus
    case .storage: .inputOutput
    case .notThisFormat, .damaged, .refused, .helperRefused, .unreadable, .missingFilter,
      .notObserved, .badSpikes, .betweenPresentations:
      .badData
    case .noHelper: .unavailable
    case .wrongNeuronCount: .software
    case .badRecording, .unknownSuffix: .usage
    }
  }
}

extension FigureError: ExitStatusReporting {
  var exitStatus: ExitStatus {
    switch self {
    case .missingProgram: .unavailable
    case .unknownSuffix, .unusableName, .badBinWidth: .usage
    case .nothingToDraw, .notFinite: .badData
    case .notOurs, .restyled: .cannotCreate
    case .drawingFailed: .inputOutput
    case .file(let error): error.exitStatus
    }
  }
}

extension PhotographError: ExitStatusReporting {
  var exitStatus: ExitStatus {
    switch self {
    case .noFolder, .notAFolder, .cannotList, .noPictures: .noInput
    case .cannotDecode, .tooSmall, .flat, .unfit, .tooFew, .allEqual, .noContrast: .badData
    }
  }
}

extension ChildProcessError: ExitStatusReporting {
  var exitStatus: ExitStatus {
    switch self {
    case .notInstalled, .failed, .cannotRun: .unavailable
    case .tooMuchOutput: .badData
    }
  }
}

extension DebianPackageError: ExitStatusReporting {
  var exitStatus: ExitStatus {
    switch self {
    case .cannotDownload: .unavailable
    case .damaged: .badData
    case .cannotList: .noInput
    }
  }
}

extension GComprisError: ExitStatusReporting { var exitStatus: ExitStatus { .badData } }

extension QtResourceError: ExitStatusReporting { var exitStatus: ExitStatus { .badData } }

extension IDXError: ExitStatusReporting { var exitStatus: ExitStatus { .badData } }

extension ImageSetError: ExitStatusReporting { var exitStatus: ExitStatus { .badData } }

extension PythonPackageError: ExitStatusReporting {
  var exitStatus: ExitStatus { .unavailable }
}

extension StreamError: ExitStatusReporting { var exitStatus: ExitStatus { .badData } }

extension PublishedFilmError: ExitStatusReporting { var exitStatus: ExitStatus { .badData } }

extension VideoError: ExitStatusReporting {
  var exitStatus: ExitStatus {
    switch self {
    case .notY4M, .otherKind, .badHeader, .badSize, .unknownColorSpace, .badFrame, .truncated,
      .noFrames,
      .cannotDecode, .nothingWritten, .smallerThanTile:
      .badData
    case .cannotRead: .noInput
    case .cannotWrite: .cannotCreate
    case .cannotEncode: .inputOutput
    case .notInstalled: .unavailable
    }
  }
}
