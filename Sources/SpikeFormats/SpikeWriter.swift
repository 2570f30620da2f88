// SPDX-License-Identifier: GPL-3.0-or-later

public import SpikeTrains

/// Writes the spikes of many neurons to a file, one neuron after the other.
///
/// Memory does not grow with the number of spikes beyond one neuron's train and a fixed buffer.
/// The file appears under its name when ``finish()`` succeeds; a writer that is dropped, or that
/// threw, leaves an earlier file of that name as it was.
///
/// ```swift
/// var writer = try NWBWriter(path: "raster.nwb", recording: recording)
/// for neuron in 0..<recording.neuronCount { try writer.append(train(of: neuron)) }
/// try writer.finish()
/// ```
public protocol SpikeWriter: ~Copyable {
  /// Begins a file.
  ///
  /// - Throws: ``SpikeFileError/file(_:)`` when the folder refuses it.
  init(path: String, recording: SpikeRecording) throws(SpikeFileError)

  /// Appends the whole train of the next neuron.
  ///
  /// - Parameter times: in seconds, non-decreasing, each inside a presentation; may be empty.
  /// - Throws: ``SpikeFileError`` when a time breaks these rules, when there are more trains than
  ///   neurons, or when the disk is full.
  mutating func append(_ times: [Double]) throws(SpikeFileError)

  /// Completes the file and gives it its name.
  ///
  /// - Throws: ``SpikeFileError/wrongNeuronCount(path:appended:declared:)`` when trains are missing.
  consuming func finish() throws(SpikeFileError)
}

extension SpikeWriter where Self: ~Copyable {
  /// Appends the trains of all neurons of a raster.
  ///
  /// - Throws: what ``append(_:)`` throws.
  public mutating func append(contentsOf raster: SpikeRaster) throws(SpikeFileError) {
    for neuron in 0..<raster.neuronCount { try append(Array(raster.times(of: neuron))) }
  }
}
