// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Figures
internal import Recordings
internal import Streaming
internal import Video

extension Stream {
  /// Draws the figure and reports what was measured, and throws what the decoder complained of.
  func report(
    _ record: StreamRecord, _ glimpses: StreamGlimpses, of stream: RunStream
  ) async throws {
    if let figure {
      let drawing = record.figure(of: stream, glimpses: glimpses)
      // In its own task, so that a signal that stops the stream does not stop its figure.
      try await Task { try await drawing.write(to: figure) }.value
    }
    let report = StreamReport(
      record, of: stream,
      files: [
        ("file", output), ("film", reconstruction), ("figure", figure), ("state", saveState),
      ])
    let text = json ? try report.json : report.text
    // When the video goes to standard output, nothing else may.
    if reconstruction == "-" { Console.write(text + "\n") } else { try Output.write(text) }
    guard let damage = stream.film.damage else { return }
    if Interruption.signal == nil { throw damage }
    work.console.warn("\(damage)")
  }
}
