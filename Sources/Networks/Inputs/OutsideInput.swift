// SPDX-License-Identifier: GPL-3.0-or-later

internal import Arrivals
internal import Foundation
internal import Randomness

/// An input of a network that runs.
struct OutsideInput: Sendable {
  private let purpose: Purpose
  private let input: PoissonInput
  var weight: Double { input.weight }
  /// Whether its rates are always the same.
  var isSteady: Bool { logRates != nil }
  /// The log of the counts it sends to each neuron in a window, unless they change.
  private let logRates: [Float]?

  init(_ addressed: AddressedInput, windowDuration: Double) {
    purpose = Purpose("network/input/\(addressed.label)")
    input = addressed.input
    let hertz = input.hertz
    logRates =
      input.rates.times == [0]
      ? (0..<addressed.target.neuronCount).map {
        Float(log(hertz[hertz.count == 1 ? 0 : $0] * windowDuration))
      } : nil
  }

  /// What it sends in a window to all neurons of the moment; steady inputs to those at some places, too.
  func arrivals(at moment: NetworkMoment, of places: [Int]? = nil) -> OutsideArrivals {
    if isSteady { return read(steadyArrivals(at: moment, of: places), duration: moment.duration) }
    let rates = input.rates
    let pieces = rates.pieces(from: moment.start, to: moment.end)
    if pieces.count == 1 {
      let step = pieces[0].step
      func logRate(_ neuron: Int) -> Float {
        Float(log(rates.value(of: neuron, in: step) * moment.duration))
      }
      let logs =
        rates.width == 1
        ? [Float](repeating: logRate(0), count: moment.neurons.count) : moment.neurons.map(logRate)
      return read(drawn(logs, at: moment), duration: moment.duration)
    }
    let expected = moment.neurons.map { neuron in
      pieces.reduce(0) { $0 + rates.value(of: neuron, in: $1.step) * ($1.end - $1.begin) }
    }
    var arrivals = read(drawn(expected.map { Float(log($0)) }, at: moment), duration: 1)
    for (place, neuron) in moment.neurons.enumerated() {
      readClock(
        of: neuron, pieces, expected: expected[place], at: moment,
        &arrivals.times[arrivals.range(of: place)])
    }
    return arrivals
  }

  /// The same before any time is read, of an input whose rates do not change.
  func steadyArrivals(at moment: NetworkMoment, of places: [Int]? = nil) -> Arrivals {
    guard let logRates else { fatalError("the rates of \(purpose.name) change") }
    let first = moment.neurons.lowerBound
    guard let places else { return drawn(Array(logRates[moment.neurons]), at: moment) }
    return drawn(
      places.map { logRates[first + $0] }, at: moment, of: .chosen(places.map { first + $0 }))
  }

  private func drawn(
    _ logRates: [Float], at moment: NetworkMoment, of neurons: Identities? = nil
  ) -> Arrivals {
    do {
      return try Arrivals(
        logRates: logRates, trials: .consecutive(moment.trial..<moment.trial + 1),
        neurons: neurons ?? .consecutive(moment.neurons), seed: moment.seed, purpose: purpose,
        window: moment.window)
    } catch {
      fatalError("rates were checked when the input was added: \(error)")
    }
  }

  private func read(_ arrivals: Arrivals, duration: Double) -> OutsideArrivals {
    do {
      let drawn = try arrivals.trains(windowDuration: duration)
      return OutsideArrivals(times: drawn.times, counts: drawn.counts, weight: input.weight)
    } catch {
      fatalError("windows were checked when the network was made: \(error)")
    }
  }

  /// Turns arrivals in units of what a window expects, in order, into seconds from its beginning.
  private func readClock(
    of neuron: Int, _ pieces: [SteppedValues.Piece], expected: Double, at moment: NetworkMoment,
    _ times: inout ArraySlice<Double>
  ) {
    func rate(_ piece: Int) -> Double { input.rates.value(of: neuron, in: pieces[piece].step) }
    // Rounding may leave the last spike a hair after the last piece in which there can be one.
    let last = pieces.indices.last { rate($0) > 0 } ?? 0
    var (piece, before) = (0, 0.0)
    for index in times.indices {
      let sum = times[index] * expected
      while piece < last {
        let mass = rate(piece) * (pieces[piece].end - pieces[piece].begin)
        guard sum >= before + mass else { break }
        before += mass
        piece += 1
      }
      let time = pieces[piece].begin + (sum - before) / rate(piece)
      times[index] = min(
        max(0, min(time, pieces[piece].end.nextDown) - moment.start), moment.duration.nextDown)
    }
  }
}
