// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles

/// Writes spikes as text that explains itself, in a layout that stays.
///
/// ```
/// # interspike-spikes 1
/// # neurons: 2
/// # provenance: {"program":"interspike","program_version":"0.1.0","seed":7,…}
/// # presentation: 0.0,0.1,0,0                 start s, stop s, stimulus, trial; one line for each
/// time,neuron,presentation
/// 0.0123,0,0                                  seconds, neuron and presentation counted from 0
/// # spikes: 1
/// ```
/// Spikes come neuron after neuron, in time order within each. Times are written with as many
/// digits as bring back the same `Double`. Readers skip lines that begin with `#`:
/// ```python
/// pandas.read_csv("raster.csv", comment="#", float_precision="round_trip")
/// ```
/// The path `-` stands for standard output.
///
/// Later versions of the layout raise the number in the first line; within version 1 only `#`
/// lines may be added. The last line lets a reader notice a file that was cut off.
public struct CSVWriter: SpikeWriter, ~Copyable {
  static let mark = "# interspike-spikes "
  static let version = 1
  static let columns = "time,neuron,presentation"
  private static let bufferSize = 1 << 20

  private var file: TextOutput
  private var ledger: TrainLedger
  private var buffer: String

  public init(path: String, recording: SpikeRecording) throws(SpikeFileError) {
    ledger = TrainLedger(path: path, recording: recording)
    file = try rethrowing(TextOutput(path: path), as: SpikeFileError.file)
    buffer = "\(Self.mark)\(Self.version)\n# neurons: \(recording.neuronCount)\n"
    buffer += "# provenance: \(recording.provenance.encoded)\n"
    for shown in recording.presentations {
      buffer += "# presentation: \(shown.start),\(shown.stop),\(shown.stimulus),\(shown.trial)\n"
    }
    buffer += "\(Self.columns)\n"
  }

  public mutating func append(_ times: [Double]) throws(SpikeFileError) {
    let neuron = ledger.trainCount
    try ledger.enter(times)
    var lines = ""
    try ledger.eachPresentation(of: times, neuron: neuron) { time, presentation in
      lines += "\(time),\(neuron),\(presentation)\n"
    }
    buffer += lines
    if buffer.utf8.count >= Self.bufferSize { try flush() }
    ledger.settle()
  }

  public consuming func finish() throws(SpikeFileError) {
    try ledger.close()
    buffer += "# spikes: \(ledger.spikeCount)\n"
    try flush()
    do {
      try file.commit()
    } catch {
      throw .file(error)
    }
  }

  private mutating func flush() throws(SpikeFileError) {
    try rethrowing(file.write(buffer), as: SpikeFileError.file)
    buffer = ""
  }
}
