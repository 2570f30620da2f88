// SPDX-License-Identifier: GPL-3.0-or-later

internal import Tensors

/// A kernel that gives a divergence by neuron and its slopes with respect to all four parameters at once.
typealias FusedDivergence = (
  _ location: UnsafePointer<Float>?, _ logScale: UnsafePointer<Float>?,
  _ priorLocation: UnsafePointer<Float>?, _ priorLogScale: UnsafePointer<Float>?,
  _ locationSlope: UnsafeMutablePointer<Float>?, _ scaleSlope: UnsafeMutablePointer<Float>?,
  _ priorLocationSlope: UnsafeMutablePointer<Double>?,
  _ priorScaleSlope: UnsafeMutablePointer<Double>?, _ byNeuron: UnsafeMutablePointer<Double>?,
  _ rows: Int, _ columns: Int
) -> Void

extension Divergence {
  /// The divergence that a kernel computes in one pass over the latents.
  ///
  /// - Precondition: the prior has one location and one log-scale for each column.
  init<Law>(
    of law: LocationScale<Law>, from prior: LocationScale<Law>, by kernel: FusedDivergence
  ) {
    let neurons = prior.location.count
    guard law.location.shape.last == neurons else {
      fatalError(
        "locations of shape \(law.location.shape) do not fit a prior of \(neurons) neurons")
    }
    let count = law.location.count
    var toLocation = [Float](repeating: 0, count: count)
    var toScale = [Float](repeating: 0, count: count)
    var toPriorLocation = [Double](repeating: 0, count: neurons)
    var toPriorScale = toPriorLocation
    var byNeuron = toPriorLocation
    kernel(
      law.location.values, law.logScale.values, prior.location.values, prior.logScale.values,
      &toLocation, &toScale, &toPriorLocation, &toPriorScale, &byNeuron,
      neurons == 0 ? 0 : count / neurons, neurons)
    func row(_ values: [Double]) -> Tensor {
      Tensor(values.map { Float($0) }, shape: prior.location.shape)
    }
    let inputs = [law.location, law.logScale, prior.location, prior.logScale]
    let slopes = [
      Tensor(toLocation, shape: law.location.shape), Tensor(toScale, shape: law.logScale.shape),
      row(toPriorLocation), row(toPriorScale),
    ]
    self.init(
      total: .recording(values: [Float(byNeuron.reduce(0, +))], shape: [], inputs: inputs) { c in
        zip(inputs, slopes).map { $0.isRecorded ? $1 * c : nil }
      },
      byNeuron: byNeuron)
  }
}
