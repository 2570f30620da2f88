// SPDX-License-Identifier: GPL-3.0-or-later

import Figures
import Testing

@Suite("A figure of a stream")
struct StreamFigureTests {
  private func figure(moments: Int, spikes: Int) -> StreamFigure {
    let picture = GrayPicture([Float](repeating: 0.5, count: 24), width: 6, white: 1)
    let curve = RelationFigure.Plot(
      "free energy", abscissa: "time", ordinate: "nats",
      series: [.init("every frame", [.init(x: 0, y: 1), .init(x: 1, y: 2)], style: .curve)])
    return StreamFigure(
      moments: (0..<moments).map { .init(seconds: Double($0), frame: picture, seen: picture) },
      spikes: (0..<spikes).map { (time: Double($0) / 10, row: $0 % 4) }, rows: 4,
      raster: "spikes of `4` neurons", seconds: 0..<1,
      curves: RelationFigure([curve, curve, curve, curve]), title: "a film")
  }

  @Test(
    "shows frames, what was seen of them, spikes, and curves; each part may be missing",
    arguments: [(6, 20), (1, 20), (0, 20), (6, 0)])
  func parts(_ moments: Int, _ spikes: Int) async throws {
    let atelier = try Atelier()
    let figure = figure(moments: moments, spikes: spikes)
    try await figure.write(to: atelier.path("stream.png"))
    let drawing = try figure.drawing()
    #expect(try atelier.sizeOfPNG("stream.png") == [drawing.width, drawing.height])
    #expect(drawing.commands.count { $0.hasPrefix("plot ") } == 2 * moments + 1 + 4)
  }

  @Test("shows surprise on one scale for all frames, from none to the largest")
  func surprise() async throws {
    let atelier = try Atelier()
    var figure = figure(moments: 0, spikes: 3)
    let picture = GrayPicture([Float](repeating: 0.5, count: 24), width: 6, white: 1)
    figure.moments = [2, 8].map { nats in
      .init(
        seconds: 0, frame: picture, seen: picture,
        surprise: GrayPicture([Float](repeating: nats, count: 24), width: 6))
    }
    try await figure.write(to: atelier.path("stream.png"))
    let drawing = try figure.drawing()
    #expect(try atelier.sizeOfPNG("stream.png") == [drawing.width, drawing.height])
    #expect(drawing.commands.count { $0.hasPrefix("plot ") } == 3 * 2 + 1 + 4)
    #expect(drawing.data.contains("0.25 0.25 0.25 0.25 0.25 0.25\n"))
    #expect(drawing.data.contains("1.0 1.0 1.0 1.0 1.0 1.0\n"))
    #expect(drawing.commands.contains { $0.contains("0–8 nats") })
  }
}
