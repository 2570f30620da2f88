// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// Published figures of Poisson VAEs with linear networks on DOVES over β, mean ± standard deviation of five seeds.
///
/// > Reference: Vafaii, Galor & Yates, arXiv 2405.14473, result tables of the public code.
struct PublishedSweep {
  let beta: Double
  let mse: String
  let kl: String
  let mseMAP: String
  let lifetime: String

  /// The means of squared error and sparsity.
  var points: (mseMAP: Double, lifetime: Double)? {
    func mean(_ text: String) -> Double? {
      text.split(separator: " ").first.flatMap { Double($0) }
    }
    guard let mseMAP = mean(mseMAP), let lifetime = mean(lifetime) else { return nil }
    return (mseMAP, lifetime)
  }

  private init(
    _ beta: Double, _ mse: String, _ kl: String, _ mseMAP: String, _ lifetime: String
  ) {
    self.beta = beta
    self.mse = mse
    self.kl = kl
    self.mseMAP = mseMAP
    self.lifetime = lifetime
  }

  /// 512 neurons.
  static let linear512 = [
    PublishedSweep(0.01, "20.65 ± 0.01", "1333.36 ± 1.08", "3.35 ± 0.02", "0.325 ± 0.000"),
    PublishedSweep(0.2, "71.50 ± 0.07", "181.84 ± 0.04", "28.73 ± 0.02", "0.402 ± 0.000"),
    PublishedSweep(0.4, "96.99 ± 0.06", "94.13 ± 0.05", "52.29 ± 0.02", "0.502 ± 0.001"),
    PublishedSweep(0.6, "114.62 ± 0.04", "59.07 ± 0.05", "72.16 ± 0.06", "0.608 ± 0.001"),
    PublishedSweep(0.8, "127.54 ± 0.08", "40.61 ± 0.01", "88.55 ± 0.02", "0.708 ± 0.001"),
    PublishedSweep(1, "137.70 ± 0.06", "29.47 ± 0.01", "102.39 ± 0.06", "0.790 ± 0.002"),
    PublishedSweep(1.5, "157.00 ± 0.48", "15.09 ± 0.03", "130.96 ± 0.90", "0.912 ± 0.001"),
    PublishedSweep(4, "236.53 ± 8.04", "1.13 ± 0.02", "234.52 ± 8.10", "0.997 ± 0.000"),
  ]

  /// The KL at β = 1, in nats, by the number of neurons.
  static let klByLatents = [
    256: "28.86 ± 0.02", 512: "29.47 ± 0.01", 768: "29.71 ± 0.04", 1024: "29.87 ± 0.05",
  ]
}
