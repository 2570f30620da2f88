// SPDX-License-Identifier: GPL-3.0-or-later

internal import FlyingFox
internal import FlyingSocks
internal import Foundation
internal import Runs
package import Streaming
internal import Synchronization

/// Serves the live page of a stream to browsers on this machine.
package struct LiveServer {
  /// What the page is told.
  package let board: LiveBoard
  /// The port it listens on.
  package let port: UInt16
  private let server: HTTPServer
  private let task: Task<Void, Never>

  /// Starts listening on 127.0.0.1; port 0 picks any free port.
  ///
  /// - Throws: `RunError` when the port is taken or not allowed.
  package init(port wanted: UInt16, showing scene: LiveScene) async throws {
    let board = LiveBoard(scene)
    self.board = board
    let server = HTTPServer(
      address: try .inet(ip4: "127.0.0.1", port: wanted), logger: .disabled)
    let page = LocalHandler(
      ClosureHTTPHandler { _ in
        HTTPResponse(
          statusCode: .ok,
          headers: [
            .contentType: "text/html; charset=utf-8",
            HTTPHeader("Content-Security-Policy"):
              "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:",
          ],
          body: Foundation.Data(LivePage.html.utf8))
      })
    await server.appendRoute("GET /", to: page)
    await server.appendRoute(
      "GET /moments",
      to: LocalHandler(
        WebSocketHTTPHandler(
          handler: MessageFrameWSHandler(handler: Viewer(board: board), frameSize: 1 << 20))))
    let ending = Ending()
    let task = Task {
      do {
        try await server.run()
        ending.reason.withLock { $0 = "it stopped" }
      } catch {
        ending.reason.withLock { $0 = Self.words(of: error) }
      }
    }
    let failure = await Self.failure(of: server, ending)
    guard failure == nil, case .ip4(_, let port)? = await server.listeningAddress else {
      task.cancel()
      throw RunError(
        .unavailable,
        "port \(wanted) on 127.0.0.1 cannot be used\(failure.map { ": \($0)" } ?? ""). Choose another with \(setting: "port"); 0 picks any free port."
      )
    }
    (self.server, self.task, self.port) = (server, task, port)
  }

  /// Tells the viewers that the stream is over, and stops listening.
  package func stop() async {
    board.close()
    // Gives the last message time to leave.
    await server.stop(timeout: 1)
    task.cancel()
  }

  /// How the server ended, once it has.
  private final class Ending: Sendable {
    let reason = Mutex<String?>(nil)
  }

  /// Why the server is not listening; nil when it is.
  private static func failure(of server: HTTPServer, _ ending: Ending) async -> String? {
    for _ in 0..<500 {
      if await server.isListening { return nil }
      if let reason = ending.reason.withLock({ $0 }) { return reason }
      try? await Task.sleep(for: .milliseconds(10))
    }
    return "the server did not start listening"
  }

  private static func words(of error: any Error) -> String {
    guard case SocketError.failed(_, let number, _) = error else { return "\(error)" }
    return unsafe String(cString: strerror(number))
  }
}

/// Sends a viewer what is new each time it has drawn the last message.
private struct Viewer: WSMessageHandler {
  let board: LiveBoard

  func makeMessages(for client: AsyncStream<WSMessage>) async throws -> AsyncStream<WSMessage> {
    let board = board
    return AsyncStream { continuation in
      let task = Task {
        let viewer = board.watch()
        for await message in client {
          if case .text(let words) = message, board.choose(words) { continue }
          guard let delivery = await viewer.next(), let message = try? delivery.message(board.scene)
          else {
            break
          }
          continuation.yield(.data(message))
        }
        continuation.yield(.close())
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }
}

/// Admits only requests meant for this machine that come from its own page, so that no website can watch a
/// user's camera through the browser.
private struct LocalHandler: HTTPHandler {
  private let handler: any HTTPHandler

  init(_ handler: any HTTPHandler) { self.handler = handler }

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    let host = request.headers[.host] ?? ""
    let name = host.split(separator: ":").first ?? ""
    let origin = request.headers[HTTPHeader("Origin")]
    guard name == "127.0.0.1" || name == "localhost", origin == nil || origin == "http://\(host)"
    else {
      return HTTPResponse(statusCode: .forbidden)
    }
    return try await handler.handleRequest(request)
  }
}
