// SPDX-License-Identifier: GPL-3.0-or-later

internal import SpikeFormats
internal import SpikeTrains
internal import Streaming
internal import Video

/// The files that a stream leaves, which grow with it and are complete whenever it ends.
struct StreamOutputs: ~Copyable {
  private let path: String?
  private var spool: SpikeSpool?
  private let film: VideoSink?

  /// Begins the files; nil for those that are not wanted.
  init(
    spikes: String?, film: String?, neurons: Int, size: FrameSize, frameRate: FrameRate
  ) throws {
    path = spikes
    if let spikes {
      spool = try SpikeSpool(beside: spikes, neuronCount: neurons)
    } else {
      spool = nil
    }
    self.film = try film.map { try VideoSink($0, size: size, frameRate: frameRate) }
  }

  /// Takes the spikes of a frame and what was seen of it.
  ///
  /// The film comes first: when it cannot be written, no spikes of a frame that nobody will count are kept.
  mutating func write(_ moment: FrameInference, _ tiles: FilmTiles) throws {
    if let film { try film.write(tiles.shown(moment.reconstruction)) }
    for part in moment.parts {
      try spool?.append(part.spikes, firstNeuron: part.firstNeuron)
    }
  }

  /// Completes the files; once.
  mutating func finish(
    recording: @autoclosure () throws -> SpikeRecording,
    session: (SpikeRecording) -> NWBSession
  ) throws {
    if let path, let spool = spool.take() {
      let recording = try recording()
      try spool.write(to: path, recording: recording, session: session(recording))
    }
    try film?.close()
  }
}
