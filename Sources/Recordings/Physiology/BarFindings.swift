// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Figures
public import Physiology
internal import Runs
internal import SpikeFormats
public import SpikeTrains
public import Stimuli

/// What a neuron did while a bar of light swept across its field: one sweep at every angle, many at one.
public struct BarFindings: Encodable, Sendable {
  /// The neuron.
  public let neuron: Int
  /// The angle of many sweeps, in degrees.
  public let angle: Int
  /// The dark frames before a sweep.
  public let pause: Int
  /// The frames of a sweep.
  public let sweep: Int
  /// How long a frame lasts, in seconds.
  public let frameInterval: Double
  /// This neuron's spikes in sweeps at 0, 1, … 359 degrees.
  public let tuning: [Int]
  /// The spikes of all trials.
  public let spikes: Int
  /// The mean rate over all neurons and angles, in Hz.
  public let meanRate: Double
  private let recorded: SpikeRaster

  private enum CodingKeys: String, CodingKey {
    case neuron, angle, pause, sweep, frameInterval, tuning, spikes, meanRate
  }

  /// Puts together what was counted in sweeps of `bar` and what was recorded at one angle.
  public init(
    neuron: Int, angle: Int, of bar: MovingBar, frameInterval: Double, counted: BarTuning,
    recorded: SpikeRaster
  ) {
    (self.neuron, self.angle, self.frameInterval) = (neuron, angle, frameInterval)
    (pause, sweep) = (bar.pause, bar.sweep)
    tuning = counted.tuning(of: neuron)
    spikes = recorded.spikeCount
    meanRate =
      Double(counted.spikeCount) / (360 * Double(counted.neurons * bar.sweep) * frameInterval)
    self.recorded = recorded
  }

  /// Writes results.json, tuning.png, raster.png, spikes.wav and spikes.csv.
  ///
  /// - Throws: `FileError`, `SpikeFileError` or `FigureError`.
  public func write(to folder: String, from listener: RunElectrode, seed: UInt64) async throws {
    try FileReading.createFolder(folder)
    let start = Double(pause) * frameInterval
    try SpikeSound.write(
      Array(recorded.times(of: 0)), during: recorded.interval, to: "\(folder)/spikes.wav")
    var raster = RasterFigure(
      recorded.shifted(by: -start),
      title:
        "neuron \(neuron), bar at \(angle)°, \(recorded.neuronCount) trials; the bar sets out at 0",
      seed: seed, presentationBoundaries: [0])
    raster.row = "trial"
    try await raster.write(to: "\(folder)/raster.png")
    try await figure(from: start, atom: listener.electrode.atom(of: neuron)).write(
      to: "\(folder)/tuning.png")
    var table = CSVTable(["time", "neuron"], lineEnd: "\n")
    for trial in 0..<recorded.neuronCount {
      for time in recorded.times(of: trial) { table.append([time, trial]) }
    }
    try AtomicFile.write(table.text, to: "\(folder)/spikes.csv")
    try listener.write("bar", self, to: folder)
  }

  /// The findings as names and values.
  package var rows: [(name: String, value: String)] {
    [
      ("neuron", "\(neuron)"), ("best angle", "\(angle)°"),
      (
        "spikes per sweep",
        "\(tuning[angle]) there, \(Text.number(Double(tuning.reduce(0, +)) / 360)) on average"
      ),
    ]
  }

  private func figure(from start: Double, atom: [Float]) -> SweepFigure {
    let bins = 80
    let width = (recorded.interval.upperBound - start) / Double(bins)
    var rate = [Double](repeating: 0, count: bins)
    for time in recorded.times where time >= start {
      rate[min(bins - 1, Int((time - start) / width))] += 1 / (width * Double(recorded.neuronCount))
    }
    let side = Int(Double(atom.count).squareRoot())
    return SweepFigure(
      tuning: tuning, angle: Double(angle), atom: GrayPicture(atom, width: side),
      barWidth: MovingBar(side: side).width,
      rate: rate.enumerated().map { (Double($0) * width, $1) },
      title: "neuron \(neuron), a bar of light, \(recorded.neuronCount) trials at \(angle)°")
  }
}

extension SpikeRaster {
  /// The same spikes on a clock that shows 0 later or earlier.
  fileprivate func shifted(by seconds: Double) -> SpikeRaster {
    SpikeRaster(
      drawnTimes: times.map { $0 + seconds }, offsets: offsets,
      interval: interval.lowerBound + seconds..<interval.upperBound + seconds)
  }
}
