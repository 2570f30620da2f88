// SPDX-License-Identifier: GPL-3.0-or-later

internal import Recordings
internal import SpikeTrains

extension SpikeOutput {
  /// Draws and writes all neurons, with progress on the terminal; Ctrl-C ends it without a file.
  func write(
    _ activity: String, block: Int, keepingRaster keeps: Bool, on console: Console,
    drawing: @Sendable (_ neurons: Range<Int>) throws -> SpikeRaster
  ) throws -> Result {
    Interruption.watch()
    let neurons = neurons
    let progress = Progress(activity, unit: "neurons", of: neurons, on: console)
    defer { progress.end() }
    return try write(
      block: block, keepingRaster: keeps,
      visit: { done in
        if done < neurons {
          try Interruption.check(
            "stopped before \(done) of \(neurons) neurons; nothing was written.")
        }
        progress.show(done: done)
      }, drawing: drawing)
  }
}
