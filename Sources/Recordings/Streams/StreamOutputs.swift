// SPDX-License-Identifier: GPL-3.0-or-later

package import SpikeFormats
internal import SpikeTrains
package import Streaming
package import Video

/// The files a stream writes, which grow with it and are complete whenever it ends.
package struct StreamOutputs: ~Copyable {
  private let path: String?
  private var spool: SpikeSpool?
  private let film: VideoSink?

  /// Opens the files; nil for those not requested.
  package init(spikes: String?, film: String?, of stream: RunStream) throws {
    path = spikes
    if let spikes {
      spool = try SpikeSpool(beside: spikes, neuronCount: stream.neurons)
    } else {
      spool = nil
    }
    self.film = try film.map {
      try VideoSink($0, size: stream.film.size, frameRate: stream.frameRate)
    }
  }

  /// Writes the spikes of a frame and what was seen of it.
  ///
  /// The video comes first, so that if it cannot be written, no spikes are kept for a frame that is not counted.
  package mutating func write(_ moment: FrameInference, _ tiles: FilmTiles) throws {
    if let film { try film.write(tiles.shown(moment.reconstruction)) }
    for part in moment.parts {
      try spool?.append(part.spikes, firstNeuron: part.firstNeuron)
    }
  }

  /// Completes the files; once.
  package mutating func finish(
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
