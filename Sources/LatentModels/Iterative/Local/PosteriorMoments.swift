// SPDX-License-Identifier: GPL-3.0-or-later

public import Learning
public import Tensors

/// What posteriors leave behind for learning: running sums whose size depends on neither data nor steps of inference.
///
/// ```
/// w ← ρ·w + 1        A ← ρ·A + mean (r rᵀ + diag r)        B ← ρ·B + mean r xᵀ        Q ← ρ·Q + mean E(x − Φz)²
/// ```
/// for counts z ~ Poisson(r), of which A/w is the second moment. ρ = 2^(−1/memory) forgets: a memory of 60 halves the weight of what
/// was seen 60 updates ago.
///
/// > Reference: the sums are those of J. Mairal, F. Bach, J. Ponce & G. Sapiro, J. Mach. Learn. Res. 11 (2010) 19–60; their
/// > forgetting there is by a share that depends on the number of updates.
public struct PosteriorMoments: Parametrized, Sendable, Equatable {
  /// Neurons whose sums one thread makes, atoms refreshed together, and pixels refreshed apart from the others.
  private static let (strip, block, chunk) = (64, 32, 64)
  /// The mean square of a count below which an atom is left as it is.
  private static let smallestSquare: Float = 1e-6

  /// w, shape [1].
  public internal(set) var weight: Tensor
  /// A, shape [latents, latents].
  public internal(set) var codes: Tensor
  /// B, shape [latents, pixels].
  public internal(set) var cross: Tensor
  /// Q, shape [1, pixels].
  public internal(set) var squares: Tensor

  /// Nothing seen yet.
  public init(latents: Int, pixels: Int) {
    weight = .zeros([1])
    codes = .zeros([latents, latents])
    cross = .zeros([latents, pixels])
    squares = .zeros([1, pixels])
  }

  /// Whether nothing was added yet.
  public var isEmpty: Bool { weight.values[0] == 0 }

  /// ρ of a memory, in updates.
  static func retained(memory: Double) -> Float {
    // 2^(−1/m) by its series: no library function whose last bit may differ.
    let exponent = -0.693147180559945309 / memory
    var (sum, term) = (1.0, 1.0)
    for index in 1...24 {
      term *= exponent / Double(index)
      sum += term
    }
    return Float(sum)
  }

  /// Adds the posteriors of some data.
  ///
  /// - Parameters:
  ///   - rates: r, shape [trials, latents].
  ///   - input: x, shape [trials, pixels].
  ///   - squares: E(x − Φz)², shape [1, pixels], averaged over the trials.
  ///   - memory: after how many updates half is forgotten.
  ///   - threads: how many threads may work at once; part of no result.
  public mutating func add(
    rates: Tensor, seeing input: Tensor, squares: Tensor, memory: Double, threads: Int
  ) {
    let (kept, share) = (Self.retained(memory: memory), 1 / Float(rates.shape[0]))
    let (latents, pixels) = (codes.shape[0], cross.shape[1])
    let (old, oldCross, counts) = (codes.values, cross.values, rates.values)
    let strips = inParallel(
      count: (latents + Self.strip - 1) / Self.strip, threads: threads
    ) { index in
      let range = index * Self.strip..<min((index + 1) * Self.strip, latents)
      let part = rates.columns(range)
      var codes = matmul(part, rates, transposeLeft: true).values
      for row in range.indices {
        let first = row - range.lowerBound
        for place in 0..<latents {
          codes[first * latents + place] =
            kept * old[row * latents + place] + share * codes[first * latents + place]
        }
      }
      for trial in 0..<rates.shape[0] {
        for row in range.indices {
          codes[(row - range.lowerBound) * latents + row] +=
            share * counts[trial * latents + row]
        }
      }
      var cross = matmul(part, input, transposeLeft: true).values
      let start = range.lowerBound * pixels
      for place in cross.indices {
        cross[place] = kept * oldCross[start + place] + share * cross[place]
      }
      return (
        Tensor(codes, shape: [range.count, latents]), Tensor(cross, shape: [range.count, pixels])
      )
    }
    codes = Tensor(joining: strips.map(\.0))
    cross = Tensor(joining: strips.map(\.1))
    weight = weight * kept + 1
    self.squares = self.squares * kept + squares
  }

  /// The dictionary after one sweep of coordinate descent over the atoms, each at its best while the others stay.
  ///
  /// ```
  /// φₖ ← φₖ + (Bₖ − Σⱼ Aₖⱼ φⱼ)/Aₖₖ          then, with a length, φₖ ← length·φₖ/‖φₖ‖
  /// ```
  /// Without a length no sweep raises the expected error that the sums remember. Pixels are then refreshed apart from each other.
  ///
  /// - Parameters:
  ///   - dictionary: Φ, shape [pixels, latents].
  ///   - length: of every atom; nil leaves lengths free.
  ///   - threads: how many threads may work at once; part of no result.
  /// - Complexity: O(latents² · pixels).
  public func refreshed(_ dictionary: Tensor, length: Float? = nil, threads: Int = 1) -> Tensor {
    let atoms = dictionary.transposed()
    guard length == nil else { return swept(atoms, cross, length: length).transposed() }
    let pixels = cross.shape[1]
    let parts = inParallel(
      count: (pixels + Self.chunk - 1) / Self.chunk, threads: threads
    ) { index in
      let range = index * Self.chunk..<min((index + 1) * Self.chunk, pixels)
      return swept(atoms.columns(range), cross.columns(range), length: nil).transposed()
    }
    return Tensor(joining: parts)
  }

  /// The sweep for atoms and sums, one a row.
  private func swept(_ atoms: Tensor, _ cross: Tensor, length: Float?) -> Tensor {
    let (latents, pixels) = (atoms.shape[0], atoms.shape[1])
    let codes = codes.values
    let smallest = Self.smallestSquare * weight.values[0]
    var rows = atoms
    for first in stride(from: 0, to: latents, by: Self.block) {
      let range = first..<min(first + Self.block, latents)
      var rest = (cross.rows(range) - matmul(self.codes.rows(range), rows)).values
      var values = rows.values
      for atom in range.indices {
        let square = codes[atom * latents + atom]
        guard square > smallest else { continue }
        let (start, own) = (atom * pixels, (atom - first) * pixels)
        var moved = (0..<pixels).map { values[start + $0] + rest[own + $0] / square }
        if let length {
          let norm = moved.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
          guard norm > 0 else { continue }
          for pixel in 0..<pixels { moved[pixel] *= length / norm }
        }
        let change = (0..<pixels).map { moved[$0] - values[start + $0] }
        for pixel in 0..<pixels { values[start + pixel] = moved[pixel] }
        for other in atom + 1..<max(range.upperBound, atom + 1) {
          let weight = codes[other * latents + atom]
          let place = (other - first) * pixels
          for pixel in 0..<pixels { rest[place + pixel] -= weight * change[pixel] }
        }
      }
      rows = Tensor(values, shape: [latents, pixels])
    }
    return rows
  }

  public mutating func forEachParameter(_ visit: (_ name: String, _ value: inout Tensor) -> Void) {
    visit("moments.weight", &weight)
    visit("moments.codes", &codes)
    visit("moments.cross", &cross)
    visit("moments.squares", &squares)
  }
}
