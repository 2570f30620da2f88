// SPDX-License-Identifier: GPL-3.0-or-later

/// What is known about a recording before its first spike.
public struct SpikeRecording: Equatable, Sendable {
  /// How many neurons are observed, silent ones included; at least 1.
  public let neuronCount: Int
  /// When which stimulus is shown, in order and without overlap; at least one.
  public let presentations: [Presentation]
  /// One number per neuron under a name, such as its firing rate.
  public let neuronColumns: [NeuronColumn]
  /// What the recording was made from.
  public let provenance: Provenance

  /// Describes a recording of one presentation, from 0 s to `duration` seconds.
  ///
  /// - Throws: as ``init(neuronCount:presentations:neuronColumns:provenance:)``.
  public init(neuronCount: Int, duration: Double, provenance: Provenance) throws(SpikeFileError) {
    try self.init(
      neuronCount: neuronCount, presentations: [Presentation(start: 0, stop: duration)],
      provenance: provenance)
  }

  /// Describes a recording.
  ///
  /// - Throws: ``SpikeFileError/badRecording(_:)`` when there is no neuron or presentation, when
  ///   presentations are not finite, start before 0 s, overlap or are out of order, or when a
  ///   column has another length than there are neurons, a name that is not an identifier, or a
  ///   name that is taken.
  public init(
    neuronCount: Int, presentations: [Presentation], neuronColumns: [NeuronColumn] = [],
    provenance: Provenance
  ) throws(SpikeFileError) {
    guard neuronCount >= 1, neuronCount <= Int(Int32.max) else {
      throw .badRecording(
        "\(neuronCount) is not a valid number of neurons: give 1 to \(Int32.max).")
    }
    try Presentation.check(presentations)
    var names: Set<String> = []
    for column in neuronColumns {
      guard column.values.count == neuronCount else {
        throw .badRecording(
          "the column \(column.name) has \(column.values.count) values for \(neuronCount) neurons: "
            + "give one for each.")
      }
      if let fault = column.faultOfName { throw .badRecording(fault) }
      guard names.insert(column.name).inserted else {
        throw .badRecording("two columns are called '\(column.name)': rename one.")
      }
    }
    self.neuronCount = neuronCount
    self.presentations = presentations
    self.neuronColumns = neuronColumns
    self.provenance = provenance
  }

  /// From the start of the first presentation to the end of the last, in seconds.
  public var interval: Range<Double> {
    guard let first = presentations.first, let last = presentations.last else { return 0..<0 }
    return first.start..<last.stop
  }
}
