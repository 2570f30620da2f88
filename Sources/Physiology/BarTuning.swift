// SPDX-License-Identifier: GPL-3.0-or-later

public import SpikeTrains
public import Stimuli
internal import Streaming
internal import Tensors

/// How many spikes each neuron fires while a bar of light sweeps across its field, at many angles.
///
/// > Reference: D. H. Hubel & T. N. Wiesel, J. Physiol. 148 (1959) 574, doi:10.1113/jphysiol.1959.sp006308.
public struct BarTuning: Sendable, Equatable {
  /// The angles of the sweeps, in degrees.
  public let angles: [Double]
  /// The number of neurons.
  public let neurons: Int
  /// Spikes during the sweep, shape [angles, neurons].
  public private(set) var counts: [Int]
  private let pause: Int

  /// Starts with nothing counted.
  public init(of bar: MovingBar, neurons: Int) {
    angles = bar.angles
    self.neurons = neurons
    pause = bar.pause
    counts = [Int](repeating: 0, count: bar.angles.count * neurons)
  }

  /// Counts the spikes of a frame, except before the bar starts to move.
  public mutating func add<Frames>(_ response: Recording<Frames>.Response) {
    if response.index >= pause { response.inference.add(to: &counts) }
  }

  /// The spikes of one neuron in the sweep at each angle.
  public func tuning(of neuron: Int) -> [Int] {
    angles.indices.map { counts[$0 * neurons + neuron] }
  }

  /// The neuron that fires most at any single angle.
  public var loudestNeuron: Int {
    (counts.indices.max { counts[$0] < counts[$1] } ?? 0) % neurons
  }

  /// The number of spikes of all neurons at all angles.
  public var spikeCount: Int { counts.reduce(0, +) }
}

extension Electrode {
  /// Sweeps a bar across the field and counts spikes.
  ///
  /// - Throws: what ``Recording/next()`` throws.
  public func barTuning(_ bar: MovingBar) throws -> BarTuning {
    var tuning = BarTuning(of: bar, neurons: neurons)
    var recording = recording(of: bar.frames)
    while let response = try recording.next() { tuning.add(response) }
    return tuning
  }
}

/// The spike times of one neuron in every trial of a recording.
public struct TrialTrains: Sendable {
  /// The neuron.
  public let neuron: Int
  private var trains: [[Double]]

  /// Starts with no spikes recorded.
  public init(of neuron: Int, trials: Int) {
    self.neuron = neuron
    trains = [[Double]](repeating: [], count: trials)
  }

  /// Adds the spikes of a frame.
  public mutating func add<Frames>(_ response: Recording<Frames>.Response) {
    for (trial, times) in response.inference.times(of: neuron).enumerated() {
      trains[trial] += times
    }
  }

  /// The trains as a raster with one row per trial.
  ///
  /// - Parameter interval: when the recording took place, in seconds.
  public func raster(in interval: Range<Double>) -> SpikeRaster {
    SpikeRaster(
      drawnTimes: trains.flatMap { $0 },
      offsets: trains.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) },
      interval: interval)
  }
}
