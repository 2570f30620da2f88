// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
public import SpikeTrains

/// Reads spikes that ``NPYWriter`` or NumPy wrote as an array of records.
///
/// The fields are told by their names, as the columns of a table are by ``CSVReader``; their types may be any
/// of NumPy's integers and floats. `[('sample_index', …), ('unit_index', …), ('segment_index', …)]`, the spike
/// vector of SpikeInterface, needs its sampling rate.
public struct NPYReader: Sendable {
  /// The spikes.
  public let raster: SpikeRaster
  /// How the fields were understood, such as `time in s, neuron`.
  public let columns: String

  /// Reads a file.
  ///
  /// Unless `neuronCount` says how many neurons were observed, there is one more than the largest
  /// number; unless `interval` says when, in seconds, it was from 0 to just after the last spike.
  ///
  /// - Throws: ``SpikeFileError`` when the file is not an array of such records, is cut off, or holds
  ///   times or neurons that are none.
  public init(
    path: String, neuronCount: Int? = nil, interval: Range<Double>? = nil,
    choosing selection: SpikeSelection = .none
  ) throws(SpikeFileError) {
    let bytes = try rethrowing(FileReading.bytes(of: path), as: SpikeFileError.file)
    let header: NPYHeader
    let dataOffset: Int
    do {
      (header, dataOffset) = try NPYHeader.decode(bytes)
    } catch .notNPY {
      throw .notThisFormat(
        path: path, expected: "an NPY file", found: "it does not begin with NumPy's mark")
    } catch .otherKind(let kind) {
      throw .notThisFormat(
        path: path, expected: "an NPY file", found: "it is \(kind.name). \(kind.remedy.dropLast())")
    } catch {
      throw .damaged(path: path, reason: "\(error)")
    }
    guard let record = try NPYRecord(header, columns: selection.columns, path: path) else {
      throw .notThisFormat(
        path: path, expected: "an array of spikes \(NPYWriter.descriptor)",
        found: "it holds \(header.descriptor) of shape \(header.shape)")
    }
    let count = header.shape[0]
    let (size, overflow) = count.multipliedReportingOverflow(by: record.size)
    guard !overflow, size == bytes.count - dataOffset else {
      throw .damaged(
        path: path,
        reason: "it declares \(count) spikes, but \(bytes.count - dataOffset) bytes follow")
    }
    let (fields, columns) = (record.fields, record.columns)
    let (timeField, neuronField) = (fields[columns.time], fields[columns.neuron])
    let seconds = try columns.secondsPerUnit(at: selection.samplingRate, in: path)
    var parts = columns.part.map { SpikePart(selection.part, of: $0.name, in: path) }
    if parts == nil { try selection.refusePart(in: path) }
    var assembly = RasterAssembly(path: path, spikeCapacity: count)
    for index in 0..<count {
      let start = dataOffset + index * record.size
      let neuron = neuronField.value(bytes, at: start)
      let most = Double(RasterAssembly.mostNeurons)
      guard neuron == neuron.rounded(), neuron >= -most, neuron < most else {
        throw .refused(
          path: path,
          reason:
            "record \(index): neuron \(neuronField.written(bytes, at: start)) is not a whole number up to "
            + "\(RasterAssembly.mostNeurons - 1), the largest that can be read. Number the neurons from 0."
        )
      }
      if let column = columns.part?.column {
        let number = fields[column].value(bytes, at: start)
        let name = Int(exactly: number).map { "\($0)" } ?? "\(number)"
        if parts?.wants(name) == false { continue }
      }
      try assembly.append(
        time: seconds(timeField.value(bytes, at: start)), neuron: Int(neuron), of: neuronCount,
        place: "record \(index)")
    }
    try parts?.settle()
    raster = try assembly.raster(
      neuronCount: neuronCount, interval: interval,
      sorting: header.descriptor != NPYWriter.descriptor)
    self.columns = columns.meaning
  }

  /// Whether a file is an array of records that are spikes, told by its header.
  ///
  /// - Throws: ``SpikeFileError`` when it cannot be read, or its records name a time and no neuron or the like.
  public static func holdsSpikes(
    path: String, choosing selection: SpikeSelection = .none
  ) throws(SpikeFileError) -> Bool {
    let start = try rethrowing(
      FileReading.start(of: path, count: SpikeFileFormat.startLength), as: SpikeFileError.file)
    guard let header = try? NPYHeader.decode(start).header else { return false }
    return try NPYRecord(header, columns: selection.columns, path: path) != nil
  }
}
