// SPDX-License-Identifier: GPL-3.0-or-later

internal import CHDF5

/// A linear decoder as a graph of the Neuromorphic Intermediate Representation, for `nir.read`.
///
/// ```
/// input [latents] → decoder: Linear or Affine [pixels, latents] → output [pixels]
/// ```
/// NIR has no stochastic primitive, and its reader refuses unknown ones; so the kind of latents is noted in the
/// metadata of the graph, and the spikes that enter `input` are drawn by the program that runs it.
///
/// > Reference: Pedersen et al., Nature Communications 15 (2024) 8122, doi:10.1038/s41467-024-52259-9; the
/// > layout is that of `nir` 1.0.8.
public struct NIRDecoderGraph: Sendable {
  /// The weights, shape [outputs, inputs], row-major.
  public let weights: [Float]
  /// One number an output, or none.
  public let bias: [Float]?
  /// How many numbers enter.
  public let inputs: Int
  /// How many numbers leave.
  public let outputs: Int
  /// What is known of the latents, in words.
  public var texts: [String: String] = [:]
  /// What is known of each latent, such as its prior rate.
  public var numbers: [String: [Double]] = [:]

  /// A decoder.
  ///
  /// - Precondition: the weights fill [outputs, inputs], both at least 1; a bias has a number an output.
  public init(weights: [Float], bias: [Float]? = nil, outputs: Int, inputs: Int) {
    guard outputs >= 1 && inputs >= 1 && weights.count == outputs * inputs else {
      fatalError("\(weights.count) weights do not fill [\(outputs), \(inputs)]")
    }
    guard (bias.map { $0.count == outputs } ?? true) else {
      fatalError("the bias does not have \(outputs) numbers")
    }
    self.weights = weights
    self.bias = bias
    self.outputs = outputs
    self.inputs = inputs
  }

  /// Writes the graph; the file appears under its name when all is written.
  ///
  /// - Throws: ``SpikeFileError`` when the folder or the disk refuses it.
  public func write(to path: String) throws(SpikeFileError) {
    let partial = try PartialFile(path: path)
    let file = try HDF5File(creating: path, at: partial.partialPath)
    do {
      try write(to: file)
    } catch {
      file.keepOpen()
      throw error
    }
    try file.close()
    try partial.publish()
  }

  private func write(to file: borrowing HDF5File) throws(SpikeFileError) {
    try file.writeText("1.0.8", at: "/version")
    try file.createGroup("/node")
    try file.writeText("NIRGraph", at: "/node/type")
    try file.writeTexts(
      ["input", "decoder", "decoder", "output"], columns: 2, at: "/node/edges")
    try file.createGroup("/node/metadata")
    for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
      try file.writeText(text, at: "/node/metadata/\(name)")
    }
    for (name, values) in numbers.sorted(by: { $0.key < $1.key }) {
      try write(values, at: "/node/metadata/\(name)", to: file)
    }
    try file.createGroup("/node/nodes")
    try writePort("Input", size: inputs, at: "/node/nodes/input", to: file)
    try writePort("Output", size: outputs, at: "/node/nodes/output", to: file)
    let decoder = "/node/nodes/decoder"
    try file.createGroup(decoder)
    try file.writeText(bias == nil ? "Linear" : "Affine", at: decoder + "/type")
    var rows = try HDF5Rows<Double>(
      creating: decoder + "/weight", in: file, width: inputs,
      rowsPerChunk: max(1, HDF5Rows<Double>.chunkRows / inputs),
      fileType: interspike_h5_file_float(), isMatrix: true)
    try rows.append(weights.map(Double.init))
    try rows.finish()
    if let bias { try write(bias.map(Double.init), at: decoder + "/bias", to: file) }
  }

  private func writePort(
    _ type: String, size: Int, at name: String, to file: borrowing HDF5File
  ) throws(SpikeFileError) {
    try file.createGroup(name)
    try file.writeText(type, at: name + "/type")
    var shape = try HDF5Rows<Int64>(creating: name + "/shape", in: file, rowsPerChunk: 1)
    try shape.append([Int64(size)])
    try shape.finish()
  }

  private func write(
    _ values: [Double], at name: String, to file: borrowing HDF5File
  ) throws(SpikeFileError) {
    var rows = try HDF5Rows<Double>(
      creating: name, in: file, rowsPerChunk: max(1, values.count),
      fileType: interspike_h5_file_float())
    try rows.append(values)
    try rows.finish()
  }
}
