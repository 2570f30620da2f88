// SPDX-License-Identifier: GPL-3.0-or-later

import Evaluation
import Foundation
import LayerTesting
import Randomness
import Tensors
import Testing

@Suite("Gabor fits")
struct GaborFitTests {
  /// A Gabor function by its formula: amplitude, center, orientation, frequency, phase, widths.
  private static func gabor(_ p: [Double], columns: Int = 16, rows: Int = 16) -> [Double] {
    (0..<columns * rows).map { index in
      let (dx, dy) = (Double(index % columns) - p[1], Double(index / columns) - p[2])
      let u = dx * cos(p[3]) + dy * sin(p[3])
      let v = -dx * sin(p[3]) + dy * cos(p[3])
      return p[0] * exp(-u * u / (2 * p[6] * p[6]) - v * v / (2 * p[7] * p[7]))
        * cos(2 * .pi * p[4] * u + p[5])
    }
  }

  private static func parameters(_ fit: GaborFit) -> [Double] {
    [
      fit.amplitude, fit.x, fit.y, fit.orientation, fit.frequency, fit.phase, fit.width, fit.length,
    ]
  }

  @Test("Fits of noisy atoms are those that SciPy finds from the truth", arguments: 0..<4)
  func golden(number: Int) throws {
    let golden = try EvaluationGoldens.read().gabors[number]
    let noise = arbitrary([16, 16], from: -0.12, to: 0.12, salt: golden.salt).values
    let atom = zip(Self.gabor(golden.truth), noise).map { $0 + golden.truth[0] * Double($1) }
    let fit = try #require(GaborFit(atom, columns: 16, rows: 16))
    #expect(abs(fit.explainedVariance - golden.explainedVariance) < 1e-6)
    #expect(agree(Self.parameters(fit), golden.fit, within: 1e-3), "\(fit) \(golden.fit)")
    #expect(fit.isGaborLike)
    let values = (0..<256).map { fit.value(x: Double($0 % 16), y: Double($0 / 16)) }
    let left = zip(values, atom).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let mean = atom.reduce(0, +) / 256
    let variation = atom.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    #expect(abs(1 - left / variation - fit.explainedVariance) < 1e-9)
  }

  /// Functions anywhere in the patch, of one and a half to three subfields.
  private static func planted(_ number: Int) -> [Double] {
    var g = SeedSequence(4).generator(for: "planted", number)
    let frequency = g.uniform(in: 0.08..<0.3)
    let width = g.uniform(in: 0.25..<0.5) / frequency
    return [
      g.uniform(in: 0.1..<10), g.uniform(in: 3..<12), g.uniform(in: 3..<12),
      g.uniform(in: 0..<Double.pi), frequency, g.uniform(in: -Double.pi..<Double.pi), width,
      width * g.uniform(in: 0.7..<1.6),
    ]
  }

  @Test("Planted functions are found, exactly without noise and nearly with")
  func planted() throws {
    var exact = 0
    for number in 0..<60 {
      let truth = Self.planted(number)
      let clean = Self.gabor(truth)
      let fit = try #require(GaborFit(clean, columns: 16, rows: 16))
      if fit.explainedVariance > 0.9999 { exact += 1 }
      let power = (clean.reduce(0) { $0 + $1 * $1 } / 256).squareRoot()
      var g = SeedSequence(4).generator(for: "noise", number)
      let noisy = try #require(
        GaborFit(
          clean.map { $0 + 0.3 * power * g.normal() }, columns: 16, rows: 16))
      #expect(noisy.explainedVariance > 0.8, "\(number): \(truth) \(noisy)")
      let turn = abs(sin(noisy.orientation - truth[3]))
      #expect(turn < 0.3, "\(number): \(truth) \(noisy)")
    }
    #expect(exact >= 57, "\(exact)")
  }

  /// Atoms of noise: white, or low-passed as whitening leaves it.
  private static func noise(_ atoms: Int, passes: Int) -> Tensor {
    var g = SeedSequence(6).generator(for: "noise", passes)
    let side = 16
    var values = (0..<256 * atoms).map { _ in Float(g.normal()) }
    for _ in 0..<passes {
      let before = values
      for pixel in 0..<256 {
        let (x, y) = (pixel % side, pixel / side)
        for atom in 0..<atoms {
          var sum: Float = 0
          for (dx, dy, weight) in [(0, 0, 4), (1, 0, 2), (15, 0, 2), (0, 1, 2), (0, 15, 2)] {
            let other = (y + dy) % side * side + (x + dx) % side
            sum += Float(weight) * before[other * atoms + atom]
          }
          values[pixel * atoms + atom] = sum
        }
      }
    }
    return Tensor(values, shape: [256, atoms])
  }

  @Test("Noise is not like a Gabor function, in 98 of 100 atoms at least", arguments: [0, 1])
  func noise(passes: Int) {
    let fits = GaborFit.fits(of: Self.noise(100, passes: passes), columns: 16, rows: 16, threads: 2)
    #expect(fits.count { $0?.isGaborLike ?? false } <= 2)
    #expect(fits.allSatisfy { $0 != nil })
  }

  @Test("Blobs, single pixels, constants and gratings over corners are not like Gabor functions")
  func others() throws {
    let blob = Self.gabor([1, 7, 8, 0.4, 0, 0, 2.5, 3.5])
    let fit = try #require(GaborFit(blob, columns: 16, rows: 16))
    #expect(fit.explainedVariance > 0.99 && fit.opponency < 0.05 && !fit.isGaborLike)
    var pixel = [Double](repeating: 0, count: 256)
    pixel[100] = 1
    #expect(GaborFit(pixel, columns: 16, rows: 16)?.isGaborLike == false)
    #expect(GaborFit([Double](repeating: 3, count: 256), columns: 16, rows: 16) == nil)
    let plaid = (0..<256).map {
      cos(2 * .pi * 0.15 * Double($0 % 16)) * cos(2 * .pi * 0.15 * Double($0 / 16))
    }
    #expect(GaborFit(plaid, columns: 16, rows: 16)?.isGaborLike == false)
  }

  @Test("Patches need not be square, units do not matter, threads change nothing")
  func shapes() throws {
    let truth = [2.0, 9, 4, 0.7, 0.2, 0.5, 1.8, 2.2]
    let atom = Self.gabor(truth, columns: 20, rows: 10)
    let fit = try #require(GaborFit(atom, columns: 20, rows: 10))
    #expect(agree(Self.parameters(fit), truth, within: 1e-4), "\(fit)")
    let tiny = try #require(GaborFit(atom.map { 1e-6 * $0 }, columns: 20, rows: 10))
    #expect(abs(tiny.amplitude / fit.amplitude - 1e-6) < 1e-9)
    let noise = Self.noise(5, passes: 1)
    let alone = GaborFit.fits(of: noise, columns: 16, rows: 16, threads: 1)
    #expect(GaborFit.fits(of: noise, columns: 16, rows: 16, threads: 3) == alone)
    #expect(
      GaborFit.fits(of: noise, columns: 16, rows: 16, atoms: [3, 1], threads: 1)
        == [alone[3], alone[1]])
  }
}
