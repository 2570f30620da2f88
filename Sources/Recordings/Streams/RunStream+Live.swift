// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
package import Streaming
internal import Video

extension RunStream {
  /// What the live page is told of the stream.
  package var live: LiveScene {
    func name(_ path: String) -> String { URL(fileURLWithPath: path).lastPathComponent }
    let tiling = tiles.tiling
    return LiveScene(
      run: name(run),
      film: video.map { $0 == "-" ? "standard input" : name($0) }.joined(separator: ", "),
      side: tiling.side, lefts: tiling.lefts, tops: tiling.tops)
  }
}
