// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation
internal import Synchronization

/// What a stream shows its viewers.
///
/// Each viewer has a ``MomentBacklog``: a slow viewer misses pictures but no spikes, and never keeps the stream
/// waiting.
package final class LiveBoard: Sendable {
  /// How far back the page can show spikes, in seconds.
  package static let span = 60.0

  private struct Looking {
    var backlog = MomentBacklog<LiveMoment, LivePictures>(span: LiveBoard.span)
    /// Wakes the viewer when there is something new.
    let bell: AsyncStream<Void>.Continuation
  }

  private struct State {
    var viewers: [Int: Looking] = [:]
    var nextViewer = 0
    var isClosed = false
    var tile: Int?
  }

  private let state = Mutex(State())

  /// What is shown: the same for the whole stream.
  package let scene: LiveScene

  package init(_ scene: LiveScene) { self.scene = scene }

  /// The tile whose neurons the raster shows; nil for some of all tiles.
  package var tile: Int? { state.withLock(\.tile) }

  /// Takes the wish of a viewer for a tile, `tile 17`, or for all of them, `tile`.
  ///
  /// - Returns: whether the words were such a wish.
  package func choose(_ words: String) -> Bool {
    let parts = words.split(separator: " ")
    guard parts.first == "tile", parts.count <= 2 else { return false }
    let number = parts.dropFirst().first.flatMap { Int($0) }
    let tiles = scene.lefts.count * scene.tops.count
    state.withLock { $0.tile = number.flatMap { (0..<tiles).contains($0) ? $0 : nil } }
    return true
  }

  /// Whether anyone is watching; otherwise nothing needs to be drawn.
  package var hasViewers: Bool { state.withLock { !$0.viewers.isEmpty } }

  /// Shows a moment to all viewers.
  package func post(_ moment: LiveMoment, _ pictures: LivePictures) {
    state.withLock { state in
      for number in state.viewers.keys {
        state.viewers[number]?.backlog.add(
          moment, picture: pictures, end: moment.time + moment.interval)
        state.viewers[number]?.bell.yield()
      }
    }
  }

  /// Adds a viewer until it is dropped or the stream is over.
  package func watch() -> Viewer {
    let (bells, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let number: Int? = state.withLock { state in
      guard !state.isClosed else { return nil }
      state.nextViewer += 1
      state.viewers[state.nextViewer] = Looking(bell: bell)
      return state.nextViewer
    }
    guard let number else {
      bell.finish()
      return Viewer(board: self, number: 0, bells: bells)
    }
    bell.onTermination = { [weak self] _ in
      // After the stream is over, viewers may still fetch what is left.
      self?.state.withLock { state in
        if !state.isClosed { state.viewers[number] = nil }
      }
    }
    return Viewer(board: self, number: number, bells: bells)
  }

  /// Tells all viewers that the stream is over.
  package func close() {
    let bells = state.withLock { state in
      state.isClosed = true
      return state.viewers.values.map(\.bell)
    }
    for bell in bells { bell.finish() }
  }

  /// Someone who asks for what is new.
  package struct Viewer {
    fileprivate let board: LiveBoard
    fileprivate let number: Int
    fileprivate let bells: AsyncStream<Void>

    /// Everything new since the last call, as soon as there is something; `nil` when the stream is over.
    package func next() async -> MomentBacklog<LiveMoment, LivePictures>.Delivery? {
      for await _ in bells {
        if let delivery = take() { return delivery }
      }
      return take()
    }

    private func take() -> MomentBacklog<LiveMoment, LivePictures>.Delivery? {
      board.state.withLock { $0.viewers[number]?.backlog.take() }
    }
  }
}
