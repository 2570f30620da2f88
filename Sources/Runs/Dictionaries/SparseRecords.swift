// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Evaluation
internal import Foundation
package import SparseCoding
package import Tensors

/// One line of `metrics.jsonl` about a dictionary learning step: the dictionary before the step, on its batch.
package struct DictionaryRecord: Codable, Sendable {
  package var partition = "train"
  /// How many steps had been taken before.
  package let step: Int
  package let threshold: Double
  package let mse: Double
  package let codeLength: Double
  package let objective: Double
  package let zeros: Double
  package let activeAtoms: Int
  package let iterations: Double
  package let dictionaryRate: Double

  package init(_ taken: DictionaryStep, rate: Double) {
    step = taken.index
    threshold = taken.threshold
    mse = taken.squaredError
    codeLength = taken.codeLength
    objective = taken.objective
    zeros = taken.zeros
    activeAtoms = taken.activeAtoms
    iterations = taken.iterations
    dictionaryRate = rate
  }
}

/// Statistics of the codes of data on a dictionary, averaged over data; omitted where undefined.
package struct CodesRecord: Codable, Sendable {
  package var partition: String?
  package var step: Int?
  package let algorithm: SparseAlgorithm
  package let threshold: Double
  package let count: Int
  /// The squared error summed over pixels.
  package let mse: Double
  /// ½ of the squared error + λΣ|a|.
  package let objective: Double?
  /// The mean duality gap as a share of the objective of an empty code.
  package let gap: Double?
  /// The largest violation of the conditions of the optimum in any datum.
  package let kktResidual: Double?
  package let iterations: Double
  package let lifetimeSparsity: Double?
  package let populationSparsity: Double?
  package let zeros: Double
  /// The number of atoms that no datum uses.
  package let unusedAtoms: Int

  /// - Throws: ``RunError`` when the codes are not finite.
  package init(
    of found: SparseCodes, for data: Tensor, on dictionary: Tensor, settings: SparseSettings,
    threads: Int
  ) throws(RunError) {
    let codes = found.codes
    guard codes.values.allSatisfy(\.isFinite) else {
      throw RunError(
        .damaged,
        "the codes of \(settings.algorithm.rawValue) are not finite. Raise \(setting: "time-constant"), which is "
          + "now \(Text.number(settings.timeConstant)).")
    }
    let measured = found.optimality(
      for: data, on: dictionary, threshold: settings.threshold, sign: settings.sign,
      threads: threads)
    algorithm = settings.algorithm
    threshold = settings.threshold
    count = codes.shape[0]
    let total = Double(max(count, 1))
    func mean(_ values: some Sequence<Double>) -> Double { values.reduce(0, +) / total }
    mse = mean(measured.map(\.squaredError))
    objective = settings.isLasso ? mean(measured.map(\.objective)) : nil
    gap =
      settings.isLasso
      ? mean(
        measured.map { $0.objectiveOfNothing > 0 ? $0.dualityGap / $0.objectiveOfNothing : 0 })
      : nil
    kktResidual = settings.isLasso ? measured.map(\.kktResidual).max() : nil
    iterations = mean(found.iterations.map(Double.init))
    var lifetime = LifetimeSparsity(neurons: codes.shape[1])
    var population = PopulationSparsity(neurons: codes.shape[1])
    lifetime.add(codes.values)
    population.add(codes.values)
    lifetimeSparsity = lifetime.mean
    populationSparsity = population.mean
    zeros = Double(codes.values.count { $0 == 0 }) / Double(max(codes.count, 1))
    var isUsed = [Bool](repeating: false, count: codes.shape[1])
    for (place, value) in codes.values.enumerated() where value != 0 {
      isUsed[place % isUsed.count] = true
    }
    unusedAtoms = isUsed.count { !$0 }
  }
}

extension CodesRecord {
  /// The same statistics for people, after rows that say where they come from.
  package func table(
    _ origin: [(name: String, value: String)], _ settings: SparseSettings
  ) -> String {
    func optional(_ value: Double?) -> String { value.map { Text.number($0) } ?? "undefined" }
    return Text.table(
      origin + [
        ("inference", settings.sentence),
        ("squared error", Text.number(mse)),
        ("objective", optional(objective)),
        ("relative duality gap", optional(gap)),
        ("largest KKT residual", optional(kktResidual)),
        ("iterations", Text.number(iterations)),
        ("lifetime sparsity", optional(lifetimeSparsity)),
        ("population sparsity", optional(populationSparsity)),
        ("zeros", "\(Text.number(100 * zeros, digits: 3)) %"),
        ("unused atoms", "\(unusedAtoms)"),
      ])
  }
}
