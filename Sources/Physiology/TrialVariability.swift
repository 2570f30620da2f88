// SPDX-License-Identifier: GPL-3.0-or-later

internal import Tensors

/// How much the counts of neurons vary from trial to trial while the same stimuli are repeated, and which of them vary together.
///
/// ```
/// Fano factor                 Σ variance over trials/Σ mean over trials, both summed over frames and stimuli
/// noise correlation           of what remains of the counts of two neurons when their mean over trials is taken away
/// signal correlation          of the mean responses of two neurons, one over even trials, the other over odd ones
/// ```
/// Independent Poisson counts have Fano factor 1 and noise correlation 0. Means over different trials share no noise, so neurons that
/// respond to nothing have signal correlation 0 on average.
///
/// > Reference: M. R. Cohen & A. Kohn, Nat. Neurosci. 14 (2011) 811, doi:10.1038/nn.2842.
public struct TrialVariability: Sendable {
  /// How many stimuli are shown at once.
  public let stimuli: Int
  /// How often each is repeated.
  public let repeats: Int
  /// The number of neurons.
  public let neurons: Int
  /// The frames that were added.
  public private(set) var frames = 0
  private var variances: [Double]
  private var means: [Double]
  private var population = (variance: 0.0, mean: 0.0)
  /// Means over even and over odd trials, [frames · stimuli, neurons] each.
  private var halves: (even: [Float], odd: [Float]) = ([], [])
  /// Σ of products of what remains, [neurons · neurons].
  private var products: [Double]

  /// Starts with nothing counted.
  ///
  /// - Precondition: at least two repeats.
  public init(stimuli: Int, repeats: Int, neurons: Int) {
    guard stimuli > 0, repeats >= 2, neurons > 0 else {
      fatalError("\(stimuli) stimuli, \(repeats) trials of each, \(neurons) neurons")
    }
    (self.stimuli, self.repeats, self.neurons) = (stimuli, repeats, neurons)
    variances = [Double](repeating: 0, count: neurons)
    means = [Double](repeating: 0, count: neurons)
    products = [Double](repeating: 0, count: neurons * neurons)
  }

  /// Adds the counts of one frame.
  ///
  /// - Parameter counts: shape [stimuli · repeats, neurons]; all trials of a stimulus come before the next stimulus.
  /// - Complexity: O(trials · neurons²).
  public mutating func add(_ counts: [Int]) {
    guard counts.count == stimuli * repeats * neurons else {
      fatalError("\(counts.count) counts of \(stimuli * repeats) trials and \(neurons) neurons")
    }
    frames += 1
    var remains = counts.map(Float.init)
    for stimulus in 0..<stimuli {
      addTotals(counts, of: stimulus)
      for neuron in 0..<neurons {
        var sums = (even: 0, odd: 0, squares: 0)
        for trial in 0..<repeats {
          let count = counts[(stimulus * repeats + trial) * neurons + neuron]
          if trial.isMultiple(of: 2) { sums.even += count } else { sums.odd += count }
          sums.squares += count * count
        }
        let mean = Double(sums.even + sums.odd) / Double(repeats)
        means[neuron] += mean
        variances[neuron] +=
          (Double(sums.squares) - mean * mean * Double(repeats)) / Double(repeats - 1)
        halves.even.append(Float(sums.even) / Float((repeats + 1) / 2))
        halves.odd.append(Float(sums.odd) / Float(repeats / 2))
        for trial in 0..<repeats {
          remains[(stimulus * repeats + trial) * neurons + neuron] -= Float(mean)
        }
      }
    }
    let residuals = Tensor(remains, shape: [stimuli * repeats, neurons])
    for (place, product) in matmul(residuals, residuals, transposeLeft: true).values.enumerated() {
      products[place] += Double(product)
    }
  }

  private mutating func addTotals(_ counts: [Int], of stimulus: Int) {
    let totals = (0..<repeats).map { trial in
      let start = (stimulus * repeats + trial) * neurons
      return Double(counts[start..<start + neurons].reduce(0, +))
    }
    let mean = totals.reduce(0, +) / Double(repeats)
    population.mean += mean
    population.variance +=
      totals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(repeats - 1)
  }

  // MARK: Results

  /// Spikes per frame of each neuron.
  public var meanCounts: [Double] { means.map { $0 / Double(max(1, frames * stimuli)) } }
  /// The variance over trials of each neuron's count in a frame, averaged over frames and stimuli.
  public var meanVariances: [Double] { variances.map { $0 / Double(max(1, frames * stimuli)) } }
  /// The Fano factor of each neuron; nil when it is silent.
  public var fanoFactors: [Double?] {
    zip(variances, means).map { $1 > 0 ? $0 / $1 : nil }
  }
  /// The Fano factor of the sum of all neurons; nil when all are silent.
  ///
  /// When neurons vary independently it is the mean of theirs, weighted by rates; positive noise correlations raise it, negative ones lower it.
  public var populationFanoFactor: Double? {
    population.mean > 0 ? population.variance / population.mean : nil
  }

  /// The signal correlation of each neuron with itself, −1 to 1: how well the mean of half the trials predicts that of the other half; nil where either does
  /// not vary.
  public var reliabilities: [Double?] {
    let table = SignalTable(halves.even, halves.odd, neurons: neurons)
    return (0..<neurons).map { table.correlation($0, $0) }
  }

  /// How two neurons respond together.
  public struct Pair: Sendable, Equatable {
    /// Their numbers.
    public let neurons: [Int]
    /// The signal correlation.
    public let signal: Double
    /// The noise correlation.
    public let noise: Double
  }

  /// All pairs of some neurons; those with a correlation that is undefined are left out.
  public func pairs(among chosen: [Int]) -> [Pair] {
    let table = SignalTable(halves.even, halves.odd, neurons: neurons)
    var pairs: [Pair] = []
    for (place, first) in chosen.enumerated() {
      for second in chosen[(place + 1)...] {
        let scale =
          (products[first * neurons + first] * products[second * neurons + second]).squareRoot()
        guard scale > 0, let one = table.correlation(first, second),
          let other = table.correlation(second, first)
        else { continue }
        pairs.append(
          Pair(
            neurons: [first, second], signal: (one + other) / 2,
            noise: products[first * neurons + second] / scale))
      }
    }
    return pairs
  }
}

/// The correlations of mean responses over even trials with those over odd ones.
private struct SignalTable {
  private let neurons: Int
  private let products: [Float]
  private let lengths: (even: [Double], odd: [Double])

  /// Tables of shape [bins, neurons].
  init(_ even: [Float], _ odd: [Float], neurons: Int) {
    self.neurons = neurons
    let tables = [even, odd].map { values in
      let bins = values.count / neurons
      var means = [Double](repeating: 0, count: neurons)
      for (place, value) in values.enumerated() { means[place % neurons] += Double(value) }
      return Tensor(
        values.enumerated().map { $1 - Float(means[$0 % neurons] / Double(max(1, bins))) },
        shape: [bins, neurons])
    }
    let lengths = tables.map { table in
      var squares = [Double](repeating: 0, count: neurons)
      for (place, value) in table.values.enumerated() {
        squares[place % neurons] += Double(value) * Double(value)
      }
      return squares.map { $0.squareRoot() }
    }
    self.lengths = (lengths[0], lengths[1])
    products = matmul(tables[0], tables[1], transposeLeft: true).values
  }

  func correlation(_ even: Int, _ odd: Int) -> Double? {
    let scale = lengths.even[even] * lengths.odd[odd]
    return scale > 0 ? Double(products[even * neurons + odd]) / scale : nil
  }
}
