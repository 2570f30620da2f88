// SPDX-License-Identifier: GPL-3.0-or-later

public import SpikeTrains

/// All that a file of spikes holds.
public struct SpikesOfAFile: Sendable {
  /// The spikes of all neurons.
  public let raster: SpikeRaster
  /// When which stimulus was shown, where the file says so.
  public let presentations: [Presentation]
  /// What the recording was made from, where the file says so.
  public let provenance: Provenance?
  /// What is odd about the file or was assumed, each a sentence without its full stop.
  public let remarks: [String]
  /// Whether the file says when all its neurons were observed; otherwise there may be more of them.
  public let statesObservation: Bool

  /// What precedes counts and times on the way between processes.
  struct Facts: Codable {
    let neuronCount: Int
    let spikeCount: Int
    let start: Double
    let stop: Double
    let presentations: [Presentation]
    let provenance: Provenance?
    let remarks: [String]
    let statesObservation: Bool
  }

  init(
    raster: SpikeRaster, presentations: [Presentation], provenance: Provenance?, remarks: [String],
    statesObservation: Bool = true
  ) {
    self.raster = raster
    self.presentations = presentations
    self.provenance = provenance
    self.remarks = remarks
    self.statesObservation = statesObservation
  }
}
