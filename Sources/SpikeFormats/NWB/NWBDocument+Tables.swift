// SPDX-License-Identifier: GPL-3.0-or-later

internal import CHDF5

extension NWBDocument {
  /// Completes the units table around the spike times already written.
  func completeUnits(
    of recording: SpikeRecording, offsets: [UInt64], receptiveFields: NWBPictures?
  ) throws(SpikeFileError) {
    try mark("/units", as: "Units", of: "core")
    try file.setText("One row per simulated neuron.", "description", of: "/units")
    try file.setTexts(
      recording.neuronColumns.map(\.name)
        + (receptiveFields == nil ? [] : [NWBSession.receptiveFieldColumn])
        + ["spike_times", "obs_intervals"], "colnames", of: "/units")
    try writeRowNumbers("/units/id", count: recording.neuronCount)
    try markColumn(
      "/units/spike_times", description: "When each neuron fired, in seconds.")
    // Times are doubles off any grid; Inspector wants a step above 0.
    try file.setNumber(1e-9, "resolution", of: "/units/spike_times")
    try writeIndex(of: "/units/spike_times", offsets)
    for column in recording.neuronColumns {
      try writeColumn(
        "/units/\(column.name)", column.values, description: column.description)
    }
    if let receptiveFields { try writeReceptiveFields(receptiveFields) }
    try writeObservations(
      Presentation.observed(recording.presentations), neuronCount: recording.neuronCount)
  }

  /// Writes for every neuron the stretches of time during which all were observed.
  private func writeObservations(
    _ stretches: [Range<Double>], neuronCount: Int
  ) throws(SpikeFileError) {
    let object = "/units/obs_intervals"
    var rows = try HDF5Rows<Double>(
      creating: object, in: file, width: 2, rowsPerChunk: stretches.count * neuronCount)
    let bounds = stretches.flatMap { [$0.lowerBound, $0.upperBound] }
    for _ in 0..<neuronCount { try rows.append(bounds) }
    try rows.finish()
    try markColumn(object, description: "When each neuron was observed, in seconds.")
    try writeIndex(
      of: object, (1...neuronCount).map { UInt64($0 * stretches.count) })
  }

  /// Writes the presentations as trials, unless there is but one and its numbers are 0.
  func writeTrials(_ presentations: [Presentation]) throws(SpikeFileError) {
    let isPlain =
      presentations.count == 1
      && presentations.allSatisfy { $0.stimulus == 0 && $0.trial == 0 }
    guard !isPlain else { return }
    let table = "/intervals/trials"
    try createGroup("/intervals")
    try createGroup(table)
    try mark(table, as: "TimeIntervals", of: "core")
    try file.setText("One row per presentation of a stimulus.", "description", of: table)
    try file.setTexts(
      ["start_time", "stop_time", "stimulus", "trial"], "colnames", of: table)
    try writeRowNumbers("\(table)/id", count: presentations.count)
    try writeColumn(
      "\(table)/start_time", presentations.map(\.start),
      description: "When the presentation begins, in seconds.")
    try writeColumn(
      "\(table)/stop_time", presentations.map(\.stop),
      description: "When the presentation ends, in seconds.")
    try writeNumbering(
      "\(table)/stimulus", presentations.map(\.stimulus),
      description: "Which stimulus is shown, from 0.")
    try writeNumbering(
      "\(table)/trial", presentations.map(\.trial),
      description: "Which repetition of the stimulus this is, from 0.")
  }

  /// Small numbers take a byte: Inspector takes a wider column of zeros and ones for a truth value.
  private func writeNumbering(
    _ object: String, _ numbers: [Int], description: String
  ) throws(SpikeFileError) {
    let fitsByte = numbers.allSatisfy { $0 <= 255 }
    try writeColumn(
      object, numbers.map(Int64.init), description: description,
      fileType: fitsByte ? interspike_h5_file_uint8() : Int64.fileType)
  }
}
