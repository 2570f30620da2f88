// SPDX-License-Identifier: GPL-3.0-or-later

import Figures
import Foundation
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

  /// Guards against rasters that fade to white: at a fraction of a pixel a row, no spike was to be seen.
  @Test(
    "counts the spikes of too many rows into pixels, none lost, and says so on the axis",
    arguments: [1201, 3000, 100_000])
  func density(neurons: Int) throws {
    let raster = Self.raster(neurons: neurons, each: 3, interval: 36_000..<36_060)
    let drawing = try RasterFigure(raster).drawing()
    let each = (neurons + 1199) / 1200
    let script = drawing.commands.joined(separator: "\n")
    #expect(script.contains("'neuron; one pixel: \(each) rows in 55.6 ms; black: "))
    #expect(script.contains("? 0 : 0.35+0.65*"))
    #expect(script.contains("set xrange [36000.0:36060.0]"))
    let block = drawing.data.components(separatedBy: "\n\n\n")[0].split(separator: "\n")
    let counts = block.dropFirst().map { $0.split(separator: " ").compactMap { Int($0) } }
    #expect(counts.count == (neurons + each - 1) / each)
    var expected = [[Int]](repeating: [Int](repeating: 0, count: 1080), count: counts.count)
    for neuron in 0..<neurons {
      for time in raster.times(of: neuron) {
        expected[neuron / each][Int((time - 36_000) * (1080 / 60))] += 1
      }
    }
    let isEqual = counts == expected
    #expect(isEqual)
    #expect(
      drawing.height == counts.count
        + (try RasterFigure(Self.raster(neurons: 1, each: 1, interval: 0..<1)).drawing().height)
        - 120)
  }

  @Test("draws a density of no spikes at all") func emptyDensity() async throws {
    let atelier = try Atelier()
    let raster = Self.raster(neurons: 2000, each: 0, interval: 0..<1)
    try await RasterFigure(raster).write(to: atelier.path("raster.svg"))
    #expect(atelier.exists("raster.svg"))
  }

  @Test("numbers rows as they are told, and writes down which is which")
  func numbers() throws {
    var figure = RasterFigure(Self.raster(neurons: 3, each: 1, interval: 0..<1))
    figure.neurons = [7, 200, 3]
    let drawing = try figure.drawing()
    #expect(drawing.commands.contains("set ytics nomirror ('7' 0, '200' 1, '3' 2)"))
    #expect(drawing.data.contains("# row from below, neuron\n0 7\n1 200\n2 3\n"))
    #expect(drawing.data.contains("# spikes: seconds, row\n"))
  }

  @Test("writes late times in full") func lateTimes() throws {
    let drawing = try RasterFigure(
      Self.raster(neurons: 1, each: 1, interval: 36_000.25..<36_000.5)
    ).drawing()
    // Milliseconds: with six digits all labels would be 3.60003e+07.
    #expect(drawing.commands.contains("set format x '%.10g'"))
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

  /// Guards against axes that gnuplot divides into infinitely many parts.
  @Test(
    "draws a moment as a millisecond",
    arguments: [Double.leastNonzeroMagnitude, Double.leastNormalMagnitude / 100, 1e-10])
  func moment(_ end: Double) async throws {
    let atelier = try Atelier()
    let raster = SpikeRaster(drawnTimes: [0], offsets: [0, 1], interval: 0..<end)
    try await RasterFigure(raster).write(to: atelier.path("raster.png"))
    #expect(try atelier.text("raster.gp").contains("set xrange [0.0:1.0]"))
  }

  @Test("refuses times that no axis can hold", arguments: [-1e308..<1e308, 0..<1e16])
  func farTimes(_ interval: Range<Double>) {
    let raster = SpikeRaster(drawnTimes: [0], offsets: [0, 1], interval: interval)
    #expect(throws: FigureError.tooLong(interval)) { try RasterFigure(raster).drawing() }
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
