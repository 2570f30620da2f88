// SPDX-License-Identifier: GPL-3.0-or-later

public import Randomness
public import Tensors

/// Silences each value with some probability and raises the others, so that the mean stays.
///
/// ```
/// y = x·m,   m = 0 with probability p, else 1/(1 − p)        without an address y = x
/// ```
/// The mask of datum b is a pure function of the address, trial `firstTrial + b`, and the layer's name:
/// however a batch is cut, each datum loses the same units.
///
/// > Reference: Srivastava et al., JMLR 15, 2014, 1929–1958.
public struct Dropout: Layer {
  /// The probability p of silence.
  public let probability: Double
  /// What tells this layer's draws from those of the other layers of the network.
  public let name: String

  /// Dropout with a probability, under a name of its own within the network.
  ///
  /// - Precondition: the probability is at least 0 and below 1.
  public init(_ probability: Double, name: String) {
    guard (0..<1).contains(probability) else {
      fatalError("a probability of dropout of \(probability) is not in 0..<1")
    }
    self.probability = probability
    self.name = name
  }

  public func callAsFunction(_ input: Tensor, noise address: DrawAddress?) -> Tensor {
    guard let address, probability > 0, input.count > 0 else { return input }
    return input * mask(of: input.shape, at: address)
  }

  /// The factors of an input of that shape, first axis [trials].
  ///
  /// - Precondition: at least one axis.
  public func mask(of shape: [Int], at address: DrawAddress) -> Tensor {
    guard !shape.isEmpty else {
      fatalError("a scalar has no trials to drop out of")
    }
    let own = address.with(purpose: Purpose("\(address.purpose.name)/\(name)"))
    let (threshold, factor) = (Float(probability), Float(1 / (1 - probability)))
    let uniforms = own.standardUniforms(
      trials: shape[0], neurons: shape.dropFirst().reduce(1, *))
    return Tensor(uniforms.map { $0 < threshold ? 0 : factor }, shape: shape)
  }

  public mutating func forEachParameter(_ visit: (String, inout Tensor) -> Void) {}
}
