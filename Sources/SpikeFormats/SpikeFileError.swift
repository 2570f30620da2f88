// SPDX-License-Identifier: GPL-3.0-or-later

public import DataFiles
public import SpikeTrains

/// Why spikes could not be written to a file or read from one.
public enum SpikeFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The system refused a file operation.
  case file(FileError)
  /// The HDF5 library could not write, with its own reason.
  case storage(path: String, action: String, reason: String)
  /// The HDF5 library could not read what is there, with its own reason.
  case unreadable(path: String, action: String, reason: String)
  /// Numbers are packed by a filter that the HDF5 library here lacks.
  case missingFilter(path: String, object: String, filter: String)
  /// The file holds no spikes and does not say when neurons were observed.
  case notObserved(path: String)
  /// The process that reads a file refused it, in its own sentence.
  case helperRefused(String)
  /// The process that is to read a file cannot be started.
  case noHelper(String)
  /// The name of a file to be written does not say in which format.
  case unknownSuffix(path: String)
  /// The file is of another kind than the reader's.
  case notThisFormat(path: String, expected: String, found: String)
  /// The file is of the right kind and contradicts itself or ends too early.
  case damaged(path: String, reason: String)
  /// The file is in order, and cannot be read as it is; the reason says what to do.
  case refused(path: String, reason: String)
  /// Spike times do not describe an observation.
  case badSpikes(path: String, fault: SpikeTrainError)
  /// A spike lies between two presentations, which was not observed.
  case betweenPresentations(path: String, neuron: Int, time: Double)
  /// Fewer or more trains were appended than the recording has neurons.
  case wrongNeuronCount(path: String, appended: Int, declared: Int)
  /// What is known before the first spike contradicts itself.
  case badRecording(String)

  public var description: String {
    switch self {
    case .file(let error): error.description
    case .storage(let path, let action, let reason):
      "cannot \(action) in \(path): HDF5 says \"\(reason)\". "
        + "Check that the disk has free space."
    case .unreadable(let path, let action, let reason):
      "\(path) is truncated or damaged: cannot \(action), HDF5 says \"\(reason)\". "
        + "Copy it or write it again."
    case .missingFilter(let path, let object, let filter):
      "\(path) is intact, but \(object) is compressed with the filter \(filter), which this HDF5 library lacks. "
        + "Write it again with gzip, for example with `h5repack -f GZIP=4` where that filter is installed."
    case .notObserved(let path):
      "\(path) holds no spikes and does not say when the neurons were observed. "
        + "Add observation intervals (obs_intervals), or give a window of time."
    case .helperRefused(let sentence): sentence
    case .noHelper(let reason):
      "\(reason), but HDF5 files are read in a separate process. Install interspike, or name another "
        + "helper."
    case .unknownSuffix(let path):
      "cannot tell the format of \(path): use .nwb, .nirdata, .h5 (SONATA), .csv or .npy."
    case .notThisFormat(let path, let expected, let found):
      "\(path) is not \(expected): \(found). "
        + "Give a spike file in NWB, NIRData, SONATA, CSV or NPY."
    case .refused(let path, let reason): "\(path): \(reason)"
    case .damaged(let path, let reason):
      "\(path) is damaged: \(reason). Copy it or write it again."
    case .badSpikes(let path, let fault): "\(path): \(fault)"
    case .betweenPresentations(let path, let neuron, let time):
      "\(path): a spike of neuron \(neuron) at \(time) s lies outside every presentation; the end of a "
        + "presentation is excluded. Widen the presentations or drop the spike."
    case .wrongNeuronCount(let path, let appended, let declared):
      "\(path): \(appended) trains were appended, but \(declared) neurons declared. "
        + "Append one train per neuron, including silent ones."
    case .badRecording(let reason): reason
    }
  }
}
