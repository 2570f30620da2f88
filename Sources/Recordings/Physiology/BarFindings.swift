// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Figures
public import Physiology
internal import Runs
internal import SpikeFormats
public import SpikeTrains
public import Stimuli
internal import Streaming

/// What a neuron did while a bar of light swept across its field: one sweep at every angle, many at one.
public struct BarFindings: ElectrodeFindings, Sendable {
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
  /// How much this neuron prefers a direction of motion to the opposite one; nil when it is silent.
  public let directionIndex: Double?
  /// The mean of all neurons' direction indices; nil when all are silent.
  public let meanDirectionIndex: Double?
  /// The standard error of that mean.
  public let meanDirectionIndexError: Double?
  private let recorded: SpikeRaster

  private enum CodingKeys: String, CodingKey {
    case neuron, angle, pause, sweep, frameInterval, tuning, spikes, meanRate
    case directionIndex, meanDirectionIndex, meanDirectionIndexError
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
    directionIndex = counted.directionIndex(of: neuron)?.value
    let population = counted.directionSummary
    (meanDirectionIndex, meanDirectionIndexError) = (population.mean, population.standardError)
    self.recorded = recorded
  }

  package static let files = [
    "results.json", "tuning.png", "raster.png", "spikes.wav", "spikes.csv",
  ]

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
      (
        "direction index",
        directionIndex.map { Text.fixed($0, decimals: 2) } ?? "undefined, no spikes"
      ),
      ("of all neurons", Text.mean(meanDirectionIndex, meanDirectionIndexError)),
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

extension RunElectrode {
  /// Sweeps a bar across the field at every angle, and then often at one.
  ///
  /// - Parameters:
  ///   - neuron: the neuron to listen to; nil for the one that fires most at any angle.
  ///   - angle: the angle of many sweeps, in degrees; nil for the neuron's best.
  ///   - trials: how many sweeps at that angle.
  ///   - sweep: frames of a sweep; three quarters as many dark ones come before.
  /// - Throws: what `Recording.next()` throws.
  public func bar(
    neuron: Int? = nil, angle: Int? = nil, trials: Int = 20, sweep: Int = 400
  ) throws -> BarFindings {
    let bar = MovingBar(side: electrode.side, pause: sweep * 3 / 4, sweep: sweep)
    var counted = BarTuning(of: bar, neurons: electrode.neurons)
    try show(bar.frames, count: bar.count, called: "sweeping") { counted.add($0) }
    let chosen = neuron ?? counted.loudestNeuron
    let tuning = counted.tuning(of: chosen)
    let best = angle ?? tuning.indices.max { tuning[$0] < tuning[$1] } ?? 0
    var repeated = bar
    repeated.angles = [Double](repeating: Double(best), count: trials)
    var trains = TrialTrains(of: chosen, trials: trials)
    try show(repeated.frames, count: repeated.count, called: "listening") { trains.add($0) }
    let frameInterval = electrode.inference.options.timing.frameInterval
    return BarFindings(
      neuron: chosen, angle: best, of: bar, frameInterval: frameInterval, counted: counted,
      recorded: trains.raster(in: 0..<Double(repeated.count) * frameInterval))
  }
}

extension Text {
  /// A mean and its standard error in words.
  static func mean(_ mean: Double?, _ error: Double?) -> String {
    guard let mean else { return "undefined, no spikes" }
    return
      "\(fixed(mean, decimals: 3)) ± \(fixed(error ?? .nan, decimals: 3)) (mean and standard error)"
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
