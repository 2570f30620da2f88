// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
public import SpikeTrains

/// Reads spikes that ``NPYWriter`` or NumPy wrote as an array of records.
public struct NPYReader: Sendable {
  /// The spikes.
  public let raster: SpikeRaster

  /// Reads a file.
  ///
  /// Unless `neuronCount` says how many neurons were observed, there is one more than the largest
  /// number; unless `interval` says when, in seconds, it was from 0 to just after the last spike.
  ///
  /// - Throws: ``SpikeFileError`` when the file is no array of such records, is cut off, or holds
  ///   times or neurons that are none.
  public init(
    path: String, neuronCount: Int? = nil, interval: Range<Double>? = nil
  ) throws(SpikeFileError) {
    let bytes: [UInt8]
    do {
      bytes = try FileReading.bytes(of: path)
    } catch {
      throw .file(error)
    }
    let header: NPYHeader
    let dataOffset: Int
    do {
      (header, dataOffset) = try NPYHeader.decode(bytes)
    } catch .notNPY {
      throw .notThisFormat(
        path: path, expected: "an NPY file", found: "it does not begin with NumPy's mark")
    } catch {
      throw .damaged(path: path, reason: "\(error)")
    }
    guard header.descriptor == NPYWriter.descriptor, header.shape.count == 1 else {
      throw .notThisFormat(
        path: path, expected: "an array of spikes \(NPYWriter.descriptor)",
        found: "it holds \(header.descriptor) of shape \(header.shape)")
    }
    let count = header.shape[0]
    let (size, overflow) = count.multipliedReportingOverflow(by: NPYWriter.recordSize)
    guard !overflow, size == bytes.count - dataOffset else {
      throw .damaged(
        path: path,
        reason: "\(count) spikes are declared and \(bytes.count - dataOffset) bytes follow")
    }
    var assembly = RasterAssembly(path: path, spikeCapacity: count)
    for start in stride(from: dataOffset, to: bytes.count, by: NPYWriter.recordSize) {
      let time = Double(bitPattern: Self.word(bytes, at: start, size: 8))
      let neuron = Int32(truncatingIfNeeded: Self.word(bytes, at: start + 8, size: 4))
      assembly.append(time: time, neuron: Int(neuron))
    }
    raster = try assembly.raster(neuronCount: neuronCount, interval: interval)
  }

  private static func word(_ bytes: [UInt8], at start: Int, size: Int) -> UInt64 {
    (0..<size).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
  }
}
