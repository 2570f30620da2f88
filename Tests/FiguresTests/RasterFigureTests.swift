// SPDX-License-Identifier: GPL-3.0-or-later

import Figures
import SpikeTrains
import Testing

@Suite("A raster figure")
struct RasterFigureTests {
  /// Every neuron fires `count` times, evenly, neurons one after another.
  static func raster(neurons: Int, each count: Int, interval: Range<Double>) -> SpikeRaster {
    let length = interval.upperBound - interval.lowerBound
    let times = (0..<neurons).flatMap { neuron in
      (0..<count).map { spike in
        let phase = (Double(spike) + Double(neuron) / Double(neurons)) / Double(count)
        return interval.lowerBound + length * phase
      }
    }
    return SpikeRaster(
      drawnTimes: times, offsets: (0...neurons).map { $0 * count }, interval: interval)
  }

  @Test(
    "draws any number of neurons and spikes, also none, 1200 pixels wide",
    arguments: [(1, 0), (1, 7), (20, 0), (20, 50), (150, 3), (600, 20), (3000, 1)])
  func sizes(neurons: Int, each: Int) async throws {
    let atelier = try Atelier()
    let raster = Self.raster(neurons: neurons, each: each, interval: 2..<4)
    let figure = RasterFigure(raster, title: "raster", seed: 7)
    try await figure.write(to: atelier.path("raster.png"))
    let drawing = try figure.drawing()
    #expect(drawing.width == 1200)
    #expect(try atelier.sizeOfPNG("raster.png") == [1200, drawing.height])
    #expect(drawing.height > 250 && drawing.height < 2800)
    #expect(try atelier.text("raster.gp").contains("'raster · seed 7'"))
  }

  @Test("writes every spike to its data in full precision")
  func spikesInData() throws {
    let raster = SpikeRaster(
      drawnTimes: [0.1, 0.30000000000000004, 1e-7], offsets: [0, 2, 2, 3], interval: 0..<0.5)
    let lines = try RasterFigure(raster).drawing().data.split(separator: "\n")
    #expect(lines.suffix(0).isEmpty)
    #expect(lines.contains("0.1 0"))
    #expect(lines.contains("0.30000000000000004 0"))
    #expect(lines.contains("1e-07 2"))
  }

  @Test("shows milliseconds below a second and seconds from there on")
  func units() throws {
    let short = RasterFigure(Self.raster(neurons: 2, each: 3, interval: 0..<0.5))
    #expect(try short.drawing().commands.contains { $0.contains("'time (ms)'") })
    let long = RasterFigure(Self.raster(neurons: 2, each: 3, interval: 0..<1))
    #expect(try long.drawing().commands.contains { $0.contains("'time (s)'") })
  }

  @Test("shows the mean rate of a neuron in Hz")
  func rate() throws {
    let raster = SpikeRaster(
      drawnTimes: [0.1, 0.2, 0.7], offsets: [0, 2, 3], interval: 0..<1)
    let data = try RasterFigure(raster, binWidth: 0.5).drawing().data
    // Two spikes, then one, in half a second of two neurons.
    #expect(data.contains("0.0 2.0\n0.5 2.0\n0.5 1.0\n1.0 1.0\n"))
  }

  @Test("draws boundaries inside the interval, and leaves out those that would be a hatching")
  func boundaries() throws {
    let raster = Self.raster(neurons: 2, each: 3, interval: 0..<2)
    let few = RasterFigure(
      raster, presentationBoundaries: [0, 1, 2, .nan], trialBoundaries: [0.5, 1.5])
    let data = try few.drawing().data
    #expect(data.contains("# presentation boundaries: seconds\n1.0\n\n"))
    #expect(data.contains("# trial boundaries: seconds\n0.5\n1.5\n\n"))
    let many = RasterFigure(raster, trialBoundaries: (0..<200).map { Double($0) / 100 })
    #expect(try !many.drawing().data.contains("trial boundaries"))
  }

  @Test("refuses a raster without neurons or time, and bins that make no sense")
  func refusals() {
    let nobody = SpikeRaster(drawnTimes: [], offsets: [0], interval: 0..<1)
    #expect(throws: FigureError.nothingToDraw("the population of the raster")) {
      try RasterFigure(nobody).drawing()
    }
    let never = SpikeRaster(drawnTimes: [], offsets: [0, 0], interval: 1..<1)
    #expect(throws: FigureError.nothingToDraw("the time interval of the raster")) {
      try RasterFigure(never).drawing()
    }
    let raster = Self.raster(neurons: 1, each: 1, interval: 0..<1)
    for width in [0, -1, 1e-9, Double.infinity] {
      #expect(throws: FigureError.badBinWidth(binWidth: width, duration: 1)) {
        try RasterFigure(raster, binWidth: width).drawing()
      }
    }
    #expect(throws: FigureError.self) { try RasterFigure(raster, binWidth: .nan).drawing() }
  }
}
