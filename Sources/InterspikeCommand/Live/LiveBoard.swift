// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Synchronization

/// The newest moment of a stream, for whoever looks at it.
///
/// Each viewer holds at most one moment that was not fetched; a newer one takes its place. So whoever looks slowly misses
/// moments, and never keeps the stream waiting.
final class LiveBoard: Sendable {
  private struct State {
    var viewers: [Int: AsyncStream<Foundation.Data>.Continuation] = [:]
    var nextViewer = 0
    var isClosed = false
  }

  private let state = Mutex(State())

  /// Whether anybody looks; nothing needs to be drawn for nobody.
  var hasViewers: Bool { state.withLock { !$0.viewers.isEmpty } }

  /// Shows a moment to all viewers.
  func post(_ moment: Foundation.Data) {
    for viewer in state.withLock({ Array($0.viewers.values) }) { viewer.yield(moment) }
  }

  /// What one more viewer sees, until the stream is over.
  func watch() -> AsyncStream<Foundation.Data> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let number: Int? = state.withLock { state in
        guard !state.isClosed else { return nil }
        state.nextViewer += 1
        state.viewers[state.nextViewer] = continuation
        return state.nextViewer
      }
      guard let number else { return continuation.finish() }
      continuation.onTermination = { [weak self] _ in
        self?.state.withLock { _ = $0.viewers.removeValue(forKey: number) }
      }
    }
  }

  /// Tells all viewers that the stream is over.
  func close() {
    let viewers = state.withLock { state in
      state.isClosed = true
      return Array(state.viewers.values)
    }
    for viewer in viewers { viewer.finish() }
  }
}
