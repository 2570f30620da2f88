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
}
