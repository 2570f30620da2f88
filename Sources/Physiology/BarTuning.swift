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
    if response.index >= pause { add(counts: response.inference.counts) }
  }

  /// Adds the counts of a frame, shape [angles, neurons].
  public mutating func add(counts added: [Int]) {
    for place in added.indices { counts[place] += added[place] }
  }

  /// The spikes of one neuron in the sweep at each angle.
  public func tuning(of neuron: Int) -> [Int] {
    angles.indices.map { counts[$0 * neurons + neuron] }
  }

  /// How much a neuron prefers a direction of motion; nil unless the angles are spaced evenly all around and divisible by four.
  ///
  /// Responses are smoothed over some 10°, those to even and to odd angles apart: the two halves of the trials. A bar at angle θ moves toward θ + 90°, clockwise from the right.
  public func directionIndex(of neuron: Int) -> DirectionIndex? {
    let step = 360 / Double(max(1, angles.count))
    guard angles.count.isMultiple(of: 4), !angles.isEmpty,
      angles.indices.allSatisfy({ abs(angles[$0] - Double($0) * step) < 1e-9 })
    else { return nil }
    let reach = Int(5 / (2 * step))
    let halves = (0..<2).map { half in
      let curve = stride(from: half, to: angles.count, by: 2).map {
        Double(counts[$0 * neurons + neuron])
      }
      return curve.indices.map { place in
        (-reach...reach).reduce(0) { $0 + curve[(place + $1 + curve.count) % curve.count] }
      }
    }
    return DirectionIndex(first: [halves[0]], second: [halves[1]])
  }

  /// How selective all neurons are for direction, the silent ones left out.
  public var directionSummary: DirectionSummary {
    DirectionSummary((0..<neurons).compactMap(directionIndex))
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
