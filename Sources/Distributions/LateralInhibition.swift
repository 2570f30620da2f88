// SPDX-License-Identifier: GPL-3.0-or-later

internal import CEventDriven
package import Randomness
public import SpikeTrains
public import Tensors

/// Neurons whose spikes take from each other's potentials; a step pays for spikes only.
///
/// ```
/// u ← bound(u + bound(d − z·W))         bound(v) = c − ln(1 + e^{c − max(v, lower)})
/// ```
/// Shapes: u and d [trials, neurons], z likewise but without its zeros, W [neurons, neurons]. The sums run in the
/// order of the neurons: the same bits on every instruction set, and for every split of the trials.
///
/// - Complexity: O(trials · neurons + spiking neurons · neurons) a step.
///
/// > Reference: C. Rozell et al., Neural Computation 20 (2008) 2526, doi:10.1162/neco.2008.03-07-486 (the LCA).
public struct LateralInhibition: Sendable {
  /// W, shape [neurons, neurons]: row k is what a spike of neuron k takes.
  public let weights: Tensor
  /// The hard bound of potentials and of their changes from below.
  public let lower: Float
  /// The smooth bound of changes from above.
  public let largestChange: Float
  /// The smooth bound of potentials from above.
  public let largestPotential: Float
  /// The instruction set of the kernel; all give the same bits.
  package var instructionSet = InstructionSet.best
  /// W in the order of the kernel: tiles of columns, each small enough for a processor's second cache.
  private let tiles: AlignedFloats

  /// Neurons that inhibit each other.
  ///
  /// - Precondition: `weights` is square.
  public init(
    weights: Tensor, lower: Float, largestChange: Float, largestPotential: Float
  ) {
    guard weights.rank == 2 && weights.shape[0] == weights.shape[1] else {
      fatalError("inhibition of shape \(weights.shape) is not square")
    }
    self.weights = weights.detached
    self.lower = lower
    self.largestChange = largestChange
    self.largestPotential = largestPotential
    let (neurons, width) = (weights.shape[0], Int(EVENT_DRIVEN_TILE))
    tiles = AlignedFloats(count: (neurons + width - 1) / width * width * neurons) { tiles in
      for left in stride(from: 0, to: neurons, by: width) {
        let columns = min(width, neurons - left)
        for row in 0..<neurons {
          for column in 0..<columns {
            tiles[left * neurons + row * width + column] =
              weights.values[row * neurons + left + column]
          }
        }
      }
    }
  }

  /// How many neurons there are.
  public var neurons: Int { weights.shape[0] }

  /// Takes one step, in place where the potentials have no other owner.
  ///
  /// - Parameters:
  ///   - potentials: u, shape [trials, neurons].
  ///   - drive: d, of the same shape.
  ///   - spikes: z, of the same shape.
  /// - Precondition: shapes as said.
  public func step(_ potentials: inout Tensor, drive: Tensor, spikes: SparseCounts) {
    let trials = spikes.trialCount
    guard
      potentials.rank == 2 && potentials.shape[0] == trials && potentials.shape[1] == neurons
        && drive.shape == potentials.shape && spikes.neuronCount == neurons
    else {
      fatalError(
        "potentials of shape \(potentials.shape), a drive of shape \(drive.shape) and spikes of shape "
          + "[\(trials), \(spikes.neuronCount)] for \(neurons) neurons")
    }
    potentials.values.withUnsafeMutableBufferPointer { potentials in
      tiles.withUnsafePointer { tiles in
        spikes.withKernelList { list in
          var (list, network) = (
            list,
            event_driven_network(
              inhibition: tiles, neurons: neurons, lower: lower, largest_change: largestChange,
              largest_potential: largestPotential)
          )
          event_driven_integrate(
            instructionSet.kernel, &network, &list, drive.values, trials, potentials.baseAddress)
        }
      }
    }
  }
}
