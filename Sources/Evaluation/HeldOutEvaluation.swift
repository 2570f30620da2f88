// SPDX-License-Identifier: GPL-3.0-or-later

internal import Distributions
public import LatentModels
internal import Learning
public import Randomness
public import Tensors

/// How well a model describes data it was not trained on.
public struct HeldOutEvaluation: Sendable, Codable {
  /// Mean squared error + KL per datum (β = 1, whatever β trained the model): nats up to a constant, for
  /// Gaussian pixels of variance ½.
  public var nelbo: Double
  /// Squared error summed over pixels, mean over data, decoded from exact samples.
  public var mse: Double
  /// Divergence from the prior summed over neurons, mean over data, in nats.
  public var kl: Double
  /// Squared error when the expected latents are decoded instead of drawn ones.
  public var mseMAP: Double
  /// 1 − mse / Σ(x − mean of x)², mean over data; nil when any datum is constant.
  public var rSquared: Double?
  /// The same when the expected latents are decoded instead of drawn ones; nil when any datum is constant.
  public var rSquaredMAP: Double?
  /// Fraction of neurons whose mean divergence exceeds 0.01 nats.
  public var activeFraction: Double
  /// Vinje & Gallant's lifetime sparsity of the samples, mean over neurons; nil for fewer than two data.
  public var lifetimeSparsity: Double?
  /// Vinje & Gallant's population sparsity of the samples, mean over data; nil for fewer than two neurons.
  public var populationSparsity: Double?
  /// Fraction of samples that are 0.
  public var zeros: Double
  /// Mean count per neuron and datum; nil for latents that are not spike counts.
  public var meanCount: Double?
  /// Spikes of all neurons per datum; nil for latents that are not spike counts.
  public var spikesPerDatum: Double?
  /// The largest count seen; nil for latents that are not spike counts.
  public var largestCount: Int?
  /// Mean divergence of each neuron, in nats.
  public var klByNeuron: [Double]
  /// How many data there were.
  public var count: Int

  enum CodingKeys: String, CodingKey {
    case nelbo, mse, kl
    case mseMAP = "mse_map"
    case rSquared = "r_squared"
    case rSquaredMAP = "r_squared_map"
    case activeFraction = "active_fraction"
    case lifetimeSparsity = "lifetime_sparsity"
    case populationSparsity = "population_sparsity"
    case zeros
    case meanCount = "mean_count"
    case spikesPerDatum = "spikes_per_datum"
    case largestCount = "largest_count"
    case klByNeuron = "kl_by_neuron"
    case count
  }

  /// Writes every key; a figure that is undefined is null, so that scripts find it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(nelbo, forKey: .nelbo)
    try container.encode(mse, forKey: .mse)
    try container.encode(kl, forKey: .kl)
    try container.encode(mseMAP, forKey: .mseMAP)
    try container.encode(rSquared, forKey: .rSquared)
    try container.encode(rSquaredMAP, forKey: .rSquaredMAP)
    try container.encode(activeFraction, forKey: .activeFraction)
    try container.encode(lifetimeSparsity, forKey: .lifetimeSparsity)
    try container.encode(populationSparsity, forKey: .populationSparsity)
    try container.encode(zeros, forKey: .zeros)
    try container.encode(meanCount, forKey: .meanCount)
    try container.encode(spikesPerDatum, forKey: .spikesPerDatum)
    try container.encode(largestCount, forKey: .largestCount)
    try container.encode(klByNeuron, forKey: .klByNeuron)
    try container.encode(count, forKey: .count)
  }
}

extension VariationalAutoencoder {
  /// Evaluates the model on data of shape [count, pixels], at temperature 0.
  ///
  /// Data are taken in blocks of 500, added in order: the same bits for any number of threads.
  ///
  /// - Parameters:
  ///   - data: shape [count, pixels].
  ///   - address: where the samples are drawn.
  ///   - silenced: neurons whose latents are set to 0 before decoding; the divergence still counts them.
  ///   - threads: how many threads may work at once.
  /// - Throws: what sampling throws, `ArrivalError` when a log-rate is NaN or too large.
  /// - Precondition: `data` is not empty; `silenced` neurons exist.
  public func evaluated(
    on data: Tensor, at address: DrawAddress, silencing silenced: [Int] = [], threads: Int
  ) throws -> HeldOutEvaluation {
    guard data.rank == 2 && data.shape[0] > 0 else {
      fatalError("data of shape \(data.shape) cannot be evaluated")
    }
    let audible = audibleNeurons(silencing: silenced)
    let size = 500
    let blocks = (data.shape[0] + size - 1) / size
    let sums = try inParallel(count: blocks, threads: threads) { block in
      let rows = block * size..<min((block + 1) * size, data.shape[0])
      var address = address
      address.firstTrial += rows.lowerBound
      return try EvaluationSums(of: self, on: data.rows(rows), at: address, audible: audible)
    }
    return sums.dropFirst().reduce(into: sums[0]) { $0.add($1) }.evaluation
  }
}

extension VariationalAutoencoder {
  /// 1 for neurons that are heard and 0 for silenced ones, shape [latents]; none when all are heard.
  fileprivate func audibleNeurons(silencing silenced: [Int]) -> Tensor? {
    guard !silenced.isEmpty else { return nil }
    var mask = [Float](repeating: 1, count: latents)
    for neuron in silenced {
      guard mask.indices.contains(neuron) else {
        fatalError("neuron \(neuron) does not exist; there are \(latents)")
      }
      mask[neuron] = 0
    }
    return Tensor(mask, shape: [latents])
  }
}

/// What one block of data adds to an evaluation.
private struct EvaluationSums: Sendable {
  var count: Int
  var squaredError: Double
  var squaredErrorMAP: Double
  var rSquared: Double?
  var rSquaredMAP: Double?
  var zeros: Int
  var spikes: Double?
  var largest: Float
  var klByNeuron: [Double]
  var lifetime: LifetimeSparsity
  var population: PopulationSparsity

  init(
    of model: some VariationalAutoencoder, on data: Tensor, at address: DrawAddress,
    audible: Tensor?
  ) throws {
    let posterior = model.posterior(of: data)
    func heard(_ latents: Tensor) -> Tensor { audible.map { latents * $0 } ?? latents }
    let samples = heard(try posterior.samples(at: address))
    let errors = squaredErrors(model.decoder(samples), data)
    count = data.shape[0]
    squaredError = errors.reduce(0, +)
    let errorsMAP = squaredErrors(model.decoder(heard(posterior.mean)), data)
    squaredErrorMAP = errorsMAP.reduce(0, +)
    let variations = variations(of: data)
    rSquared = explainedSum(of: variations, leaving: errors)
    rSquaredMAP = explainedSum(of: variations, leaving: errorsMAP)
    zeros = samples.values.count { $0 == 0 }
    spikes =
      posterior is any SpikingPosterior ? samples.values.reduce(0) { $0 + Double($1) } : nil
    largest = samples.values.max() ?? 0
    klByNeuron = posterior.divergence.byNeuron
    lifetime = LifetimeSparsity(neurons: klByNeuron.count)
    lifetime.add(samples.values)
    population = PopulationSparsity(neurons: klByNeuron.count)
    population.add(samples.values)
  }

  mutating func add(_ other: EvaluationSums) {
    count += other.count
    squaredError += other.squaredError
    squaredErrorMAP += other.squaredErrorMAP
    rSquared = rSquared.flatMap { sum in other.rSquared.map { sum + $0 } }
    rSquaredMAP = rSquaredMAP.flatMap { sum in other.rSquaredMAP.map { sum + $0 } }
    zeros += other.zeros
    spikes = spikes.flatMap { sum in other.spikes.map { sum + $0 } }
    largest = max(largest, other.largest)
    for neuron in klByNeuron.indices { klByNeuron[neuron] += other.klByNeuron[neuron] }
    lifetime.add(other.lifetime)
    population.add(other.population)
  }

  var evaluation: HeldOutEvaluation {
    let n = Double(count)
    let byNeuron = klByNeuron.map { $0 / n }
    let kl = byNeuron.reduce(0, +)
    let latents = Double(klByNeuron.count)
    return HeldOutEvaluation(
      nelbo: squaredError / n + kl, mse: squaredError / n, kl: kl, mseMAP: squaredErrorMAP / n,
      rSquared: rSquared.map { $0 / n }, rSquaredMAP: rSquaredMAP.map { $0 / n },
      activeFraction: Double(byNeuron.count { $0 > 0.01 }) / latents,
      lifetimeSparsity: lifetime.mean, populationSparsity: population.mean,
      zeros: Double(zeros) / (n * latents),
      meanCount: spikes.map { $0 / (n * latents) }, spikesPerDatum: spikes.map { $0 / n },
      largestCount: spikes.map { _ in Int(largest) },
      klByNeuron: byNeuron, count: count)
  }
}

/// ‖prediction − target‖² of every row.
func squaredErrors(_ prediction: Tensor, _ target: Tensor) -> [Double] {
  let columns = target.shape[1]
  return (0..<target.shape[0]).map { row in
    var sum = 0.0
    for index in row * columns..<(row + 1) * columns {
      let difference = Double(prediction.values[index] - target.values[index])
      sum += difference * difference
    }
    return sum
  }
}

/// Σ(1 − error/variation) over data; nil when any datum is constant.
func explainedSum(of variations: [Double], leaving errors: [Double]) -> Double? {
  var sum = 0.0
  for (variation, error) in zip(variations, errors) {
    guard variation > 0 else { return nil }
    sum += 1 - error / variation
  }
  return sum
}

/// Σ(x − mean of x)² of every row; exactly 0 for a constant one.
func variations(of data: Tensor) -> [Double] {
  let columns = data.shape[1]
  return (0..<data.shape[0]).map { row in
    let values = data.values[row * columns..<(row + 1) * columns]
    let mean = values.reduce(0) { $0 + Double($1) } / Double(columns)
    return values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
  }
}
