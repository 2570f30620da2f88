// SPDX-License-Identifier: GPL-3.0-or-later

internal import Stimuli

/// A way through the frames of a film, from the first to the last.
package final class FilmWalk {
  private enum Source {
    case file(VideoSource)
    case pans(PhotographPans)
  }

  /// How many frames have come.
  private(set) var frameCount = 0
  private let source: Source
  private var path: PhotographPans.Path?

  init(_ film: VideoSource) { source = .file(film) }

  init(_ pans: PhotographPans) { source = .pans(pans) }

  /// Puts the next frame where another was; `false` after the last.
  package func read(into frame: inout VideoFrame) async throws -> Bool {
    switch source {
    case .file(let film):
      guard try film.read(into: &frame) else { return false }
    case .pans(let pans):
      let (photograph, place) = frameCount.quotientAndRemainder(dividingBy: pans.frames)
      guard photograph < pans.photographs.photographs.count else { return false }
      if place == 0 { path = try await pans.path(over: photograph) }
      path?.show(place, into: &frame.image)
      frame.index = frameCount
    }
    frameCount += 1
    return true
  }
}
