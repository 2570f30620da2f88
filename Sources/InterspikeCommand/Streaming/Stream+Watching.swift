// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Recordings
internal import Stimuli
internal import Streaming
internal import Video

extension Stream {
  /// Takes frame after frame, writes and shows what becomes of each, and completes the files.
  func watch(
    _ stream: RunStream, _ inferred: InferenceStream<FilmTiles>, board: LiveBoard?,
    console: Console
  ) async throws -> (record: StreamRecord, glimpses: StreamGlimpses) {
    var outputs = try StreamOutputs(spikes: output, film: reconstruction, of: stream)
    let checkpoints = try StreamCheckpoints(
      of: stream, state: saveState, run: learning.saveRun, every: learning.checkpointEvery,
      continuing: resume != nil)
    var (record, glimpses) = (StreamRecord(), StreamGlimpses(of: stream))
    var state: InferenceState?
    var failure: (any Error)?
    var longest = Duration.zero
    do {
      var moments = inferred.makeAsyncIterator()
      var began = ContinuousClock.now
      while Interruption.signal == nil, let moment = try await moments.next() {
        try outputs.write(moment, stream.tiles)
        record.add(moment, arrived: stream.tiles.arrival)
        if figure != nil { glimpses.add(moment, stream.tiles) }
        state = moment.state
        try checkpoints.note(moment.state)
        if let board { try stream.show(moment, record, on: board) }
        console.show(
          "frame \(record.frames), \(Text.number(record.framesPerSecond, digits: 3)) frames/s, "
            + "\(Text.number(record.latencies.last ?? 0, digits: 3)) ms", begins: record.frames == 1
        )
        // Not waiting for this frame would lose everything seen so far.
        longest = max(longest, began.duration(to: .now) - moment.wait)
        Interruption.wait(max(.milliseconds(500), longest * 2))
        began = .now
      }
      if moments.droppedFrames > 0, state != nil {
        record.addDropped(moments.droppedFrames)
        state = moments.currentState
      }
    } catch is CancellationError where Interruption.signal != nil {
      // When frames come at their own times there is no need to wait: what was seen so far is complete.
    } catch {
      // A video that breaks off still leaves what was seen of it.
      failure = error
    }
    console.clear()
    if let state {
      Interruption.completing {
        do {
          try outputs.finish(
            recording: try stream.recording(record, pace: chosenPace),
            session: {
              subject.session(of: $0, description: "An iterative Poisson model watches a film.")
            })
        } catch {
          failure = failure ?? error
        }
        do {
          try checkpoints.write(state)
        } catch {
          failure = failure ?? error
        }
      }
    }
    if let failure { throw failure }
    if state == nil {
      try Interruption.check("stopped before the first frame; nothing was written.")
    }
    guard state != nil else {
      throw Refusal(
        .badData,
        "\(video.joined(separator: ", ")) had no frames. Nothing was written; give a video that has some."
      )
    }
    return (record, glimpses)
  }
}
