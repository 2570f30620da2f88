// SPDX-License-Identifier: GPL-3.0-or-later

import Arrivals
import Foundation
import Randomness

/// The arrivals of one element in double precision, and what single precision may make of them.
///
/// Arrival i lies at Sᵢ/λ. A draw of 31 bits, a product and a logarithm in single precision move Sᵢ by
/// at most 3·10⁻⁷ a pair of draws and 5·10⁻⁷ of itself (λ and the running sum included); so the relaxed
/// reading must lie between the least and the most that arrivals within that distance can contribute.
struct SingleNeuronReference {
  let rate: Double
  /// Sᵢ, a little further than any horizon.
  let sums: [Double]

  init(_ arrivals: Arrivals, trial: Int, neuron: Int) {
    rate = arrivals.rate(trial: trial, neuron: neuron)
    var generator = arrivals.generator(trial: trial, neuron: neuron)
    var sums: [Double] = []
    var sum = generator.exponential()
    // The sigmoid's horizon at temperature 1 is 17.1 windows.
    while sum < rate * 17.5 {
      sums.append(sum)
      sum += generator.exponential()
    }
    self.sums = sums
  }

  /// How far single precision may move arrival `index`, in windows.
  private func uncertainty(_ index: Int) -> Double {
    (3e-7 * Double(index / 2 + 1) + 5e-7 * sums[index]) / rate
  }

  /// The least and most that the relaxed count and its slope may be.
  func bounds(_ relaxation: ArrivalRelaxation) -> (
    count: ClosedRange<Double>, slope: ClosedRange<Double>
  ) {
    var count = (least: 0.0, most: 0.0)
    var slope = (least: 0.0, most: 0.0)
    var terms = 0.0
    for (index, sum) in sums.enumerated() {
      let reach = uncertainty(index)
      let time = sum / rate
      guard time - reach < relaxation.horizon else { break }
      let term = Contribution(time: max(0, time - reach)...time + reach, relaxation)
      count = (count.least + term.count.lowerBound, count.most + term.count.upperBound)
      slope = (slope.least + term.slope.lowerBound, slope.most + term.slope.upperBound)
      if term.slope.upperBound > 0 { terms += 1 }
    }
    // Polynomials of the indicators and the rounding of the sums. Terms below half the last digit of
    // the sum are lost: about λT·λ·2⁻²⁴ in the sigmoid's long tail.
    let tail = relaxation.indicator.isCompact ? 0 : 7.2e-8 * rate * relaxation.temperature
    let rounding = 1e-6 + 1.2e-7 * terms.squareRoot() + tail
    let slack = 1e-6 * terms / relaxation.temperature + 1e-30
    return (
      count.least * (1 - rounding) - 1e-7...count.most * (1 + rounding) + 1e-7,
      slope.least * (1 - rounding) - slack...slope.most * (1 + rounding) + slack
    )
  }

  /// The most that the relaxed count may differ from the count.
  func distanceFromCount(_ relaxation: ArrivalRelaxation) -> Double {
    var distance = 0.0
    for (index, sum) in sums.enumerated() {
      let reach = uncertainty(index)
      let time = sum / rate
      if relaxation.indicator.isCompact {
        distance += abs(1 - time) < relaxation.temperature + reach + 3e-7 ? 1 : 0
      } else {
        let nearest = max(0, abs(1 - time) - reach)
        distance += relaxation.indicator.value(at: -nearest / relaxation.temperature).value
      }
    }
    return distance + 1e-6 * (1 + rate)
  }
}

/// What one arrival, known to lie in an interval of time, adds to a relaxed count and its slope.
private struct Contribution {
  let count: ClosedRange<Double>
  let slope: ClosedRange<Double>

  init(time: ClosedRange<Double>, _ relaxation: ArrivalRelaxation) {
    let (indicator, temperature) = (relaxation.indicator, relaxation.temperature)
    let early = indicator.value(at: (1 - time.lowerBound) / temperature)
    let late = indicator.value(at: (1 - time.upperBound) / temperature)
    // f falls with time; f' rises to its peak at the window's end, then falls.
    let peak =
      time.contains(1) ? indicator.value(at: 0).slope : max(early.slope, late.slope)
    let mayBeLeftOut = time.upperBound >= relaxation.horizon
    let mayBeSaturated =
      !indicator.isCompact && time.lowerBound <= 1 - 17.4 * temperature
    // The polynomials are monotone but for their last digit.
    let values = [mayBeLeftOut ? 0 : late.value, mayBeSaturated ? 1 : early.value].sorted()
    count = values[0]...values[1]
    let least = mayBeLeftOut || mayBeSaturated ? 0 : min(early.slope, late.slope)
    let slopes = [least * time.lowerBound, peak * time.upperBound].sorted()
    slope = slopes[0] / temperature...slopes[1] / temperature
  }
}
