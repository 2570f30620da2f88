// SPDX-License-Identifier: GPL-3.0-or-later

internal import Physiology
internal import Recordings
internal import Tensors

extension RunElectrode {
  /// Shows frames, with progress on the terminal, and lets `visit` see each response.
  func show<Frames: Sequence<Tensor>>(
    _ frames: Frames, count: Int, called activity: String, on console: Console,
    visit: (Recording<Frames>.Response) throws -> Void
  ) throws {
    Interruption.watch()
    let progress = Progress(activity, unit: "frames", of: count, on: console)
    defer { progress.end() }
    var recording = electrode.recording(of: frames)
    for index in 0..<count {
      try Interruption.check("stopped at frame \(index) of \(count); nothing was written.")
      guard let response = try recording.next() else { return }
      try visit(response)
      progress.show(done: index + 1)
    }
  }
}
